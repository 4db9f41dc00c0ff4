import { expect, test } from 'vitest';
import { readLesson } from '../../src/markdown/read-lesson.ts';
import { codesIn } from '../../src/model/walk.ts';
import { cellsOf } from '../compile/prose/cells.ts';

// Containers that are no construct of their own still show what their openers say.

test.each([
  [
    'a figure',
    '```{figure} img/a b.png\n:name: fig\n\nThe *caption*\n```',
    ['<a id="fig"></a>**Figure 1**\n\n![](<../../source-md/a/img/a b.png>)', 'The *caption*'],
  ],
  ['a figure with colons', ':::{figure} a.png\nText\n:::', ['![](../../source-md/a/a.png)', 'Text']],
  [
    'tabs',
    '::::{tab-set}\n:::{tab-item} On *Linux*\na\n:::\n:::{tab-item} Elsewhere\nb\n:::\n::::',
    ['**On *Linux***', 'a', '**Elsewhere**', 'b'],
  ],
  [
    'tabs that nothing closes but what they are in',
    '::::{note}\n:::{tab-set}\na\n::::\n\nb',
    ['> **Note**\n>\n> a', 'b'],
  ],
  [
    'a closer that is longer than all',
    '::: note\n:::: warning\na\n::::::\n::::::\n\nb',
    ['> **Note**', '> **Warning**\n>\n> a', 'b'],
  ],
  [
    'what stands elsewhere, between colons',
    ':::{literalinclude} a.py\n:language: python\n:::\n\nb',
    ['```{literalinclude} a.py\n:language: python\n```\n\nb'],
  ],
  [
    'a button, whose link it names',
    ':::{button-link} https://a.org/b\n:color: primary\n\nGo\n:::',
    ['<https://a.org/b>', 'Go'],
  ],
  ['a figure of Markdown', ':::{figure-md} id\n![a](a.png)\n\nText\n:::', ['![a](../../source-md/a/a.png)\n\nText']],
  ['what is for one format of pages', ':::{only} html\na\n:::', ['a']],
  ['a raw cell, of which a page shows nothing', 'a\n\n```{raw-cell}\n\n---\ntitle: A\n---\n```\n\nb', ['a\n\nb']],
  ['a glossary', ':::{glossary}\nTerm\n: Words\n:::', ['- **Term**  \n  Words']],
  ['a grid, whose numbers are no title', '::::{grid} 1 2 3\na\n::::', ['a']],
])('%s', (_, text, cells) => {
  expect(cellsOf(text).cells).toEqual(cells);
});

test.each([
  ['by the closer of what it is in', '::::::{exercise} A\n:::::{tabs}\na\n::::::\n', []],
  ['by a closer of another length', ':::{exercise} A\n::::{tabs}\na\n:::::\n', ['container-unclosed']],
  [
    'by no closer that is shorter than the inner ones',
    ':::{note}\na\n\n::::{exercise} A\n:::\n\nb\n',
    ['container-unclosed'],
  ],
  ['of Pandoc, by no counting', '::::: {.callout-note}\n::: {.callout-tip}\na\n:::::\n', ['container-unclosed']],
])('a container ends %s', (_, text, rules) => {
  const { diagnostics } = readLesson(text, {
    source: 'a.md',
    frontMatter: () => ({ meta: { requires: [], files: [], tags: [], async: 'rewrite' }, diagnostics: [] }),
    languageOfKernel: () => 'python',
  });
  expect(diagnostics.map(({ rule }) => rule).filter((rule) => rule.startsWith('container-'))).toEqual(rules);
});

const bar = '```';
test.each([
  [
    ':::exercise{#a}\nText.\n\n```python\nx = 1\n\n:::solution\nText.\n:::\n:::\n',
    `write ${bar} above \`:::solution\``,
  ],
  ['::::note\n:::tip\n~~~python\nx = 1\n:::\n::::\n\n```python\ny\n```\n', 'write ~~~ above `:::`'],
  ['<!-- exercise id=a -->\n\n````python\nx = 1\n\n<!-- /exercise -->\n', 'close it with ````'],
])('a fence that nobody closed is the only mistake where it swallows the ends of containers: %j', (text, help) => {
  const { lesson, diagnostics } = readLesson(`# A\n\n${text}`, {
    source: 'a.md',
    frontMatter: () => ({ meta: { requires: [], files: [], tags: [], async: 'rewrite' }, diagnostics: [] }),
    languageOfKernel: () => 'python',
  });
  expect(diagnostics.map((one) => [one.rule, one.help])).toEqual([['fence-unclosed', help]]);
  // What it holds beyond its code would raise.
  expect(codesIn(lesson.blocks).map(({ run }) => run.mode)).toEqual(['skip']);
});
