import type { Root, RootContent } from 'mdast';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFootnoteFromMarkdown } from 'mdast-util-gfm-footnote';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmFootnote } from 'micromark-extension-gfm-footnote';
import { gfmTable } from 'micromark-extension-gfm-table';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';
import { containerLine, containerLineFromMarkdown } from './container-line.ts';

/**
 * Parses the block structure of Markdown: CommonMark with GFM tables and footnotes, front matter, and container lines.
 * Inline constructs are not looked at: a lesson is cut at its blocks, and the few cells whose inline content is edited
 * are parsed again, alone. That halves the time, of which parsing is most.
 */
export function parseBlocks(text: string): Root {
  const root = blocks.parse(text);
  prune(root);
  return root;
}

/** What is nested deeper than anybody reads stays part of the block around it: the walks over blocks are recursive. */
const deepest = 200;

function prune(root: Root): void {
  let level: (Root | RootContent)[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    const next: RootContent[] = [];
    for (const node of level) {
      if (!('children' in node)) continue;
      if (depth >= deepest) node.children = [];
      for (const child of node.children) next.push(child);
    }
    level = next;
  }
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
    { disable: { null: inlineConstructs } },
  ];
  data.fromMarkdownExtensions = [
    frontmatterFromMarkdown(),
    gfmTableFromMarkdown(),
    gfmFootnoteFromMarkdown(),
    containerLineFromMarkdown(),
  ];
}
