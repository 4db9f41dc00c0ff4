import { isClose, numberAt, splitNumbers } from './numbers.ts';

/** How literally a pattern takes its text. */
export interface PatternOptions {
  /** `...` stands for any text, as in Python's doctest; on a line of its own for any lines, none too. */
  readonly ellipsis?: boolean;
  /** Relative tolerance of numbers. */
  readonly tolerance?: number | undefined;
  /** Absolute tolerance of numbers. */
  readonly absolute?: number | undefined;
  /** Runs of blanks and line ends are one blank. */
  readonly normalize?: boolean;
}

/**
 * An expected text made ready for comparing: pieces that must occur in this order, and the gaps between them. Every
 * line, or with `normalize` every word, is closed by a separator, so that a line `...` can stand for no line at all.
 */
export interface Pattern {
  readonly parts: readonly Part[];
  readonly options: PatternOptions;
}

type Part = Piece | Gap;
interface Piece {
  readonly type: 'piece';
  readonly tokens: readonly Token[];
}
interface Gap {
  readonly type: 'any' | 'lines';
}
type Token = string | number;

const any: Gap = { type: 'any' };

/** A line that stands for lines which the author left out: nothing but `...`, `…`, or one or several `⋮`. */
export function isGap(line: string): boolean {
  return /^\s*(?:\.\.\.|…|⋮(?:\s*⋮)*)\s*$/.test(line);
}

/** Makes the pattern of an expected text. */
export function pattern(text: string, options: PatternOptions): Pattern {
  const parts: Part[] = [];
  let pending = '';
  const flush = () => {
    if (pending !== '') parts.push({ type: 'piece', tokens: tokenize(pending, options) });
    pending = '';
  };
  for (const line of text.split('\n')) {
    if (options.ellipsis === true && isGap(line)) {
      flush();
      parts.push({ type: 'lines' });
      continue;
    }
    const [first = '', ...others] =
      options.ellipsis === true ? closeWords(line, options).split('...') : [closeWords(line, options)];
    pending += first;
    for (const source of others) {
      flush();
      parts.push(any);
      pending = source;
    }
  }
  flush();
  return { parts, options };
}

/** Whether the whole text is what the pattern says. */
export function matchesWhole(pattern: Pattern, text: string): boolean {
  const { parts, options } = pattern;
  const given = closeWords(text, options);
  // No word at all: `...` in a line may stand for that, and the separator after it has nothing to close.
  return follows(parts, options, given) || (given === '' && follows(parts, options, ' '));
}

/** Whether the text begins with what the pattern says. */
export function matchesStart(pattern: Pattern, text: string): boolean {
  return follows([...pattern.parts, any], pattern.options, closeWords(text, pattern.options));
}

/** Whether what the pattern says occurs anywhere in the text. */
export function occursIn(pattern: Pattern, text: string): boolean {
  return follows(
    [any, ...withoutLastSeparator(pattern.parts), any],
    pattern.options,
    closeWords(text, pattern.options),
  );
}

/**
 * Takes the pieces from left to right, each where it ends first: nothing that follows can gain by a later end. Only a
 * last piece is bound to the end of the text.
 */
function follows(parts: readonly Part[], options: PatternOptions, text: string): boolean {
  let at = 0;
  let gap: 'none' | 'any' | 'lines' = 'none';
  for (const [index, part] of parts.entries()) {
    if (part.type === 'piece') {
      at = endAfter(part, text, at, gap, index === parts.length - 1, options);
      if (at === -1) return false;
      gap = 'none';
    } else if (gap !== 'any') gap = part.type;
  }
  return gap !== 'none' || at === text.length;
}

/** Where a piece ends that starts at `from` or, over a gap, later; -1 where there is none. */
function endAfter(
  piece: Piece,
  text: string,
  from: number,
  gap: 'none' | 'any' | 'lines',
  last: boolean,
  options: PatternOptions,
): number {
  const separator = options.normalize === true ? ' ' : '\n';
  const head = piece.tokens[0];
  let best = -1;
  for (let start = from; start <= (gap === 'none' ? from : text.length); start += 1) {
    if (typeof head === 'string' && gap !== 'none') start = text.indexOf(head, start);
    if (start === -1 || (best !== -1 && start >= best)) break;
    if (gap === 'lines' && start > 0 && text[start - 1] !== separator) continue;
    const end = endOf(piece, text, start, options);
    if (end === -1 || (last && end !== text.length)) continue;
    if (best === -1 || end < best) best = end;
  }
  return best;
}

function endOf(piece: Piece, text: string, start: number, { tolerance = 0, absolute }: PatternOptions): number {
  let at = start;
  for (const token of piece.tokens) {
    if (typeof token === 'string') {
      if (!text.startsWith(token, at)) return -1;
      at += token.length;
    } else {
      const number = numberAt(text, at);
      if (number === undefined || !isClose(number.value, token, tolerance, absolute)) return -1;
      at += number.length;
    }
  }
  return at;
}

function tokenize(source: string, options: PatternOptions): Token[] {
  return options.tolerance === undefined ? [source] : splitNumbers(source);
}

/** The text with each of its lines, or each of its words, closed by the separator. */
function closeWords(text: string, options: PatternOptions): string {
  if (options.normalize !== true) return `${text}\n`;
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.map((word) => `${word} `).join('');
}

function withoutLastSeparator(parts: readonly Part[]): readonly Part[] {
  const last = parts.at(-1);
  if (last?.type !== 'piece') return parts;
  const tail = last.tokens.at(-1);
  if (typeof tail !== 'string') return parts;
  const tokens = [...last.tokens.slice(0, -1), tail.slice(0, -1)].filter((token) => token !== '');
  return tokens.length === 0 ? parts.slice(0, -1) : [...parts.slice(0, -1), { type: 'piece', tokens }];
}
