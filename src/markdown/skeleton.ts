import { deepestMark, deepNotes } from '../text/deep-marks.ts';
import { type Cutter, cutter } from './cutter.ts';
import { codeMark, paragraphMark } from './marks.ts';
import { type RootFences, rootFences } from './root-fences.ts';
import {
  isBlankLine,
  isInert,
  isLeaf,
  linesOf,
  mayDefine,
  mayHoldTable,
  prefixOf,
  type SkeletonLine,
  textIndentation,
} from './skeleton-lines.ts';

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

/** A text that is being shortened. */
interface Draft extends RootFences {
  readonly whole: string;
  readonly lines: readonly SkeletonLine[];
  /** What is left of the text. */
  readonly cuts: Cutter;
  readonly marked: boolean;
  /** Whether a declaration of HTML (`<!DOCTYPE`) stands in it: any `>` may end one. */
  readonly declares: boolean;
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
  const roots = rootFences(whole, lines);
  const marked = !whole.includes(paragraphMark) && !whole.includes(codeMark);
  const cuts = cutter(whole, bom);
  const draft: Draft = { whole, lines, ...roots, cuts, marked, declares: /<![A-Za-z]/.test(whole) };
  const breaks: number[] = [];
  for (let index = 0; index < lines.length; index = afterBlock(draft, index)) {
    const place = cuts.placeOf(lineAt(draft, index).start);
    const isFar = place - (breaks.at(-1) ?? 0) > piece;
    if (roots.ends.has(index) || (isFar && breaksBefore(draft, index))) breaks.push(place);
  }
  return { text: cuts.text(), hasFrontMatter: roots.header > 0, marked, breaks, origin: cuts.origin };
}

function lineAt(draft: Draft, index: number): SkeletonLine {
  return draft.lines[index] as SkeletonLine;
}

/** Whether a line surely ends all blocks before it, with nothing of theirs in between. */
function breaksBefore(draft: Draft, index: number): boolean {
  let above = index - 1;
  while (above >= 0 && isBlankLine(lineAt(draft, above))) above--;
  if (above === index - 1 || !mayStandAlone(draft, above)) return false;
  return draft.fences.has(index) || (draft.isOpen(index) && mayStandAlone(draft, index));
}

/** Whether a line is, surely, no item of a list and no footnote, and not indented as what goes on with them is. */
function mayStandAlone({ whole, lines }: Draft, index: number): boolean {
  return index >= 0 && !/[\s*+\-\d[\ufeff]/.test(whole[lines[index]?.start ?? 0] ?? '');
}

/** Leaves out of what begins at a line all that cannot matter; gives the line that comes after it. */
function afterBlock(draft: Draft, index: number): number {
  const { whole, fences, formulas, cuts, marked } = draft;
  const line = lineAt(draft, index);
  if (isBlankLine(line)) return index + 1;
  const close = marked ? (fences.get(index) ?? formulas.get(index)) : undefined;
  if (close !== undefined) {
    cuts.cut(line.start, lineAt(draft, close).end, fences.has(index) ? codeMark : paragraphMark);
    return afterBlanks(draft, close + 1);
  }
  const end = endOfParagraph(draft, index);
  const isOneBlock = shorten(draft, index, end);
  const isRoot = draft.isOpen(index) && whole[line.start] !== ' ' && whole[line.start] !== '\t';
  return isOneBlock && isRoot ? afterBlanks(draft, end) : end;
}

/** Leaves out blank lines where the next block begins with or without them. */
function afterBlanks(draft: Draft, index: number): number {
  let after = index;
  while (after < draft.lines.length && isBlankLine(lineAt(draft, after))) after++;
  if (after > index) draft.cuts.cut(lineAt(draft, index).start, lineAt(draft, after - 1).next, '');
  return after;
}

/** The line that ends what a line begins at the latest: no construct looks beyond, but for code and HTML. */
function endOfParagraph(draft: Draft, index: number): number {
  if (isLeaf(draft.whole, lineAt(draft, index))) return index + 1;
  let end = index + 1;
  while (end < draft.lines.length && !endsParagraph(draft, end)) end++;
  return end;
}

function endsParagraph(draft: Draft, index: number): boolean {
  const line = lineAt(draft, index);
  if (isBlankLine(line) || isLeaf(draft.whole, line) || draft.fences.has(index)) return true;
  return draft.marked && draft.formulas.has(index);
}

/** Shortens lines; says whether they are one block on one line now, or a heading or container line. */
function shorten(draft: Draft, from: number, to: number): boolean {
  const { whole, lines, cuts, marked } = draft;
  const paragraph = lines.slice(from, to);
  if (mayHoldTable(whole, paragraph)) return false;
  if (mayDefine(whole, paragraph)) {
    cutDeepNotes(draft, paragraph);
    return false;
  }
  let above = '';
  for (let index = from; index < to; index++) {
    const line = lineAt(draft, index);
    if (!isInert(whole, line, draft.declares)) {
      cutDepth(draft, line);
      above = '';
      continue;
    }
    const prefix = prefixOf(whole, line);
    const last = lastAlike(draft, index, to, above);
    const indentation = textIndentation(prefix);
    if (marked && index === from && last === to - 1 && indentation !== undefined && last !== undefined) {
      cuts.cut(line.start + indentation.length, lineAt(draft, last).end, paragraphMark);
      return true;
    }
    const item = listItem.exec(prefix)?.[0];
    if (marked && item !== undefined && (index === to - 1 || whole.startsWith(item, line.next))) {
      cuts.cut(line.start + item.length, line.end, paragraphMark);
      continue;
    }
    above = prefix;
    cutDepth(draft, line);
    // An empty heading is one, too.
    const heading = /^#{1,6}(?=[ \t])/.exec(prefix)?.[0].length;
    index = last ?? index;
    cuts.cut(heading === undefined ? line.letter + 1 : line.start + heading, lineAt(draft, index).blanks, '');
  }
  return isLeaf(whole, lineAt(draft, from));
}

/** The last of the lines that go on with a line of text as it does, if that is sure. */
function lastAlike({ whole, lines, declares }: Draft, index: number, to: number, above: string): number | undefined {
  const prefix = prefixOf(whole, lines[index] as SkeletonLine);
  const indentation = textIndentation(prefix);
  // Below a list or quote that ends, micromark takes the first line of indented code for a block of its own.
  if (indentation === undefined || (prefix !== above && !/^ {0,3}$/.test(indentation))) return undefined;
  const isAlike = (line: SkeletonLine) =>
    isInert(whole, line, declares) && textIndentation(prefixOf(whole, line)) === indentation;
  let last = index;
  while (last + 1 < to && isAlike(lines[last + 1] as SkeletonLine)) last++;
  return last;
}

function cutDeepNotes({ whole, cuts }: Draft, lines: readonly SkeletonLine[]): void {
  for (const { start } of lines) {
    const deep = deepNotes(whole, start);
    if (deep !== undefined) cuts.cut(deep.start, deep.end, '');
  }
}

/** Leaves out marks of blocks, and blanks, behind those that somebody could read. */
function cutDepth({ whole, cuts }: Draft, line: SkeletonLine): void {
  const to = line.letter === line.end ? line.blanks : line.letter;
  const from = line.start + deepestMark;
  if (to > from && /^[ \t>*+\-\d.)]*$/.test(whole.slice(line.start, from))) cuts.cut(from, to, '');
}

const listItem = /^[ \t]*(?:[*+-]|\d{1,9}[.)])[ \t]+(?![ \t:#<>|`~*+\d-])/;
