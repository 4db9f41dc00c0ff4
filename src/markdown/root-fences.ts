import { endOfDisplayMath } from '../text/display-math.ts';
import { isBlankLine, type SkeletonLine } from './skeleton-lines.ts';

/** What is certain about a text's lines without parsing it. */
export interface RootFences {
  /** Code fences that stand in nothing else, from the index of the opening line to that of the closing one. */
  readonly fences: ReadonlyMap<number, number>;
  /** Formulas that begin at the start of a line, from the index of their first line to that of their last. */
  readonly formulas: ReadonlyMap<number, number>;
  /** Lines of containers that follow HTML directly, which they end. */
  readonly ends: ReadonlySet<number>;
  /** How many lines of front matter the text begins with. */
  readonly header: number;
  /** Whether a line lies in no front matter, no such fence, and no HTML that stands in nothing else. */
  readonly isOpen: (index: number) => boolean;
}

const opener = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
const likeOpener = /^( {0,3})(`{3,}|~{3,})/;
const likeHtml = /^ {0,3}</;
/** HTML that ends at a mark of its own, not at the next blank line. */
const withEnd = /^ {0,3}<(?:[!?]|(?:script|pre|style|textarea)(?![\w-]))/i;
/** The same, and its end on the same line. */
const endsToo = /^ {0,3}<(?:!--(?!-?>).*-->|(?:script|pre|style|textarea)\b.*<\/(?:script|pre|style|textarea)>)/i;

/** What was found so far. */
interface FenceSearch {
  readonly text: string;
  readonly lines: readonly SkeletonLine[];
  readonly open: Uint8Array<ArrayBuffer>;
  readonly formulas: Map<number, number>;
  readonly fences: Map<number, number>;
  readonly ends: Set<number>;
}

/**
 * Finds the code fences whose opener begins its line: such a line ends every list, quote and paragraph, so it opens a
 * fence unless it lies in another one, in HTML or in front matter. What might be one of these and might not (a fence
 * that is indented may belong to a list or not) is followed as long as both lead to the same; from where they do not,
 * nothing is certain any more.
 */
export function rootFences(text: string, lines: readonly SkeletonLine[]): RootFences {
  const fences = new Map<number, number>();
  const formulas = new Map<number, number>();
  const ends = new Set<number>();
  const open = new Uint8Array(lines.length);
  const search: FenceSearch = { text, lines, open, formulas, fences, ends };
  const header = frontMatter(search);
  let index = header;
  while (index < lines.length) {
    const line = lines[index] as SkeletonLine;
    const first = text[firstOf(search, line)];
    if (first === '$') index = afterFormula(search, index);
    else if (first !== '`' && first !== '~' && first !== '<') open[index++] = 1;
    else index = first === '<' ? afterHtml(search, index) : afterFence(search, index);
  }
  return { fences, formulas, ends, header, isOpen: (at) => open[at] === 1 };
}

function textOf(search: FenceSearch, index: number): string {
  return search.text.slice(search.lines[index]?.start, search.lines[index]?.end);
}

function isBlank(search: FenceSearch, index: number): boolean {
  return isBlankLine(search.lines[index] as SkeletonLine);
}

function firstOf(search: FenceSearch, { start }: SkeletonLine): number {
  let at = start;
  while (search.text[at] === ' ') at++;
  return at;
}

/** The line after the front matter. */
function frontMatter(search: FenceSearch): number {
  if (!/^---[ \t]*$/.test(textOf(search, 0))) return 0;
  for (let at = 1; at < search.lines.length; at++) if (/^---[ \t]*$/.test(textOf(search, at))) return at + 1;
  return 0;
}

function afterFormula(search: FenceSearch, at: number): number {
  search.open[at] = 1;
  const end = endOfDisplayMath(search.text, search.lines[at]?.start ?? 0);
  if (end === undefined) return at + 1;
  let last = at;
  while ((search.lines[last]?.end ?? end) < end) last++;
  search.formulas.set(at, last);
  return last + 1;
}

function afterFence(search: FenceSearch, at: number): number {
  const line = textOf(search, at);
  const like = likeOpener.exec(line);
  if (like === null) {
    search.open[at] = 1;
    return at + 1;
  }
  const [, indentation = '', marker = ''] = like;
  if (indentation === '') {
    if (!opener.test(line)) {
      search.open[at] = 1;
      return at + 1;
    }
    const close = closing(search, at, marker, () => true);
    if (close === undefined) return search.lines.length;
    search.fences.set(at, close);
    return close + 1;
  }
  // In a list, or not: the same where all that it holds is indented as far.
  const close = closing(
    search,
    at,
    marker,
    (other) => isBlank(search, other) || textOf(search, other).startsWith(indentation),
  );
  return close !== undefined && likeOpener.exec(textOf(search, close))?.[1] === indentation
    ? close + 1
    : search.lines.length;
}

/** The line that closes a fence, if all lines up to it are `fits`. */
function closing(
  search: FenceSearch,
  at: number,
  marker: string,
  fits: (index: number) => boolean,
): number | undefined {
  for (let other = at + 1; other < search.lines.length && fits(other); other++) {
    const line = search.lines[other] as SkeletonLine;
    if (search.text[firstOf(search, line)] !== marker[0]) continue;
    const found = /^ {0,3}(`+|~+)[ \t]*$/.exec(textOf(search, other))?.[1];
    if (found !== undefined && found.length >= marker.length) return other;
  }
  return undefined;
}

function afterHtml(search: FenceSearch, at: number): number {
  const line = textOf(search, at);
  if (!likeHtml.test(line)) {
    search.open[at] = 1;
    return at + 1;
  }
  if (withEnd.test(line)) return afterComment(search, at);
  for (let other = at + 1; ; other++) {
    if (other >= search.lines.length || isBlank(search, other)) return other;
    // A fence, other HTML, or part of this one.
    const line = textOf(search, other);
    // A container's line ends HTML, as it ends a paragraph.
    if (line.startsWith(':::') && /^:{3,}[ \t]*(?:[\p{L}{]|$)/u.test(line)) {
      search.ends.add(other);
      return other;
    }
    if (likeOpener.test(line) || (withEnd.test(line) && !endsToo.test(line))) return search.lines.length;
  }
}

function afterComment(search: FenceSearch, at: number): number {
  const line = textOf(search, at);
  if (!/^ {0,3}<!--/.test(line)) return search.lines.length;
  if (line.replace('<!--', '').includes('-->')) return at + 1;
  if (!line.startsWith('<!--')) return search.lines.length;
  for (let other = at + 1; other < search.lines.length; other++)
    if (textOf(search, other).includes('-->')) return other + 1;
  return search.lines.length;
}
