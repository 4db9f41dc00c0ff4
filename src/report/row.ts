/** One line of a code frame. */
export interface Row {
  /** Line number in the file; none where the line does not stand there. */
  readonly number?: number;
  /** `›` marks the lines that a finding is about, `^` underlines them; `-` and `+` compare; `…` stands for rows left out. */
  readonly sign: ' ' | '›' | '^' | '-' | '+' | '…';
  readonly text: string;
  /** Who says so: `the lesson`, `the kernel`. */
  readonly note?: string;
  /** The parts of `text` that matter, in order: columns from 0, the end exclusive. */
  readonly marks?: readonly (readonly [number, number])[];
}

/** The lines of a file from one number (from 1) to another, as they are. */
export function rowsBetween(source: readonly string[], from: number, to: number): Row[] {
  const rows: Row[] = [];
  for (let number = Math.max(1, from); number <= Math.min(to, source.length); number++) {
    rows.push({ sign: ' ', number, text: source[number - 1] ?? '' });
  }
  return rows;
}

/** Of a line that is very long, a notebook on one line, the part around what is marked: measuring all of it takes minutes, a page with it is as large. */
export function shortenRow(row: Row): Row {
  const { text, marks = [] } = row;
  if (text.length <= longest) return row;
  const start = Math.max(0, (marks[0]?.[0] ?? 0) - longest / 4);
  const cut = start > 0 ? '…' : '';
  const moved = (at: number) => Math.min(at - start + cut.length, longest);
  return {
    ...row,
    text: `${cut}${text.slice(start, start + longest)}`,
    marks: marks.filter(([from]) => from - start < longest).map(([from, to]) => [moved(from), moved(to)] as const),
  };
}

const longest = 2000;
