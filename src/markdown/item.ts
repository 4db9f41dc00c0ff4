import type { ProseNode } from '../model/lesson.ts';
import type { MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { Attributes } from './attributes.ts';
import type { CellOptions } from './cell-options.ts';
import type { Construct } from './dialects/construct.ts';
import type { Document } from './document.ts';
import type { FenceInfo } from './fence.ts';

/** The lesson's Markdown as one flat sequence: what containers enclose is found afterwards. */
export type Item = ProseItem | FenceItem | OpenItem | CloseItem;

/** A block that no construct consumes. */
export interface ProseItem {
  readonly type: 'prose';
  readonly document: Document;
  readonly node: ProseNode;
}

/** A fenced code block, in any language. */
export interface FenceItem {
  readonly type: 'fence';
  readonly document: Document;
  readonly node: ProseNode;
  readonly span: Span;
  readonly info: FenceInfo;
  /** Offset of the info string in the document. */
  readonly infoAt: number;
  readonly content: MappedText;
  /** The options in the first lines of the content. */
  readonly head: CellOptions;
  /** No closing fence ends it. */
  readonly unclosed: boolean;
}

/** How a container is written; decides what may close it. */
type Spelling = 'colons' | 'details' | 'comment' | 'directive' | 'gate';

export interface OpenItem {
  readonly type: 'open';
  readonly spelling: Spelling;
  readonly document: Document;
  readonly node: ProseNode;
  readonly span: Span;
  readonly name: string;
  readonly construct: Construct;
  readonly attributes: Attributes;
  readonly title?: string;
  /** For a comment: what its end says; for a gate: which construct it opens. */
  readonly closes?: string;
}

export interface CloseItem {
  readonly type: 'close';
  readonly spelling: Spelling;
  readonly document: Document;
  readonly node: ProseNode;
  readonly span: Span;
  readonly closes?: string;
}
