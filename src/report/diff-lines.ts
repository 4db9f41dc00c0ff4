import { diffArrays } from 'diff';

/** One line of a comparison: what the lesson says (`-`), what the kernel printed (`+`), or both. */
export interface DiffLine {
  readonly sign: '-' | '+' | ' ';
  readonly text: string;
  /** Index of the line in the expected text; of a `+` none. */
  readonly at?: number;
}

/** Compares two texts line by line; trailing blanks of lines and a final line end do not count. */
export function diffLines(expected: string, actual: string): readonly DiffLine[] {
  const before = linesOf(expected);
  const after = linesOf(actual);
  const lines: DiffLine[] = [];
  let at = 0;
  for (const change of diffArrays(before.map(withoutEnd), after.map(withoutEnd))) {
    for (const text of change.value) {
      if (change.added) lines.push({ sign: '+', text });
      else lines.push({ sign: change.removed ? '-' : ' ', text, at: at++ });
    }
  }
  return lines;
}

/** The lines of a text; a final line end opens none, and the empty text has none. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function withoutEnd(line: string): string {
  return line.trimEnd();
}
