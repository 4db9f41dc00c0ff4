import type { FailedCommand } from '../model/run.ts';

/** Programs that answer a question by their exit code: 1 says no. */
const askers: ReadonlySet<string> = new Set([
  ...['grep', 'egrep', 'fgrep', 'zgrep', 'rg', 'pgrep', 'git grep', 'diff', 'cmp', 'git diff', 'test', '[', '[['],
  ...['which', 'type', 'hash', 'expr', 'command', 'pip show', 'git check-ignore'],
]);

/** Whether a command failed, rather than answered no. */
export function isFailure({ command, code }: FailedCommand): boolean {
  return code !== 1 || !asks(command);
}

/** Whether the exit code is that of a program that answers by it: the last one of the line. */
function asks(command: string): boolean {
  const last = command
    .split(/\|\||&&|[|;\n]/)
    .map((part) => part.trim())
    .findLast((part) => part !== '');
  const words = (last ?? '')
    .replace(/^(?:[({!]\s+|\w+=\S*\s+)+/, '')
    .replace(/^\S*python\S*\s+-m\s+/, '')
    .split(/\s+/)
    .map((word) => word.replace(/^.*\//, ''));
  return askers.has(words[0] ?? '') || askers.has(words.slice(0, 2).join(' '));
}

/** How a command ended, in words. */
export function endingOf({ code }: FailedCommand): string {
  if (code === 127) return 'was not found (exit code 127)';
  return code < 0 ? `was ended by signal ${-code}` : `ended with exit code ${code}`;
}
