import type { Span } from '../text/span.ts';

/**
 * What a path leads through in a run, up to where the lesson's own part begins, or which it ends in (`os.path.abspath('..')`).
 * What a lesson gets of folders above its own only for their number is no part of it, nor is the name of a temporary folder.
 */
const RUN_FOLDER =
  /(?:[/\\]cw-\d+-\w{6}[/\\]+\w+|[/\\]coursewright-\w{8})(?:[/\\]+(?:work|home|tmp|ipython)\b(?:[/\\]+(?:folder|tmp\w{6,})\b)*|(?![\w/\\.-]))/g;

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
      const pieces = aroundRunPaths(comparable(line));
      return lines.find((one) => isWrittenAs(comparable(one), pieces)) ?? line;
    })
    .join('\n');
}

/**
 * Whether a text has these pieces, in order and nothing else, and where a path of the run stood an absolute path, or one from
 * the home folder. A path between two pieces may end at the first place where the second begins: none of its beginnings is
 * less of a path. Lines of many thousand characters are no regular expressions.
 */
function isWrittenAs(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...others] = pieces;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const [index, piece] of others.entries()) {
    const isLast = index === others.length - 1;
    const next = isLast ? text.length - piece.length : text.indexOf(piece, at + 1);
    if (next <= at || (isLast && !text.endsWith(piece)) || !PATH.test(text.slice(at, next))) return false;
    at = next + piece.length;
  }
  return true;
}

const PATH = /^(?:~|(?:[A-Za-z]:)?\/)[^'"`<>\n]*$/;

/** A line in a form in which blanks, and what only tells systems apart, are the same. */
function comparable(line: string): string {
  return line
    .trim()
    .replace(/[/\\]+/g, '/')
    .replace(/\s+/g, ' ')
    .replace(/\b(?:Posix|Windows)Path\b/g, 'Path');
}
