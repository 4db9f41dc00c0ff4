import type { MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { Code, Exercise, ProseNode } from './lesson.ts';
import type { Variant } from './variants.ts';

/**
 * A cell of the lesson's outline: what a notebook of either variant is made of. The outline has the cells of all
 * variants, in document order, so that a cell has the same id in each.
 */
export type Cell = MarkdownCell | CodeCell;

interface Placed {
  readonly id: string;
  readonly span: Span;
  /** The notebooks that have the cell; none for what only verification runs. */
  readonly variants: readonly Variant[];
  /** The exercise that it is part of. */
  readonly exercise?: Exercise;
  /** Part of a solution. */
  readonly solution?: true;
}

export interface MarkdownCell extends Placed {
  readonly type: 'markdown';
  readonly text: MappedText;
  /** The blocks of `text`, by offsets into it, where it is a slice of the author's text. */
  readonly nodes?: readonly ProseNode[];
}

export interface CodeCell extends Placed {
  readonly type: 'code';
  readonly code: Code;
  /** Readies what follows; it is folded away under this title. */
  readonly folded?: string;
  /** Code of another lesson, which this one continues or is set up by: its path. Nothing is judged by it here. */
  readonly preceding?: string;
}
