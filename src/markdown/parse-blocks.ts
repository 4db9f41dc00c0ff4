import type { Root } from 'mdast';
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
  return blocks.parse(text);
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
