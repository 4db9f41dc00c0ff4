import stringWidth from 'fast-string-width';

/** Columns that a text takes on a terminal. */
export function columnsOf(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

/** Where in a text, which has no escape sequences, that begins which does not end within a number of columns. */
export function indexAt(text: string, columns: number): number {
  if (plain.test(text)) return Math.min(columns, text.length);
  let sum = 0;
  segmenter ??= new Intl.Segmenter();
  for (const { segment, index } of segmenter.segment(text)) {
    sum += columnsOf(segment);
    if (sum > columns) return index;
  }
  return text.length;
}

/** A column for each character; most lines are such. */
const plain = /^[\x20-\x7e]*$/;

let segmenter: Intl.Segmenter | undefined;
