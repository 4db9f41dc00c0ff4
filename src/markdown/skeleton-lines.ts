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

/** A heading or container line that stands in nothing else: it ends what is before it, and is all that it is. */
export function isLeaf(text: string, { start, end }: SkeletonLine): boolean {
  const first = text[start];
  if (first === '#') return /^#{1,6}(?:[ \t]|$)/.test(text.slice(start, Math.min(end, start + 8)));
  return first === ':' && /^:{3,}[ \t]*(?:[\p{L}{]|$)/u.test(text.slice(start, end));
}

/** Whether nothing after the line's first letter can matter. `declares`: any `>` may end a declaration of HTML. */
export function isInert(text: string, line: SkeletonLine, declares: boolean): boolean {
  if (line.letter === line.end) return false;
  const prefix = prefixOf(text, line);
  if (prefix.includes('<')) return false;
  const rest = text.slice(line.letter, line.end);
  if (prefix.includes('```') && rest.includes('`')) return false;
  if (!rest.includes('>')) return true;
  return !(declares || /-->|\?>|\]\]>|<\//.test(rest));
}

/** Whether one of the lines can be what stands between a table's head and its body. */
export function mayHoldTable(text: string, lines: readonly SkeletonLine[]): boolean {
  return lines.some(({ start, letter, end }) => {
    if (letter !== end) return false;
    const line = text.slice(start, end);
    return line.includes('-') && /[|:]/.test(line) && /^[ \t>|:-]+$/.test(line);
  });
}

/** Whether a definition of a link or footnote can begin in the lines: labels and titles go on over lines. */
export function mayDefine(text: string, lines: readonly SkeletonLine[]): boolean {
  if (!lines.some((line) => prefixOf(text, line).includes('['))) return false;
  return text.slice(lines[0]?.start, lines.at(-1)?.end).includes(']:');
}

/** Not a blank, and nothing that opens a block in a line that has a letter. */
const opensNothing = /^(?:$|[!"$%&'(),./;=?@\\^_{}[\]]|`{1,2}(?!`)|~{1,2}(?!~)|[*+-](?![ \t]))/;

/** The indentation of a line that opens no block, if its prefix shows that. */
export function textIndentation(prefix: string): string | undefined {
  const indentation = /^[ \t]*/.exec(prefix)?.[0] ?? '';
  return opensNothing.test(prefix.slice(indentation.length)) ? indentation : undefined;
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
