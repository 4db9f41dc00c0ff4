import { columnsOf, indexAt } from './columns.ts';

/** Cuts a plain line to a number of columns, with `…` where it was cut; `from` columns are left off its start. */
export function clip(line: string, columns: number, ellipsis: string, from = 0): string {
  if (from === 0 && columnsOf(line) <= columns) return line;
  const mark = columnsOf(ellipsis);
  const start = from > 0 ? `${ellipsis}${line.slice(indexAt(line, from + mark))}` : line;
  if (columnsOf(start) <= columns) return start;
  return `${start.slice(0, indexAt(start, Math.max(columns - mark, 1)))}${ellipsis}`;
}
