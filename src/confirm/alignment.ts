/**
 * A text without what only aligns numbers, and changes with their width: blanks count as one, at the begin of a line and
 * inside of brackets as none, and a rule between rows is as long as any other. Blanks in quotes stay.
 */
export function withoutAlignment(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(PIECE, unaligned).replace(/^ +/, ''))
    .join('\n');
}

const PIECE = /(['"])(?:[^\\\n]|\\.)*?\1| +|([-=─━_])\2{2,}/g;

function unaligned(
  found: string,
  quote: string | undefined,
  rule: string | undefined,
  at: number,
  line: string,
): string {
  if (quote !== undefined) return found;
  if (rule !== undefined) return rule.repeat(3);
  const isInside = /[[({]/.test(line[at - 1] ?? '') || /[\])}]/.test(line[at + found.length] ?? '');
  return isInside ? '' : ' ';
}
