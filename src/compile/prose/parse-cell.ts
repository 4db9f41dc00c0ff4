import { labelsIn } from './labels.ts';
import { mayHoldEdit } from './may-need-edits.ts';
import { mayHoldConstructs } from './shown-constructs.ts';
import { type MarkdownToken, tokens } from './tokens.ts';
import type { Work } from './work.ts';

/** Parses a cell for its edits, and for what of other tools' it shows: inline Markdown only where there can be one. */
export function parseCell(
  text: string,
  { labels, context }: Pick<Work, 'labels' | 'context'>,
): readonly MarkdownToken[] {
  const links = labelsIn(text, labels.links);
  const footnotes = labelsIn(text, labels.footnotes);
  const defines = context.definitions.size > 0;
  const key = JSON.stringify([defines, links, footnotes, text]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const list = tokens(text, {
    links,
    footnotes,
    inline: (leaf) => mayHoldEdit(leaf, defines) || mayHoldConstructs(leaf),
  });
  if (known.size >= memory) known.clear();
  known.set(key, list);
  return list;
}

/** Both variants of a lesson have the same cells: what was parsed for one is kept for the other. */
const known = new Map<string, readonly MarkdownToken[]>();
/** More cells than a lesson has; the memory of a long build stays flat. */
const memory = 500;
