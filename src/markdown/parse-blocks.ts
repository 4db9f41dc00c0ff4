import '../text/micromark-edits.ts';
import type { Root, RootContent } from 'mdast';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { Extension } from 'micromark-util-types';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';
import { codeLinesFromMarkdown } from './code-lines.ts';
import { containerLine, containerLineFromMarkdown } from './container-line.ts';
import { marks, marksFromMarkdown } from './marks.ts';
import { skeleton } from './skeleton.ts';

/**
 * Parses the block structure of Markdown: CommonMark with GFM tables and footnotes, front matter, and container lines.
 * Inline constructs are not looked at: a lesson is cut at its blocks, and the few cells whose inline content is edited
 * are parsed again, alone. That halves the time, of which parsing is most. Long texts are parsed `piece` by piece: what
 * micromark does for a block can grow with the number of those before it.
 */
export function parseBlocks(text: string, piece = 4000): Root {
  const { text: short, hasFrontMatter, marked, breaks, origin } = skeleton(text, piece);
  const root: Root = { type: 'root', children: [] };
  for (const [index, start] of [0, ...breaks].entries()) {
    const end = breaks[index];
    const part = end === undefined ? short.slice(start) : short.slice(start, end).replace(/(?:\r\n|\n|\r)$/, '');
    const tree = parser(index === 0 && hasFrontMatter, marked).parse(part);
    movePositions(tree, (offset) => origin(start + offset));
    for (const block of tree.children) root.children.push(block);
  }
  return root;
}

/** What is nested deeper than anybody reads stays part of the block around it: the walks over blocks are recursive. */
const deepest = 200;

/** Puts the nodes where they stand in the whole text. */
function movePositions(root: Root, origin: (offset: number) => number): void {
  let level: (Root | RootContent)[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    const next: RootContent[] = [];
    for (const node of level) {
      move(node, origin);
      if (!('children' in node)) continue;
      if (depth >= deepest) node.children = [];
      for (const child of node.children) next.push(child);
    }
    level = next;
  }
}

function move(node: Root | RootContent, origin: (offset: number) => number): void {
  const { position } = node;
  if (position === undefined) return;
  position.start.offset = origin(position.start.offset ?? 0);
  position.end.offset = origin(position.end.offset ?? 0);
  if (node.type === 'code') for (const line of node.data?.lines ?? []) line.start = origin(line.start);
}

const inlineConstructs = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'gfmFootnoteCall',
  'gfmPotentialFootnoteCall',
  'hardBreakEscape',
  'hardBreakTrailing',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];

/** While micromark looks for the end of front matter, it opens no list and no quote: it looks only where there is one. */
function parser(hasFrontMatter: boolean, marked: boolean): Parser {
  const key = `${hasFrontMatter} ${marked}`;
  let known = parsers.get(key);
  if (known === undefined) {
    const own = [...(hasFrontMatter ? [frontmatter()] : []), ...(marked ? [marks()] : [])];
    known = unified().use(remarkParse).use(blocksOnly, own).freeze();
    parsers.set(key, known);
  }
  return known;
}

type Parser = Pick<Processor<Root>, 'parse'>;
const parsers = new Map<string, Parser>();

function blocksOnly(this: Processor, more: readonly Extension[]): void {
  const data = this.data() as {
    micromarkExtensions?: unknown[];
    fromMarkdownExtensions?: unknown[];
  };
  data.micromarkExtensions = [
    ...more,
    gfmTable(),
    gfmFootnote(),
    containerLine(),
    { disable: { null: inlineConstructs } },
  ];
  data.fromMarkdownExtensions = [
    frontmatterFromMarkdown(),
    gfmTableFromMarkdown(),
    gfmFootnoteFromMarkdown(),
    containerLineFromMarkdown(),
    codeLinesFromMarkdown(),
    marksFromMarkdown(),
  ];
}
