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

/** Programs that lessons call, and that are no Python. What IPython has as a magic (`ls`, `cd`, `pip`, `conda`) is none here. */
export const programs: ReadonlySet<string> = new Set(
  [
    'git docker sudo apt apt-get brew npm npx node yarn curl wget ssh scp make cmake gcc java javac tar unzip chmod chown',
    'python python3 ipython jupyter jupytext poetry pipenv virtualenv pytest mypy flake8 ruff black pylint tox nox streamlit',
    'psql mysql sqlite3 dvc snakemake kubectl terraform aws gcloud heroku echo export source touch grep sed awk head tail which',
  ]
    .join(' ')
    .split(' '),
);

/** Whether each line of a text is a command of a shell, by the program that it calls first. */
export function isOfShell(text: string): boolean {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
  const isCall = (line: string) => {
    const [, prompt, name = '', rest = ''] = /^\s*(\$ |% )?([\w./~-]+)(\s.*)?$/.exec(line) ?? [];
    if (prompt !== undefined) return name !== '';
    // What is set or called is Python's own.
    return (
      (programs.has(name) || /^(?:pip3?|conda|cd|ls|mkdir|cp|mv|rm|cat|pwd)$/.test(name)) &&
      /^\s+[\w./~"'$-]/.test(rest)
    );
  };
  return lines.length > 0 && lines.every(isCall);
}
