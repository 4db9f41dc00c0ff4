import { expect, test } from 'vitest';
import { withinTime } from '../../src/text/within-time.ts';

const forever = () => {
  for (;;);
};

test('what is done in time has its value, and its error', () => {
  expect(withinTime(10_000, () => undefined)).toEqual({ value: undefined });
  expect(() => withinTime(10_000, () => JSON.parse('{'))).toThrow(SyntaxError);
});

test.each<[string, () => unknown]>([
  ['a loop', forever],
  ['an expression', () => /^(a+)+$/.test(`${'a'.repeat(60)}!`)],
  ['what is replaced', () => `${'a'.repeat(60)}!`.replace(/(a|aa)+$/, '')],
])('%s that does not end is ended, one in another too, and what comes after it is done', (_, work) => {
  expect(withinTime(20, work)).toBeUndefined();
  expect(withinTime(20, () => withinTime(100_000, work))).toBeUndefined();
  expect(withinTime(100_000, () => [withinTime(20, work), withinTime(20, () => 2)])).toEqual({
    value: [undefined, { value: 2 }],
  });
});

test('what would have caught the end of the work does not', () => {
  const told: string[] = [];
  withinTime(20, () => {
    try {
      forever();
    } catch {
      told.push('caught');
    } finally {
      told.push('finally');
    }
  });
  expect(told).toEqual([]);
});
