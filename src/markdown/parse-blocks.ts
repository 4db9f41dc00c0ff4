import type { Root, RootContent } from 'mdast';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';
import { codeLinesFromMarkdown } from './code-lines.ts';
import { containerLine, containerLineFromMarkdown } from './container-line.ts';
import { marks, marksFromMarkdown } from './marks.ts';
import { skeleton } from './skeleton.ts';

/**
 * Parses the block structure of Markdown: CommonMark with GFM tables and footnotes, front matter, and container lines.
 * Inline constructs are not looked at: a lesson is cut at its blocks, and the few cells whose inline content is edited
 * are parsed again, alone. That halves the time, of which parsing is most.
 */
export function parseBlocks(text: string): Root {
  const short = skeleton(text);
  const root = blocks.parse(short.text);
  settle(root, short.origin);
  return root;
}

/** What is nested deeper than anybody reads stays part of the block around it: the walks over blocks are recursive. */
const deepest = 200;

/** Puts the nodes where they stand in the whole text. */
function settle(root: Root, origin: (offset: number) => number): void {
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
  'hardBreakEscape',
  'hardBreakTrailing',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];

const blocks = unified().use(remarkParse).use(blocksOnly).freeze();

function blocksOnly(this: Processor): void {
  const data = this.data() as {
    micromarkExtensions?: unknown[];
    fromMarkdownExtensions?: unknown[];
  };
  data.micromarkExtensions = [
    frontmatter(),
    gfmTable(),
    gfmFootnote(),
    containerLine(),
    marks(),
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
