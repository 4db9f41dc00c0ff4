import type { Span } from '../text/span.ts';

/** What one text has in place of a part of another; the rest is the same. */
interface Difference {
  readonly start: number;
  readonly end: number;
  readonly newEnd: number;
}

/** The part in which two texts differ, between what they begin and end with alike. */
export function differenceOf(before: string, after: string): Difference {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  let same = 0;
  while (same < shortest - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { start, end: before.length - same, newEnd: after.length - same };
}

/** Where a place stands after a change; undefined where the change is in it. */
export function moved(span: Span, { start, end, newEnd }: Difference): Span | undefined {
  if (span.end < start || (span.end === start && start === end)) return span;
  const by = newEnd - end;
  return span.start >= end ? { start: span.start + by, end: span.end + by } : undefined;
}
