/** A piece of a file: UTF-16 offsets into the text as read (BOM dropped, line ends kept); `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place as editors show it: line and column count from 1, columns in UTF-16 units. */
export interface Point {
  readonly line: number;
  readonly column: number;
}

/** Answers which line and column an offset of one text has. */
export interface LineIndex {
  /** The point at an offset; offsets outside of the text are clamped to it. */
  point(offset: number): Point;
  /** The offset at which a line (from 1) starts. */
  lineStart(line: number): number;
  /** How many lines the text has; a final line end does not open another line unless the text is empty. */
  readonly lineCount: number;
}

/** Builds the line index of a text. `\n`, `\r\n` and a lone `\r` end a line, as in CommonMark. */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  const ends = /\r\n|\n|\r/g;
  for (let match = ends.exec(text); match !== null; match = ends.exec(text)) starts.push(ends.lastIndex);
  const lastStart = starts.at(-1) ?? 0;
  return {
    lineCount: starts.length > 1 && lastStart === text.length ? starts.length - 1 : starts.length,
    lineStart: (line) => starts[Math.min(Math.max(line, 1), starts.length) - 1] ?? 0,
    point(offset) {
      const at = Math.min(Math.max(offset, 0), text.length);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= at) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
    },
  };
}
