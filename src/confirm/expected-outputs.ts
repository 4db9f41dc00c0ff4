import type { Expected, Match } from '../model/lesson.ts';
import { concat, type MappedText, sliceMapped, synthetic } from '../text/mapped-text.ts';
import type { CellOutputs } from './cell-outputs.ts';
import { behavioursOf } from './modes/behaviours.ts';
import { tracebackStart } from './traceback.ts';

/** A text that the lesson says a cell produces: one fence, several that continue each other, or a part of one. */
export interface ExpectedText {
  readonly stream: 'output' | 'error' | 'stderr';
  readonly text: MappedText;
  readonly match: Match;
  /** The fences it comes from. */
  readonly fences: readonly Expected[];
}

/** What the fences after a cell say, sorted by what they speak of. */
export interface ExpectedOutputs {
  readonly texts: readonly ExpectedText[];
  readonly errors: readonly ExpectedText[];
}

/**
 * Sorts the fences after a cell. Several `output` fences with the same modes are one text. A traceback at the end of an
 * `output` fence (a printed text and then the error, as on a terminal) is an error of its own.
 */
export function expectedOutputs(fences: readonly Expected[], produced: CellOutputs): ExpectedOutputs {
  const texts: ExpectedText[] = [];
  const errors: ExpectedText[] = [];
  for (const fence of fences) {
    const one = { stream: fence.stream, text: fence.text, match: fence.match, fences: [fence] };
    if (fence.stream === 'error') {
      errors.push(one);
      continue;
    }
    const start = fence.stream === 'output' ? errorStart(fence, produced) : undefined;
    if (start === undefined) {
      add(texts, one);
      continue;
    }
    const before = sliceMapped(fence.text, 0, start);
    if (before.text.trim() !== '') add(texts, { ...one, text: before });
    errors.push({ ...one, stream: 'error', text: sliceMapped(fence.text, start) });
  }
  return { texts, errors };
}

function add(texts: ExpectedText[], next: ExpectedText): void {
  const last = texts.findLast(({ stream }) => stream === next.stream);
  if (last === undefined || !sameMatch(last.match, next.match) || next.match.image !== undefined) {
    texts.push(next);
    return;
  }
  const at = last.fences.at(-1)?.span.end ?? 0;
  const text = concat([last.text, synthetic('\n', { start: at, end: at }), next.text]);
  texts[texts.indexOf(last)] = { ...last, text, fences: [...last.fences, ...next.fences] };
}

function sameMatch(a: Match, b: Match): boolean {
  return (
    a.tolerance === b.tolerance &&
    a.absolute === b.absolute &&
    a.image === b.image &&
    [...a.modes].sort().join() === [...b.modes].sort().join()
  );
}

/** The offset at which the traceback in an `output` fence begins: only in a cell that raised, or where it is a whole one. */
function errorStart(fence: Expected, produced: CellOutputs): number | undefined {
  if (behavioursOf(fence.match.modes).some(({ free }) => free)) return undefined;
  const text = fence.text.text;
  if (produced.raised === undefined && !/Traceback \(most recent call last\)/.test(text)) return undefined;
  if (produced.raised === undefined && produced.output.includes('Traceback (most recent call last)')) return undefined;
  const line = tracebackStart(text, produced.raised?.name);
  if (line === undefined) return undefined;
  return text
    .split('\n')
    .slice(0, line)
    .reduce((sum, { length }) => sum + length + 1, 0);
}
