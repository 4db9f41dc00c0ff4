import type { Prose } from '../model/lesson.ts';
import { type Edit, editMapped, sliceMapped } from '../text/mapped-text.ts';
import { spanOf } from './document.ts';
import type { ProseItem } from './item.ts';

/** Makes one block of consecutive items of one document. */
export function proseBlock(items: readonly ProseItem[]): Prose {
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('prose needs a node');
  const { document } = first;
  const { start } = first.node;
  const whole = sliceMapped(document.mapped, start, last.node.end);
  // What stands between two of them is blank, or lines that show nothing.
  const gaps = items.slice(1).flatMap(({ node }, index): Edit[] => {
    const gap = { start: (items[index]?.node.end ?? 0) - start, end: node.start - start };
    return whole.text.slice(gap.start, gap.end).trim() === '' ? [] : [{ ...gap, text: '\n\n' }];
  });
  let cut = 0;
  let next = 0;
  return {
    type: 'prose',
    span: spanOf(document, start, last.node.end),
    text: editMapped(whole, gaps),
    nodes: items.map(({ node }) => {
      for (let gap = gaps[next]; gap !== undefined && gap.end <= node.start - start; gap = gaps[++next])
        cut += gap.end - gap.start - gap.text.length;
      return { ...node, start: node.start - start - cut, end: node.end - start - cut };
    }),
  };
}
