import { expect, test } from 'vitest';
import { wordOnFence, wordsOnFences } from '../../src/confirm/fence-fix.ts';
import type { Fix } from '../../src/diagnostics/fix.ts';

const edited = (text: string, fix: Fix | undefined) =>
  fix?.edits.reduceRight((done, { span, text: put }) => done.slice(0, span.start) + put + done.slice(span.end), text);

test.each([
  ['```output\n1\n```', '```output ellipsis\n1\n```'],
  ['```output normalize  \n1\n```', '```output normalize ellipsis  \n1\n```'],
  ['~~~{.output}\n1\n~~~', '~~~{.output ellipsis}\n1\n~~~'],
  ['```output\r\n1\r\n```', '```output ellipsis\r\n1\r\n```'],
  ['```{code-cell}\n1\n```', undefined],
])('words stand at the end of the first line of %j', (text, wanted) => {
  expect(edited(text, wordsOnFences([{ span: { start: 0, end: text.length } }], 'ellipsis', text))).toBe(wanted);
});

test('of several fences each gets the words, or none', () => {
  const text = '```output\n1\n```\n\n```output\n2\n```';
  const fences = [{ span: { start: 0, end: 15 } }, { span: { start: 17, end: text.length } }];
  expect(edited(text, wordsOnFences(fences, 'regex', text))).toBe(text.replaceAll('```output', '```output regex'));
});

test('a word of the first line is replaced, and none of the code', () => {
  const text = '```python raises=KeyError\nraises=KeyError\n```';
  const span = { start: 0, end: text.length };
  expect(edited(text, wordOnFence(span, /\braises=[\w.]+/, 'raises=ValueError', text))).toBe(
    '```python raises=ValueError\nraises=KeyError\n```',
  );
  expect(wordOnFence(span, /\bstdout\b/, 'stderr', text)).toBeUndefined();
});

test('outputs of a session have their words on the line that opens it, once', () => {
  const text = 'A\n\n```pycon\n>>> a\n1\n>>> b\n2\n```\n';
  const fences = ['1', '2'].map((shown) => ({ span: { start: text.indexOf(shown), end: text.indexOf(shown) + 1 } }));
  expect(edited(text, wordsOnFences(fences, 'normalize', text))).toBe(text.replace('pycon', 'pycon normalize'));
});
