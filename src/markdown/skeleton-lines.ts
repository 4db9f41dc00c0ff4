/** A line of Markdown, by offsets. */
export interface SkeletonLine {
  readonly start: number;
  /** Its first letter; everything before it can open a block. The end of the line where it has none. */
  readonly letter: number;
  /** Where the blanks at its end begin. */
  readonly blanks: number;
  /** Before its line end. */
  readonly end: number;
  /** After its line end. */
  readonly next: number;
}

/** All lines of a text from an offset on. `\n`, `\r\n` and a lone `\r` end a line. */
export function linesOf(text: string, from: number): SkeletonLine[] {
  const lines: SkeletonLine[] = [];
  for (let start = from; start < text.length; ) {
    let letter = start;
    while (letter < text.length && !isLetter(text.charCodeAt(letter)) && !isLineEnd(text.charCodeAt(letter))) letter++;
    let end = letter;
    while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
    let blanks = end;
    while (blanks > start && isBlank(text.charCodeAt(blanks - 1))) blanks--;
    const next = end + (text.startsWith('\r\n', end) ? 2 : end < text.length ? 1 : 0);
    lines.push({ start, letter, blanks, end, next });
    start = next;
  }
  return lines;
}

export function isBlankLine({ start, blanks }: SkeletonLine): boolean {
  return blanks === start;
}

/** What stands before a line's first letter. */
export function prefixOf(text: string, { start, letter }: SkeletonLine): string {
  return text.slice(start, letter);
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code >= 128;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
