import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';

/** Cuts a plain line to a number of columns, with `…` where it was cut; `from` columns are left off its start. */
export function clip(line: string, columns: number, ellipsis: string, from = 0): string {
  // Most lines: a column for each character, and room for all of them.
  if (from <= 0 && line.length <= columns && ascii.test(line)) return line;
  const mark = stringWidth(ellipsis);
  const start = from > 0 ? `${ellipsis}${sliceAnsi(line, from + mark)}` : line;
  if (stringWidth(start) <= columns) return start;
  return `${sliceAnsi(start, 0, Math.max(columns - mark, 1))}${ellipsis}`;
}

const ascii = /^[\x20-\x7e]*$/;
