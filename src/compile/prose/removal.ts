import type { Edit } from '../../text/mapped-text.ts';
import type { MarkdownToken } from './tokens.ts';

/** A comment that says nothing. */
export const emptyComment = '<!-- -->';

/** Takes a footnote definition out; what stood apart on both sides of it (two lists) stays apart. */
export function removal(text: string, list: readonly MarkdownToken[], index: number): Edit {
  const token = list[index] ?? { start: 0, end: 0 };
  const beside = (step: 1 | -1): string | undefined => {
    let at = index + step;
    while (/^(?:lineEnding|linePrefix)/.test(list[at]?.type ?? '')) at += step;
    return list[at]?.type;
  };
  const before = beside(-1);
  if (before !== undefined && before === beside(1) && /^(?:list|codeIndented)/.test(before)) {
    return { start: token.start, end: token.end, text: emptyComment };
  }
  const gap = /[ \t]*\n(?:[ \t]*\n)*/y;
  gap.lastIndex = token.end;
  return { start: token.start, end: token.end + (gap.exec(text)?.[0].length ?? 0), text: '' };
}
