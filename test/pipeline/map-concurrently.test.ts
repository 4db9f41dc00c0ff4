import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConcurrencyOptions, mapConcurrently } from '../../src/pipeline/map-concurrently.ts';

const never = () => false;

async function results(
  items: readonly number[],
  options: ConcurrencyOptions<number, number>,
  work: (item: number) => Promise<number>,
) {
  const done: number[] = [];
  for await (const one of mapConcurrently(items, options, work)) if (one.type === 'done') done.push(one.result);
  return done;
}

test('results come in the order of the items, however they are begun and whenever they end', async () => {
  const items = fc.uniqueArray(fc.nat(1000), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 8 }), fc.scheduler(), async (all, window, scheduler) => {
      let running = 0;
      let most = 0;
      const work = async (item: number) => {
        running += 1;
        most = Math.max(most, running);
        await scheduler.schedule(Promise.resolve());
        running -= 1;
        return item;
      };
      const begin = [...all].sort((a, b) => a - b);
      const done = results(all, { window, stop: never, begin }, work);
      await scheduler.waitFor(done);
      expect(await done).toEqual(all);
      expect(most).toBe(Math.min(window, all.length));
    }),
  );
});

test('what is known already is not worked on, and comes where it belongs', async () => {
  const items = fc.uniqueArray(fc.nat(30), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 4 }), async (all, window) => {
      const known = new Map(all.filter((item) => item % 3 === 0).map((item) => [item, -item]));
      const begun: number[] = [];
      const done = await results(all, { window, stop: never, known }, async (item) => {
        begun.push(item);
        return item;
      });
      expect(done).toEqual(all.map((item) => (item % 3 === 0 ? -item : item)));
      expect(begun).toEqual(all.filter((item) => item % 3 !== 0));
    }),
  );
});

test('a slow item at the front holds up no other', async () => {
  const ended: number[] = [];
  let release: () => void = () => undefined;
  const last = new Promise<void>((resolve) => {
    release = resolve;
  });
  const items = Array.from({ length: 20 }, (_, at) => at);
  const done = await results(items, { window: 2, stop: never }, async (item) => {
    if (item === 0) await last;
    ended.push(item);
    if (item === 19) release();
    return item;
  });
  expect(done).toEqual(items);
  expect(ended.at(-1)).toBe(0);
});

test('after a stop what was begun is given, in order, and nothing is begun', async () => {
  let stopped = false;
  const begun: number[] = [];
  const done = await results(
    [1, 2, 3, 4, 5],
    { window: 2, stop: () => stopped, begin: [5, 1, 2, 3, 4] },
    async (item) => {
      begun.push(item);
      stopped = item === 1;
      return item;
    },
  );
  expect(begun).toEqual([5, 1]);
  expect(done).toEqual([1, 5]);
});

test('the failure of any item ends it all', async () => {
  const begun: number[] = [];
  const failing = results([1, 2, 3, 4], { window: 2, stop: never }, (item) => {
    begun.push(item);
    return item === 2 ? Promise.reject(new Error('two')) : new Promise(() => undefined);
  });
  await expect(failing).rejects.toThrow('two');
  expect(begun).toEqual([1, 2]);
});
