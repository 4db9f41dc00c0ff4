import type { Span } from './span.ts';

/**
 * Characters before a line's first letter behind which blocks nest no deeper: sixty lists or quotes in each other. The
 * time that micromark takes for a line grows with the square of its depth.
 */
export const deepestMark = 120;

const container = String.raw`[ \t]*(?:>|(?:[*+-]|\d{1,9}[.)])(?=[ \t]))`;
const note = String.raw`\[\^[^\]\s]+\]:[ \t]*`;

/** The marks of quotes and lists that nest deeper than that in the line that begins at `start`. */
export const deepMarks = beyond(container);
/** The same of footnotes. */
export const deepNotes = beyond(note);

/** Finds what stands behind sixty marks at the start of a line, as long as there are more. */
function beyond(mark: string): (text: string, start: number) => Span | undefined {
  const first = new RegExp(`(?:${mark}){60}`, 'y');
  const more = new RegExp(`(?:${mark})+`, 'y');
  return (text, start) => {
    first.lastIndex = start;
    if (!first.test(text)) return undefined;
    more.lastIndex = first.lastIndex;
    return more.test(text) ? { start: first.lastIndex, end: more.lastIndex } : undefined;
  };
}
