import type { Span } from '../text/span.ts';

/**
 * What a path leads through in a run, up to where the lesson's own part begins. What a lesson gets of folders above its own
 * only for their number is no part of it, nor is the name of a temporary folder.
 */
const RUN_FOLDER =
  /(?:[/\\]cw-\d+-\w{6}[/\\]+\w+|[/\\]coursewright-\w{8})[/\\]+(?:work|home|tmp|ipython)\b(?:[/\\]+(?:folder|tmp\w{6,})\b)*/g;

/** The paths of a text that lead into the folders of a run, up to there. Looked for from their end: a long text is read once. */
function runPaths(text: string): readonly Span[] {
  const found: Span[] = [];
  for (const { 0: folder, index } of text.matchAll(RUN_FOLDER)) {
    const end = index + folder.length;
    const after = found.at(-1)?.end ?? 0;
    let from = index;
    while (from > after && !/[\s'"`<>()[\]{},;:=]/.test(text.charAt(from - 1))) from -= 1;
    const slash = text.slice(from, index).search(/[/\\]/);
    if (slash === -1) continue;
    const isOnDrive = slash === 0 && /(?<![A-Za-z])[A-Za-z]:$/.test(text.slice(Math.max(after, from - 3), from));
    found.push({ start: from + slash - (isOnDrive ? 2 : 0), end });
  }
  return found;
}

/** What stands between the paths of a run: one piece more than there are paths. */
function aroundRunPaths(text: string): string[] {
  const paths = runPaths(text);
  return [...paths, undefined].map((path, index) => text.slice(paths[index - 1]?.end ?? 0, path?.start));
}

/** Whether a text names a folder of the run: it is another one in each run, and nobody else's. */
export function namesRun(text: string): boolean {
  return runPaths(text).length > 0;
}

/** A path without the folder of the run that it leads through: what is left is relative to the lesson's. */
export function withoutRun(path: string): string {
  return namesRun(path)
    ? aroundRunPaths(path)
        .join('')
        .replace(/^[/\\]+/, '')
    : path;
}

/**
 * What a cell produced, with each line that names a folder of the run as the author has it, where the author's has an
 * absolute path in its place and all else is the same: the path of `course/x.txt` for that of `work/x.txt`.
 */
export function withAuthorsFolders(produced: string, expected: string): string {
  if (!namesRun(produced)) return produced;
  const lines = expected.split('\n');
  return produced
    .split('\n')
    .map((line) => {
      if (!namesRun(line)) return line;
      const form = formOf(line);
      return lines.find((one) => form.test(one)) ?? line;
    })
    .join('\n');
}

/** What an author may have in the place of a line: an absolute path, or one from the home folder, for each of the run's. */
function formOf(line: string): RegExp {
  const rest = aroundRunPaths(line.trim()).map(literal);
  return new RegExp(`^\\s*${rest.join('(?:~|(?:[A-Za-z]:)?[/\\\\])[^\'"`<>\\n]*')}\\s*$`, 'u');
}

/** The text between paths: blanks may be others, and so may what only tells systems apart. */
function literal(text: string): string {
  return text
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/(?:\\\\|\\\/)+/g, '[/\\\\]+')
    .replace(/\s+/g, '\\s+')
    .replace(/\b(?:Posix|Windows)Path\b/g, '(?:Posix|Windows)Path');
}
