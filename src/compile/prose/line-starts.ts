import type { Edit } from '../../text/mapped-text.ts';
import type { Token } from './tokens.ts';

/** nbconvert's mistune reads `#tag` at the start of a line as a heading; GitHub and marked do not. */
export function editLineStarts(text: string, paragraph: Token, add: (edit: Edit) => void): void {
  const raw = text.slice(paragraph.start, paragraph.end);
  for (const match of raw.matchAll(/(^|\n[ \t>]*)(#{1,6}[^#\s])/g)) {
    const at = paragraph.start + match.index + (match[1] ?? '').length;
    const leaf = paragraph.children.find((child) => child.start <= at && at < child.end);
    if (leaf?.type === 'data') add({ start: at, end: at, text: '\\' });
  }
}
