import { diffWordsWithSpace } from 'diff';
import { isGap } from './pattern.ts';

/**
 * An expected text brought up to what was produced, line by line: lines that agree stay as the author wrote them, a line
 * `...` stays where it stands for something, other lines are replaced, dropped or put in.
 * @param agrees Whether an expected line is what a produced line is, by the fence's modes.
 * @param ellipsis Whether `...` stands for text.
 */
export function mergeLines(
  expected: string,
  produced: string,
  agrees: (line: string, other: string) => boolean,
  ellipsis: boolean,
): string {
  const wanted = expected.split('\n');
  const given = produced.split('\n');
  if (wanted.length * given.length > LONG) return produced;
  const isLeftOut = (line: string | undefined) => ellipsis && line !== undefined && isGap(line);
  const width = given.length + 1;
  const score = new Float64Array((wanted.length + 1) * width);
  const at = (i: number, j: number) => score[i * width + j] ?? 0;
  const same = new Uint8Array(wanted.length * given.length);
  for (let j = given.length - 1; j >= 0; j -= 1) score[wanted.length * width + j] = at(wanted.length, j + 1) + PUT_IN;
  for (let i = wanted.length - 1; i >= 0; i -= 1) {
    for (let j = given.length; j >= 0; j -= 1) {
      let best = at(i + 1, j) + DROPPED;
      if (j < given.length) {
        if (isLeftOut(wanted[i])) best = Math.max(best, at(i, j + 1), at(i + 1, j + 1) + KEPT_GAP);
        else {
          const equal = agrees(wanted[i] ?? '', given[j] ?? '');
          same[i * given.length + j] = equal ? 1 : 0;
          best = Math.max(best, at(i + 1, j + 1) + (equal ? KEPT_LINE : REPLACED), at(i, j + 1) + PUT_IN);
        }
      }
      score[i * width + j] = best;
    }
  }
  const result: string[] = [];
  for (let i = 0, j = 0; i < wanted.length || j < given.length; ) {
    const line = wanted[i];
    const other = given[j] ?? '';
    const here = at(i, j);
    const equal = same[i * given.length + j] === 1;
    if (line === undefined) {
      result.push(other);
      j += 1;
    } else if (j >= given.length) i += 1;
    else if (isLeftOut(line)) {
      // A gap that stands for several lines passes over all but the last of them.
      if (here === at(i + 1, j + 1) + KEPT_GAP) {
        result.push(line);
        i += 1;
        j += 1;
      } else if (here === at(i, j + 1)) j += 1;
      else i += 1;
    } else if (here === at(i + 1, j + 1) + (equal ? KEPT_LINE : REPLACED)) {
      result.push(equal ? line : ellipsis ? mergeWords(line, other, agrees) : other);
      i += 1;
      j += 1;
    } else if (here === at(i, j + 1) + PUT_IN) {
      result.push(other);
      j += 1;
    } else i += 1;
  }
  return result.join('\n');
}

/** Pairs of lines that are compared at most; longer texts are taken as they were produced. */
const LONG = 100_000;
const KEPT_LINE = 10;
const KEPT_GAP = 2;
const REPLACED = 1;
const DROPPED = -1;
const PUT_IN = -1;

/** A line whose `...` stay where the text around them is still there. */
function mergeWords(line: string, other: string, agrees: (line: string, other: string) => boolean): string {
  if (!line.includes('...')) return other;
  let merged = '';
  let gap = false;
  for (const { value, added, removed } of diffWordsWithSpace(line.replaceAll('...', GAP), other)) {
    if (removed && !value.includes(GAP)) continue;
    if (!added || !gap) merged += removed ? GAP : value;
    gap = removed;
  }
  const text = merged.replaceAll(GAP, '...');
  return agrees(text, other) ? text : other;
}

/** A sign of no script in place of `...`, so that a dot of it is no part of a word. */
const GAP = '\uE000';
