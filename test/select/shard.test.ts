import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shardOf, type Weighed } from '../../src/select/shard.ts';

const lessons = fc
  .array(
    fc.record({
      seconds: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
      bytes: fc.nat(),
    }),
    { maxLength: 40 },
  )
  .map((facts) => facts.map((fact, at): Weighed => ({ source: `${at}.md`, ...fact })));

function cut(all: readonly Weighed[], count: number): (readonly string[])[] {
  return Array.from({ length: count }, (_, at) => shardOf(all, { index: at + 1, count }));
}

test('the shards of any lessons are all of them, each once and in order, for every number of shards', () => {
  fc.assert(
    fc.property(lessons, fc.integer({ min: 1, max: 50 }), (all, count) => {
      const shards = cut(all, count);
      const sources = all.map(({ source }) => source);
      expect(shards.flat().sort()).toEqual([...sources].sort());
      for (const shard of shards) expect(sources.filter((source) => shard.includes(source))).toEqual(shard);
    }),
  );
});

test('no shard stays empty while another has two lessons', () => {
  fc.assert(
    fc.property(lessons, fc.integer({ min: 1, max: 50 }), (all, count) => {
      const sizes = cut(all, count).map((shard) => shard.length);
      expect(Math.min(...sizes) > 0 || Math.max(...sizes) <= 1).toBe(true);
    }),
  );
});

test('the longest shard takes no longer than a fair share and the longest lesson together', () => {
  const known = lessons.map((all) => all.map((one) => ({ ...one, seconds: one.seconds ?? 1 })));
  fc.assert(
    fc.property(known, fc.integer({ min: 1, max: 8 }), (all, count) => {
      const took = new Map(all.map(({ source, seconds }) => [source, seconds]));
      const loads = cut(all, count).map((shard) => shard.reduce((sum, source) => sum + (took.get(source) ?? 0), 0));
      const total = loads.reduce((sum, load) => sum + load, 0);
      expect(Math.max(...loads)).toBeLessThanOrEqual(
        (total / count + Math.max(0, ...took.values())) * (1 + 1e-9) + 1e-9,
      );
    }),
  );
});

test('remembered durations go before sizes, and give sizes their weight', () => {
  const lesson = (source: string, seconds: number | undefined, bytes: number) => ({ source, seconds, bytes });
  const all = [lesson('a', 60, 100), lesson('b', 1, 90_000), lesson('c', 1, 90_000), lesson('d', undefined, 100)];
  expect(cut(all, 2)).toEqual([['a'], ['b', 'c', 'd']]);
});
