import type { Edit } from '../../text/mapped-text.ts';
import { inside, type Token } from './tokens.ts';

/** A part of a text, by offsets; lists of them are in order and do not overlap. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Whether `[start, end)` shares a character with one of the ranges; an empty one, whether it lies within. */
export function touches(ranges: readonly Range[], start: number, end: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.start < end;
}

/** `$$` on a line of its own up to the next, and `math` fences: blank lines in them would end the math. */
export function displayBlocks(text: string, list: readonly Token[], edits: Edit[]): Range[] {
  const found: Range[] = [];
  for (const token of list) {
    if (token.start < (found.at(-1)?.end ?? 0)) continue;
    if (token.type === 'codeFenced') {
      const fences = token.children.filter((child) => child.type === 'codeFencedFence');
      const info = inside(token, 'codeFencedFenceInfo');
      const [open, close] = fences;
      if (open === undefined || close === undefined || info === undefined) continue;
      if (text.slice(info.start, info.end) !== 'math') continue;
      edits.push({ start: open.start, end: open.end, text: '$$' }, { start: close.start, end: close.end, text: '$$' });
      found.push({ start: token.start, end: token.end });
      joinLines(text, open.end, close.start, edits);
    } else if (token.type === 'content' || token.type === 'paragraph') {
      const block = /\$\$[ \t]*\n(?:(?!\$\$)[\s\S])*?\n {0,3}\$\$[ \t]*(?=\n|$)/y;
      block.lastIndex = token.start;
      const match = block.exec(text);
      if (match === null) continue;
      found.push({ start: token.start, end: block.lastIndex });
      joinLines(text, token.start, block.lastIndex, edits);
    }
  }
  return found;
}

function joinLines(text: string, start: number, end: number, edits: Edit[]): void {
  for (const match of text.slice(start, end).matchAll(/\n(?:[ \t]*\n)+/g)) {
    edits.push({ start: start + match.index, end: start + match.index + match[0].length, text: '\n' });
  }
}

/** `$$…$$` and `$…$` in masked text, by offsets in the cell. */
export function mathIn(masked: string, offset: number): Range[] {
  return [...masked.matchAll(inlineMath)].map((match) => ({
    start: offset + match.index,
    end: offset + match.index + match[0].length,
  }));
}

/**
 * In masked text, where \uE000 stands for what math does not reach over. Each part of the pattern looks at a character
 * once, so that no text takes quadratic time.
 */
const inlineMath =
  /(?<![\p{L}\p{N}\\$])(?:\$\$(?!\$)(?=\s*[^\s$\uE000])[^$\uE000]+(?:\$(?!\$)[^$\uE000]+)*\$\$(?!\$)|\$(?![\s$])[^$\uE000]*(?<![\s\\])\$(?![\p{L}\p{N}$]))/gu;
