import type { MappedText, Segment } from '../text/mapped-text.ts';
import { originOf, sliceMapped } from '../text/mapped-text.ts';
import { type LineIndex, lineIndex, type Span } from '../text/span.ts';

/**
 * A Markdown text that is being read: the lesson itself, or what stands in a directive, list item or quote, with the
 * prefix of its lines taken away. Offsets below are offsets in `mapped.text`.
 */
export interface Document {
  readonly mapped: MappedText;
  readonly lines: LineIndex;
}

export function documentOf(mapped: MappedText): Document {
  return { mapped, lines: lineIndex(mapped.text) };
}

/** Where a part of the document stands in the file. */
export function spanOf(document: Document, start: number, end: number): Span {
  return originOf(document.mapped, start, end);
}

/** A line (from 1) without its line end, by offsets. */
export function lineRange(document: Document, line: number): { start: number; end: number } {
  const { text } = document.mapped;
  const start = document.lines.lineStart(line);
  let end = line < document.lines.lineCount ? document.lines.lineStart(line + 1) : text.length;
  while (end > start && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return { start, end };
}

/**
 * The lines `first` to `last` (from 1, inclusive) with `strip` taken off the front of each and `\n` between them.
 * `strip` says how many characters of a line belong to what is around it.
 */
export function stripLines(
  document: Document,
  first: number,
  last: number,
  strip: (line: string, number: number) => number,
): MappedText {
  const texts: string[] = [];
  const segments: Segment[] = [];
  let at = 0;
  for (let number = first; number <= last; number++) {
    const { start, end } = lineRange(document, number);
    const line = document.mapped.text.slice(start, end);
    const from = start + Math.min(strip(line, number), line.length);
    const text = document.mapped.text.slice(from, end) + (number < last ? '\n' : '');
    const part = sliceMapped(document.mapped, from, end);
    for (const segment of part.segments) segments.push({ ...segment, at: segment.at + at });
    if (number < last) {
      const lineEnd = originOf(document.mapped, end, Math.max(document.lines.lineStart(number + 1), end));
      segments.push({ at: at + (end - from), length: 1, source: lineEnd });
    }
    texts.push(text);
    at += text.length;
  }
  return { text: texts.join(''), segments };
}

/** How many characters of leading blanks make up at most `columns` columns (a tab goes to the next multiple of four). */
export function indentation(line: string, columns: number): number {
  let column = 0;
  let at = 0;
  while (at < line.length && column < columns) {
    if (line[at] === ' ') column++;
    else if (line[at] === '\t') column += 4 - (column % 4);
    else break;
    if (column > columns) break;
    at++;
  }
  return at;
}
