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
