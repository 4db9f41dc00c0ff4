import { deepestMark, deepNotes } from '../text/deep-marks.ts';
import { cutter } from './cutter.ts';
import { codeMark, paragraphMark } from './marks.ts';
import { rootFences } from './root-fences.ts';
import { isBlankLine, linesOf, prefixOf, type SkeletonLine } from './skeleton-lines.ts';

/** A text that has the same blocks as another and less between them. */
export interface Skeleton {
  readonly text: string;
  readonly hasFrontMatter: boolean;
  /** Whether marks stand in it; else their characters are the author's own. */
  readonly marked: boolean;
  /** Offsets of the skeleton at which blocks end and others begin, whatever they are: between two, it can be parsed alone. */
  readonly breaks: readonly number[];
  /** Where an offset of the skeleton, at which a block may begin or end, stands in the whole text. */
  readonly origin: (offset: number) => number;
}

/**
 * Leaves out of Markdown what cannot matter to its blocks. micromark looks at each character of each line five times,
 * but what a line does to the blocks is settled, as a rule, before its first letter: the rest is left out, and so are
 * further lines below it that are indented as it is. A paragraph and a fence of which nothing is left become a mark.
 *
 * Whole stay the lines of paragraphs with a row of a table's dashes or what may be a definition, lines that begin HTML
 * or that may end it, and fences whose info string may hold a backtick.
 */
