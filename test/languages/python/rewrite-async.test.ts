import { expect, test } from 'vitest';
import { rewriteAsync } from '../../../src/languages/python/rewrite-async.ts';
import { concat, type MappedText, originOf, slice, synthetic } from '../../../src/text/mapped-text.ts';
import { asyncCases } from './async-cases.ts';

const mapped = (text: string): MappedText => slice(text, { start: 0, end: text.length });

test.each(asyncCases)('$name', ({ before, after, rules }) => {
  const made = rewriteAsync(mapped(before), 'a.md');
  expect(made.source.text).toBe(after ?? before);
  expect(made.diagnostics.map(({ rule }) => rule)).toEqual(rules ?? []);
});

test.each(asyncCases.filter((one) => one.after !== undefined))('$name: a second pass changes nothing', ({ after }) => {
  expect(rewriteAsync(mapped(after ?? ''), 'a.md').source.text).toBe(after);
});

test('every character that stays keeps its place, and a rewritten one has the place of the call', () => {
  const file = '```python\nx = asyncio.run(main(1))\n```\n';
  const { source } = rewriteAsync(slice(file, { start: 10, end: 34 }), 'a.md');
  expect(source.text).toBe('x = await main(1)');
  const place = (start: number, end: number) => {
    const span = originOf(source, start, end);
    return file.slice(span.start, span.end);
  };
  expect(place(0, 1)).toBe('x');
  expect(place(4, 9)).toBe('asyncio.run(');
  expect(place(10, 17)).toBe('main(1)');
});

test('a finding has the place in the file, also behind indentation that was taken away', () => {
  const file = '  class A:\n      x = asyncio.run(f())\n';
  const source = concat([slice(file, { start: 2, end: 11 }), slice(file, { start: 13, end: file.length - 1 })]);
  const [found] = rewriteAsync(source, 'a.md').diagnostics;
  expect(file.slice(found?.span.start, found?.span.end)).toBe('asyncio.run');
});

test('what earlier cells imported, rebound and defined counts', () => {
  const cells = [
    'from asyncio import run as go',
    'def start():\n    go(main())',
    'go(main())',
    'start()',
    'go = 1',
    'go(x)',
  ];
  let known: ReturnType<typeof rewriteAsync>['known'] | undefined;
  const texts: string[] = [];
  const rules: string[] = [];
  for (const cell of cells) {
    const made = rewriteAsync(mapped(cell), 'a.md', known);
    known = made.known;
    texts.push(made.source.text);
    rules.push(...made.diagnostics.map(({ rule, related }) => `${rule} ${related?.[0]?.message}`));
  }
  expect(texts).toEqual([cells[0], cells[1], 'await main()', cells[3], cells[4], cells[5]]);
  expect(rules).toEqual(['async-run-in-function `asyncio.run` is called here']);
});

test('text of our own making is rewritten too', () => {
  const { source } = rewriteAsync(synthetic('asyncio.run(f())', { start: 3, end: 5 }), 'a.md');
  expect(source.text).toBe('await f()');
  expect(originOf(source, 0, 5)).toEqual({ start: 3, end: 5 });
});
