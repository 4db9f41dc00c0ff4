import type { Edit } from '../../text/mapped-text.ts';
import type { MarkdownToken } from './tokens.ts';

/** nbconvert's mistune reads `#tag` at the start of a line as a heading; GitHub and marked do not. */
export function editLineStarts(text: string, paragraph: MarkdownToken, add: (edit: Edit) => void): void {
  const raw = text.slice(paragraph.start, paragraph.end);
  let index = 0;
  for (const match of raw.matchAll(/(^|\n[ \t>]*)(#{1,6}[^#\s])/g)) {
    const at = paragraph.start + match.index + (match[1] ?? '').length;
    while ((paragraph.children[index]?.end ?? raw.length + paragraph.start) <= at) index++;
    const leaf = paragraph.children[index];
    if (leaf?.type === 'data' && leaf.start <= at) add({ start: at, end: at, text: '\\' });
  }
}
