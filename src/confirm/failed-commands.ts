import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { endingOf, isFailure } from '../languages/shell-command.ts';
import type { Code } from '../lesson/lesson.ts';
import type { ExecutedCell } from '../notebook/run.ts';
import type { ConfirmContext, ConfirmedOutput } from './confirm-cell.ts';
import { linePlace } from './places.ts';

/**
 * Shell commands of a cell that failed, which IPython passes over. Not where the lesson shows it: its cell may raise, or what
 * was printed stands after it word for word.
 */
export function failedCommands(
  code: Code,
  executed: ExecutedCell,
  outputs: readonly ConfirmedOutput[],
  { file, cell }: ConfirmContext,
): Diagnostic[] {
  const failed = (executed.failedCommands ?? []).filter(isFailure);
  if (failed.length === 0 || isShown(code, outputs)) return [];
  return failed.map((one) => {
    const place = linePlace(code.source, one.line - 1);
    const line = code.source.text.split('\n')[one.line - 1]?.trim() ?? '';
    // A function that calls it stands for it; else what the author wrote is shown, not what the shell got.
    const written = /[!%]/.test(line) ? line : one.command;
    const message = `\`${shortened(written)}\` ${endingOf(one)}, and the cell goes on as if nothing had happened`;
    const help = 'correct the command; or end it with `|| true` if it may fail';
    return diagnostic('command-failed', message, file, place, { cell, help });
  });
}

/** Modes in which a fence does not say all that is printed. */
const loose: ReadonlySet<string> = new Set(['ignore', 'contains', 'regex', 'ellipsis']);

function isShown({ run, tags }: Code, outputs: readonly ConfirmedOutput[]): boolean {
  if (run.raises !== undefined || tags.includes('raises-exception')) return true;
  return outputs.length > 0 && outputs.every(({ verdict, mode }) => verdict === 'confirmed' && !mode.some(isLoose));
}

function isLoose(mode: string): boolean {
  return loose.has(mode);
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