export function skeleton(whole: string, piece: number): Skeleton {
  // micromark leaves a byte order mark out, and counts from behind it.
  const bom = whole.startsWith('\ufeff') ? 1 : 0;
  const lines = linesOf(whole, bom);
  const { fences, formulas, ends, header, isOpen } = rootFences(whole, lines);
  const declares = /<![A-Za-z]/.test(whole);
  const marked = !whole.includes(paragraphMark) && !whole.includes(codeMark);
  const cuts = cutter(whole, bom);
  const breaks: number[] = [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index] as SkeletonLine;
    const place = cuts.placeOf(line.start);
    if (ends.has(index) || (place - (breaks.at(-1) ?? 0) > piece && breaksBefore(index))) breaks.push(place);
    const fence = marked ? fences.get(index) : undefined;
    const close = fence ?? (marked ? formulas.get(index) : undefined);
    if (close !== undefined) {
      cuts.cut(line.start, (lines[close] as SkeletonLine).end, fence === undefined ? paragraphMark : codeMark);
      index = afterBlanks(close + 1);
    } else if (isBlankLine(line)) index++;
    else {
      const end = endOfParagraph(index);
      const single = shorten(index, end);
      index =
        single && isOpen(index) && whole[line.start] !== ' ' && whole[line.start] !== '\t' ? afterBlanks(end) : end;
    }
  }
  return { text: cuts.text(), hasFrontMatter: header > 0, marked, breaks, origin: cuts.origin };

  /** Whether a line surely ends all blocks before it, with nothing of theirs in between. */
  function breaksBefore(index: number): boolean {
    let above = index - 1;
    while (above >= 0 && isBlankLine(lines[above] as SkeletonLine)) above--;
    if (above === index - 1 || !mayStandAlone(above)) return false;
    return fences.has(index) || (isOpen(index) && mayStandAlone(index));
  }

  /** Whether a line is, surely, no item of a list and no footnote, and not indented as what goes on with them is. */
  function mayStandAlone(index: number): boolean {
    return index >= 0 && !/[\s*+\-\d[\ufeff]/.test(whole[lines[index]?.start ?? 0] ?? '');
  }

  /** Leaves out blank lines where the next block begins with or without them. */
  function afterBlanks(index: number): number {
    let after = index;
    while (after < lines.length && isBlankLine(lines[after] as SkeletonLine)) after++;
    if (after > index) cuts.cut((lines[index] as SkeletonLine).start, (lines[after - 1] as SkeletonLine).next, '');
    return after;
  }

  /** The line that ends what a line begins at the latest: no construct looks beyond, but for code and HTML. */
  function endOfParagraph(index: number): number {
    if (isLeaf(index)) return index + 1;
    let end = index + 1;
    while (end < lines.length && !isBlankLine(lines[end] as SkeletonLine) && !isLeaf(end) && !isWhole(end)) end++;
    return end;
  }

  /** Whether a fence or a formula begins at a line, and ends what is before it. */
  function isWhole(index: number): boolean {
    return fences.has(index) || (marked && formulas.has(index));
  }

  /** A heading or container line that stands in nothing else: it ends what is before it, and is all that it is. */
  function isLeaf(index: number): boolean {
    const { start, end } = lines[index] as SkeletonLine;
    const first = whole[start];
    if (first === '#') return /^#{1,6}(?:[ \t]|$)/.test(whole.slice(start, Math.min(end, start + 8)));
    return first === ':' && /^:{3,}[ \t]*(?:[\p{L}{]|$)/u.test(whole.slice(start, end));
  }

  /** Shortens lines; says whether they are one block on one line now, or a heading or container line. */
  function shorten(from: number, to: number): boolean {
    if (mayHoldTable(from, to)) return false;
    if (mayDefine(from, to)) {
      for (const { start } of lines.slice(from, to)) {
        const deep = deepNotes(whole, start);
        if (deep !== undefined) cuts.cut(deep.start, deep.end, '');
      }
      return false;
    }
    const leaf = isLeaf(from);
    let above = '';
    for (let index = from; index < to; index++) {
      const line = lines[index] as SkeletonLine;
      if (!isInert(line)) {
        cutDepth(line);
        above = '';
        continue;
      }
      let last = line;
      const prefix = prefixOf(whole, line);
      const indentation = textIndentation(prefix);
      // Below a list or quote that ends, micromark takes the first line of indented code for a block of its own.
      if (indentation !== undefined && (prefix === above || /^ {0,3}$/.test(indentation))) {
        for (let next = lines[index + 1]; index + 1 < to && next !== undefined; next = lines[index + 1]) {
          if (!isInert(next) || textIndentation(prefixOf(whole, next)) !== indentation) break;
          last = next;
          index++;
        }
        if (marked && line.start === lines[from]?.start && index === to - 1) {
          cuts.cut(line.start + indentation.length, last.end, paragraphMark);
          return true;
        }
      }
      const item = listItem.exec(prefix)?.[0];
      if (marked && item !== undefined && (index === to - 1 || whole.startsWith(item, line.next))) {
        cuts.cut(line.start + item.length, line.end, paragraphMark);
        continue;
      }
      above = prefix;
      cutDepth(line);
      // An empty heading is one, too.
      const heading = /^#{1,6}(?=[ \t])/.exec(prefix)?.[0].length;
      cuts.cut(heading === undefined ? line.letter + 1 : line.start + heading, last.blanks, '');
    }
    return leaf;
  }

  /** Leaves out marks of blocks, and blanks, behind those that somebody could read. */
  function cutDepth(line: SkeletonLine): void {
    const to = line.letter === line.end ? line.blanks : line.letter;
    const from = line.start + deepestMark;
    if (to > from && /^[ \t>*+\-\d.)]*$/.test(whole.slice(line.start, from))) cuts.cut(from, to, '');
  }

  /** Whether one of the lines can be what stands between a table's head and its body. */
  function mayHoldTable(from: number, to: number): boolean {
    for (let index = from; index < to; index++) {
      const { start, letter, end } = lines[index] as SkeletonLine;
      if (letter !== end) continue;
      const text = whole.slice(start, end);
      if (text.includes('-') && /[|:]/.test(text) && /^[ \t>|:-]+$/.test(text)) return true;
    }
    return false;
  }

  /** Whether a definition of a link or footnote can begin in the lines: labels and titles go on over lines. */
  function mayDefine(from: number, to: number): boolean {
    for (let index = from; index < to; index++) {
      if (!prefixOf(whole, lines[index] as SkeletonLine).includes('[')) continue;
      return whole.slice(lines[from]?.start, lines[to - 1]?.end).includes(']:');
    }
    return false;
  }

  /** Whether nothing after the line's first letter can matter. */
  function isInert(line: SkeletonLine): boolean {
    if (line.letter === line.end) return false;
    const prefix = prefixOf(whole, line);
    if (prefix.includes('<')) return false;
    const rest = whole.slice(line.letter, line.end);
    if (prefix.includes('```') && rest.includes('`')) return false;
    if (!rest.includes('>')) return true;
    return !(declares || /-->|\?>|\]\]>|<\//.test(rest));
  }
}

/** Not a blank, and nothing that opens a block in a line that has a letter. */
const text = /^(?:$|[!"$%&'(),./;=?@\\^_{}[\]]|`{1,2}(?!`)|~{1,2}(?!~)|[*+-](?![ \t]))/;
const listItem = /^[ \t]*(?:[*+-]|\d{1,9}[.)])[ \t]+(?![ \t:#<>|`~*+\d-])/;

/** The indentation of a line that opens no block, if its prefix shows that. */
function textIndentation(prefix: string): string | undefined {
  const indentation = /^[ \t]*/.exec(prefix)?.[0] ?? '';
  return text.test(prefix.slice(indentation.length)) ? indentation : undefined;
}
