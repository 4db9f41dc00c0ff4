import { type MappedText, originOf } from '../text/mapped-text.ts';
import { lineIndex, type Span } from '../text/span.ts';

/** The place of a line (from 0) of a mapped text, without its indentation. */
export function linePlace(mapped: MappedText, line: number): Span {
  const lines = mapped.text.split('\n');
  const index = Math.min(Math.max(line, 0), lines.length - 1);
  const start = lines.slice(0, index).reduce((sum, { length }) => sum + length + 1, 0);
  const shown = (lines[index] ?? '').trimEnd();
  const indent = shown.length - shown.trimStart().length;
  return originOf(mapped, start + indent, start + shown.length);
}

/** The first line of a span. */
export function firstLine(span: Span, text: string): Span {
  const length = text.slice(span.start, span.end).search(/\r|\n/);
  return length === -1 ? span : { start: span.start, end: span.start + length };
}

/** The last line of a span, where a fence is closed: the place of what is missing at its end. */
export function closingPlace(span: Span, text: string): Span {
  const whole = text.slice(span.start, span.end).trimEnd();
  const start = Math.max(whole.lastIndexOf('\n'), whole.lastIndexOf('\r')) + 1;
  const line = whole.slice(start);
  const indent = line.length - line.trimStart().length;
  return { start: span.start + start + indent, end: span.start + whole.length };
}

/** The line (from 1) of an offset. */
export function lineOf(text: string, offset: number): number {
  return lineIndex(text).point(offset).line;
}
