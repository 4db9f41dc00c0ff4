import type { Span } from './span.ts';

/**
 * A run of a mapped text that comes from one span of the file. It is verbatim when its length equals its span's: then
 * each offset maps to one offset; otherwise (a rewrite) every offset in it maps to the whole span.
 */
export interface Segment {
  readonly at: number;
  readonly length: number;
  readonly source: Span;
}

/**
 * A text that knows where in the Markdown each of its characters stands: indentation, prompts and line ends taken
 * away, expressions rewritten. Plain data, so that it can cross a thread. Segments are in order and do not overlap.
 */
export interface MappedText {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** A replacement of `[start, end)` (offsets in the mapped text) by `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The part of `file` that `span` names, unchanged. */
export function slice(file: string, span: Span): MappedText {
  return {
    text: file.slice(span.start, span.end),
    segments: [{ at: 0, length: span.end - span.start, source: span }],
  };
}

/** Text of our own making that stands for `source`. */
export function synthetic(text: string, source: Span): MappedText {
  return { text, segments: [{ at: 0, length: text.length, source }] };
}

/** Joins mapped texts in order, with nothing between. */
export function concat(parts: readonly MappedText[]): MappedText {
  const texts: string[] = [];
  const segments: Segment[] = [];
  let at = 0;
  for (const part of parts) {
    texts.push(part.text);
    for (const segment of part.segments) segments.push({ ...segment, at: segment.at + at });
    at += part.text.length;
  }
  return { text: texts.join(''), segments };
}

/** Where `[start, end)` of the mapped text stands in the file: the smallest span that covers it. */
export function originOf(mapped: MappedText, start: number, end: number = start): Span {
  const first = segmentAt(mapped, start);
  if (first === undefined) return { start: 0, end: 0 };
  const from = isVerbatim(first) ? offsetIn(first, start) : first.source.start;
  if (end <= start) return isVerbatim(first) ? { start: from, end: from } : first.source;
  const last = segmentAt(mapped, end - 1) ?? first;
  const to = isVerbatim(last) ? offsetIn(last, end - 1) + 1 : last.source.end;
  return { start: Math.min(from, to), end: Math.max(from, to) };
}

/** The part `[start, end)` of a mapped text. */
export function sliceMapped(mapped: MappedText, start: number, end: number = mapped.text.length): MappedText {
  const segments: Segment[] = [];
  for (let index = firstFrom(mapped, start); index < mapped.segments.length; index++) {
    const segment = mapped.segments[index] as Segment;
    if (segment.at > end) break;
    const from = Math.max(segment.at, start);
    const to = Math.min(segment.at + segment.length, end);
    if (to < from || (to === from && segment.length > 0)) continue;
    const source = isVerbatim(segment)
      ? { start: offsetIn(segment, from), end: offsetIn(segment, from) + (to - from) }
      : segment.source;
    segments.push({ at: from - start, length: to - from, source });
  }
  return { text: mapped.text.slice(start, end), segments };
}

/** Applies edits (in any order, not overlapping) and keeps the mapping: a replacement maps to what it replaced. */
export function editMapped(mapped: MappedText, edits: readonly Edit[]): MappedText {
  if (edits.length === 0) return mapped;
  const parts: MappedText[] = [];
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at) throw new RangeError(`edits overlap at ${edit.start}`);
    parts.push(sliceMapped(mapped, at, edit.start));
    if (edit.text !== '') parts.push(synthetic(edit.text, originOf(mapped, edit.start, edit.end)));
    at = edit.end;
  }
  parts.push(sliceMapped(mapped, at));
  return concat(parts);
}

function isVerbatim(segment: Segment): boolean {
  return segment.length === segment.source.end - segment.source.start;
}

function offsetIn(segment: Segment, offset: number): number {
  return segment.source.start + Math.min(Math.max(offset - segment.at, 0), segment.length);
}

/** Index of the first segment that does not end before an offset. */
function firstFrom({ segments }: MappedText, offset: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle] as Segment;
    if (segment.at + segment.length < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The segment that holds an offset; between or past segments, the last one before it. */
function segmentAt(mapped: MappedText, offset: number): Segment | undefined {
  const { segments } = mapped;
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return segments[low];
}
