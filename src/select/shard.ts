import { leastOf } from '../text/extremes.ts';

/** Which part of how many. */
export interface ShardChoice {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** What a lesson is expected to cost. */
export interface Weighed {
  readonly source: string;
  /** Seconds that it took when it was last executed, where that is remembered. */
  readonly seconds: number | undefined;
  readonly bytes: number;
}

/** Bytes that stand for what every lesson costs, whatever its size: kernels that start and end. */
const startBytes = 2000;

/**
 * The sources of one shard, in the order given. The heaviest goes first, each to the shard that has least by then, so
 * that the same lessons give the same shards wherever they are computed; together the shards are all lessons, and no
 * lesson stands in two. Without a remembered duration a lesson is weighed by its size, in seconds as the remembered
 * ones suggest.
 */
export function shardOf(lessons: readonly Weighed[], { index, count }: ShardChoice): readonly string[] {
  const known = lessons.filter(({ seconds }) => seconds !== undefined);
  const secondsOf = sum(known.map(({ seconds = 0 }) => seconds));
  const perByte = secondsOf > 0 ? secondsOf / sum(known.map(({ bytes }) => bytes + startBytes)) : 1;
  const weighed = lessons.map(({ source, seconds, bytes }, place) => ({
    source,
    place,
    weight: Math.max(seconds ?? (bytes + startBytes) * perByte, Number.MIN_VALUE),
  }));
  const loads = Array.from({ length: Math.min(count, lessons.length) }, () => 0);
  const own = new Set<string>();
  for (const { source, weight } of weighed.sort((a, b) => b.weight - a.weight || a.place - b.place)) {
    const least = loads.indexOf(leastOf(loads));
    loads[least] = (loads[least] ?? 0) + weight;
    if (least === index - 1) own.add(source);
  }
  return lessons.filter(({ source }) => own.has(source)).map(({ source }) => source);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
