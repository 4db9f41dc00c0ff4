import { expect, test } from 'vitest';
import { emptyMeta, readFrontMatter } from '../../src/config/front-matter.ts';
import { kernelOfHeader } from '../../src/markdown/dialects/dialects.ts';

test('every key of our own', () => {
  const text = `title: Async
kernel: python3
requires: [numpy>=2, "aiohttp"]
timeout: 90
setup: _setup.md
continues: intro
files: [data/a.csv]
tags: [async, 2026]
async: keep
`;
  expect(readFrontMatter(text, 'a.md', 4, kernelOfHeader)).toMatchObject({
    diagnostics: [],
    meta: {
      title: 'Async',
      kernel: 'python3',
      requires: ['numpy>=2', 'aiohttp'],
      timeout: 90,
      setup: '_setup.md',
      continues: 'intro',
      files: ['data/a.csv'],
      tags: ['async', '2026'],
      async: 'keep',
    },
  });
});

test('an empty front matter is that of a lesson without one', () => {
  expect(readFrontMatter('', 'a.md', 4, kernelOfHeader)).toMatchObject({ meta: emptyMeta, diagnostics: [] });
  expect(readFrontMatter('\n# nothing\n', 'a.md', 4, kernelOfHeader).meta).toEqual(emptyMeta);
});

test.each([
  ['a title that is a number, as it is written', 'title: 1_984', { title: '1_984' }],
  ['a title that is 3.10', 'title: 3.10', { title: '3.10' }],
  ['a title over two lines', 'title: Async\n  managers', { title: 'Async managers' }],
  ['a title in quotes', 'title: "A: \\"B\\""', { title: 'A: "B"' }],
  ['one requirement', 'requires: numpy', { requires: ['numpy'] }],
  ['one file', 'files: data.csv', { files: ['data.csv'] }],
  ['tags with commas', 'tags: a, b ,', { tags: ['a', 'b'] }],
])('%s', (_, text, meta) => {
  expect(readFrontMatter(text, 'a.md', 0, kernelOfHeader)).toMatchObject({ meta, diagnostics: [] });
});

test.each([
  ['Jupytext', 'jupyter:\n  jupytext:\n    text_representation:\n      extension: .md\n  kernelspec:\n    name: ir'],
  ['MyST', 'jupytext:\n  formats: md:myst\nkernelspec:\n  display_name: R\n  language: R\n  name: ir'],
  ['Quarto', 'jupyter: ir'],
])("%s's header names the kernel", (_, text) => {
  expect(readFrontMatter(text, 'a.md', 0, kernelOfHeader)).toMatchObject({ meta: { kernel: 'ir' }, diagnostics: [] });
  expect(readFrontMatter(`${text}\nkernel: own`, 'a.md', 0, kernelOfHeader).meta.kernel).toBe('own');
});

test.each([
  ['the Carpentries', 'title: "Lists"\nteaching: 10\nexercises: 5\nquestions:\n- "Why?"'],
  ['MyST', 'short_title: A\nauthors:\n  - name: B\nnumbering:\n  headings: true\nlabel: c\ndate: 2026-01-02'],
])('keys of %s are known', (_, text) => {
  expect(readFrontMatter(text, 'a.md', 0, kernelOfHeader).diagnostics).toEqual([]);
});

test('a finding stands where the key stands in the lesson, CRLF or not', () => {
  for (const end of ['\n', '\r\n']) {
    const lesson = `---${end}title: A${end}titel: B${end}requries: [a]${end}timeout: soon${end}---${end}`;
    const offset = `---${end}`.length;
    const { diagnostics, meta } = readFrontMatter(
      lesson.slice(offset, lesson.lastIndexOf('---')),
      'a.md',
      offset,
      kernelOfHeader,
    );
    expect(diagnostics.map(({ span, message, file }) => [file, lesson.slice(span.start, span.end), message])).toEqual([
      ['a.md', 'titel', 'unexpected key `titel`, did you mean `title`?'],
      ['a.md', 'requries', 'unexpected key `requries`, did you mean `requires`?'],
      ['a.md', 'soon', 'unexpected `soon` for `timeout`, expected a number above 0'],
    ]);
    expect(meta).toEqual({ ...emptyMeta, title: 'A' });
  }
});

test('where other tools are at home their keys are kept, and ours still checked', () => {
  const text = 'title: A\nformat: {html: {toc: true}}\nexecute: {echo: false}\ntimeout: soon\nknit: !r f()\n';
  const { raw, diagnostics } = readFrontMatter(text, 'a.md', 0, kernelOfHeader, 'keep');
  expect(raw).toMatchObject({ format: { html: { toc: true } }, execute: { echo: false } });
  expect(diagnostics.map(({ rule }) => rule)).toEqual(['invalid-value']);
});

test('a key can be found in the lesson', () => {
  const text = 'title: A\ncontinues: intro\n';
  const { spanOf } = readFrontMatter(text, 'a.md', 4, kernelOfHeader);
  expect(spanOf('continues')).toEqual({ start: 4 + 20, end: 4 + 25 });
  expect(spanOf('continues', 'key')).toEqual({ start: 4 + 9, end: 4 + 18 });
  expect(spanOf('setup')).toBeUndefined();
});
