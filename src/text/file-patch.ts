import { createTwoFilesPatch, FILE_HEADERS_ONLY, formatPatch } from 'diff';

/** Without the line `Index:`, which git does not write. */
const headerOptions = FILE_HEADERS_ONLY;

/**
 * The change of a file as a unified diff. Where the smallest one takes too long to find, it is one hunk: from the first
 * line that differs to the last one.
 * @param context Lines shown around each change.
 * @param patience Milliseconds: tens of thousands of lines that differ would take minutes.
 */
export function filePatch(path: string, before: string, after: string, context = 4, patience = 1000): string {
  return (
    createTwoFilesPatch(path, path, before, after, '', '', { context, timeout: patience, headerOptions }) ??
    oneHunk(path, before, after, context)
  );
}

function oneHunk(path: string, before: string, after: string, context: number): string {
  const old = linesOf(before);
  const now = linesOf(after);
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const from = Math.max(head - context, 0);
  const rest = Math.max(tail - context, 0);
  const lines = [
    ...old.slice(from, head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+${line}`),
    ...old.slice(old.length - tail, old.length - rest).map((line) => ` ${line}`),
  ];
  const hunk = {
    oldStart: from + 1,
    oldLines: old.length - rest - from,
    newStart: from + 1,
    newLines: now.length - rest - from,
    lines: lines.flatMap((line) =>
      line.endsWith('\n') ? [line.slice(0, -1)] : [line, '\\ No newline at end of file'],
    ),
  };
  const names = { oldFileName: path, newFileName: path, oldHeader: '', newHeader: '' };
  return formatPatch({ ...names, hunks: [hunk] }, headerOptions);
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
