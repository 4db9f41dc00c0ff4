import { type ArrayChange, diffArrays, diffWordsWithSpace } from 'diff';

/** A piece of a line; `changed` pieces are what the other side has not. */
interface DiffPiece {
  readonly text: string;
  readonly changed: boolean;
}

/** One line of a diff: of both texts, only of what the lesson says, or only of what the kernel printed. */
export interface DiffLine {
  readonly side: 'both' | 'expected' | 'actual';
  /** The line (from 0) in the expected text; for a line only of the actual one, the line before which it stands. */
  readonly expectedLine: number;
  /** The line (from 0) in the actual text; for a line only of the expected one, the line before which it stands. */
  readonly actualLine: number;
  readonly pieces: readonly DiffPiece[];
}

/**
 * The differences of two texts line by line, in order, and inside of lines that stand for each other word by word.
 * Each block of changes has its expected lines first.
 */
export function lineDiff(expected: string, actual: string): DiffLine[] {
  const changes = changesOf(linesOf(expected), linesOf(actual));
  const result: DiffLine[] = [];
  let expectedLine = 0;
  let actualLine = 0;
  for (let index = 0; index < changes.length; index += 1) {
    const change = changes[index];
    if (change === undefined) break;
    if (!change.added && !change.removed) {
      for (const text of change.value) {
        result.push({ side: 'both', expectedLine, actualLine, pieces: [{ text, changed: false }] });
        expectedLine += 1;
        actualLine += 1;
      }
      continue;
    }
    const next = changes[index + 1];
    const paired = next !== undefined && (next.added || next.removed) && next.added !== change.added;
    const removed = change.removed ? change.value : paired ? next.value : [];
    const added = change.added ? change.value : paired ? next.value : [];
    if (paired) index += 1;
    const pairs = removed.map((line, at) => pieces(line, added[at]));
    for (const [at, text] of removed.entries()) {
      const marked = pairs[at]?.expected ?? [{ text, changed: true }];
      result.push({ side: 'expected', expectedLine: expectedLine + at, actualLine, pieces: marked });
    }
    expectedLine += removed.length;
    for (const [at, text] of added.entries()) {
      const marked = pairs[at]?.actual ?? [{ text, changed: true }];
      result.push({ side: 'actual', expectedLine, actualLine: actualLine + at, pieces: marked });
    }
    actualLine += added.length;
  }
  return result;
}

/** Texts that differ in thousands of lines are not worth the time that their smallest difference takes. */
const MANY = 1000;

function changesOf(expected: string[], actual: string[]): ArrayChange<string>[] {
  const exact = diffArrays(expected, actual, { maxEditLength: MANY });
  if (exact !== undefined) return exact;
  const differs = (line: string, index: number) => line !== actual[index];
  const start = Math.max(expected.findIndex(differs), 0);
  let end = 0;
  const most = Math.min(expected.length, actual.length) - start;
  while (end < most && expected[expected.length - 1 - end] === actual[actual.length - 1 - end]) end += 1;
  const change = (value: string[], removed: boolean, added: boolean) => ({
    value,
    removed,
    added,
    count: value.length,
  });
  return [
    change(expected.slice(0, start), false, false),
    change(expected.slice(start, expected.length - end), true, false),
    change(actual.slice(start, actual.length - end), false, true),
    change(expected.slice(expected.length - end), false, false),
  ];
}

/** Marks what differs inside two lines; undefined where they have too little in common for that to help. */
function pieces(line: string, other: string | undefined): { expected: DiffPiece[]; actual: DiffPiece[] } | undefined {
  if (other === undefined || line.length + other.length > 2000) return undefined;
  const changes = diffWordsWithSpace(line, other);
  const common = changes.reduce(
    (sum, { value, added, removed }) => sum + (added || removed ? 0 : value.trim().length),
    0,
  );
  if (common * 3 < Math.max(line.trim().length, other.trim().length)) return undefined;
  const side = (drop: 'added' | 'removed') =>
    changes
      .filter((change) => !change[drop])
      .map(({ value, added, removed }) => ({ text: value, changed: added || removed }));
  return { expected: side('added'), actual: side('removed') };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
