import type { Node } from 'yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../text/span.ts';

/** One problem, its span within the YAML. */
export type Problem = Pick<Diagnostic, 'rule' | 'message' | 'span' | 'help'> & {
  /** A second place, within the same YAML. */
  readonly first?: Span;
  /** What was meant in its place, most likely. */
  readonly meant?: string;
};

/** Where a node stands in the YAML, without the comment or blank lines after it. */
export function rangeOf(node: Node | null | undefined): Span {
  const range = node?.range;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
