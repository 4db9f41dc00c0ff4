import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiffLine, lineDiff } from '../../src/confirm/line-diff.ts';

const show = (lines: readonly DiffLine[]) =>
  lines.map(({ side, pieces }) => {
    const sign = { both: ' ', expected: '-', actual: '+' }[side];
    return `${sign}${pieces.map(({ text, changed }) => (changed && side !== 'both' ? `[${text}]` : text)).join('')}`;
  });

test('lines that stand for each other are marked inside', () => {
  expect(show(lineDiff('a\nvalue is 3 now\nz', 'a\nvalue is 2 now\nz'))).toEqual([
    ' a',
    '-value is [3] now',
    '+value is [2] now',
    ' z',
  ]);
});

test('lines with nothing in common are marked whole, and missing ones stand alone', () => {
  expect(show(lineDiff('abc', 'x y z'))).toEqual(['-[abc]', '+[x y z]']);
  expect(show(lineDiff('a\nb', 'a'))).toEqual([' a', '-[b]']);
  expect(show(lineDiff('a', ''))).toEqual(['-[a]']);
  expect(show(lineDiff('', 'a\nb'))).toEqual(['+[a]', '+[b]']);
});

test('both texts can be put together again from the diff, with the line numbers it names', () => {
  const text = fc.array(fc.constantFrom('a', 'b b', 'b c', '', 'x 1', 'x 2'), { maxLength: 8 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const lines = lineDiff(one.join('\n'), other.join('\n'));
      for (const [side, whole] of [
        ['expected', one.join('\n')],
        ['actual', other.join('\n')],
      ] as const) {
        const own = lines.filter((line) => line.side === 'both' || line.side === side);
        const texts = own.map(({ pieces }) => pieces.map(({ text }) => text).join(''));
        expect(texts).toEqual(whole === '' ? [] : whole.split('\n'));
        expect(own.map((line) => line[`${side}Line`])).toEqual(own.map((_line, index) => index));
      }
    }),
  );
});

test('texts that differ in thousands of lines keep what they share at both ends', () => {
  const many = (name: string) => ['first', ...Array.from({ length: 3000 }, (_, index) => `${name} ${index}`), 'last'];
  const lines = lineDiff(many('a').join('\n'), many('b').join('\n'));
  expect(lines).toHaveLength(6002);
  expect(lines.at(0)?.side).toBe('both');
  expect(lines.at(-1)).toMatchObject({ side: 'both', expectedLine: 3001, actualLine: 3001 });
});
