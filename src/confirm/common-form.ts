import { shapeOf, tokensIn } from './varying.ts';

/** What several texts have in common: tokens in their order, and before which of them something else may stand. */
interface Form {
  readonly tokens: readonly Piece[];
  /** The last one is of the end. */
  readonly gaps: readonly boolean[];
}

interface Piece {
  readonly text: string;
  readonly isValue: boolean;
}

/** Longer texts are not held against each other token by token. */
const MOST = 1500;

/**
 * Whether an expected text has all that the texts of several runs have in common, and something else only where they have.
 * `isWhole`: they have nothing in common but signs. Undefined where it has not.
 */
export function inCommonForm(expected: string, runs: readonly string[]): { readonly isWhole: boolean } | undefined {
  const [first = [], ...others] = runs.map(piecesOf);
  const wanted = piecesOf(expected);
  if (others.length === 0 || [wanted, first, ...others].some(({ length }) => length > MOST)) return undefined;
  // Where all have the same form, only their values vary.
  if (new Set(runs.map((text) => shapeOf(tokensIn(text.trimEnd())))).size === 1) return undefined;
  const whole: Form = { tokens: first, gaps: [...first, undefined].map(() => false) };
  const form = others.reduce(common, whole);
  if (!form.gaps.includes(true) || !fits(wanted, form)) return undefined;
  return { isWhole: form.tokens.every(({ isValue }) => !isValue) };
}

function piecesOf(text: string): Piece[] {
  return tokensIn(text.trimEnd()).map(({ type, text: own }) => ({ text: own, isValue: type === 'value' }));
}

/** The longest form that fits both. */
function common({ tokens, gaps }: Form, other: readonly Piece[]): Form {
  const width = other.length + 1;
  const lengths = new Uint16Array((tokens.length + 1) * width);
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    for (let to = other.length - 1; to >= 0; to -= 1) {
      const skipped = Math.max(lengths[(at + 1) * width + to] ?? 0, lengths[at * width + to + 1] ?? 0);
      const taken = (lengths[(at + 1) * width + to + 1] ?? 0) + 1;
      lengths[at * width + to] = tokens[at]?.text === other[to]?.text ? Math.max(taken, skipped) : skipped;
    }
  }
  const kept: Piece[] = [];
  const open: boolean[] = [];
  let [at, to] = [0, 0];
  let isOpen = gaps[0] === true;
  while (at < tokens.length || to < other.length) {
    const [token, length] = [tokens[at], lengths[at * width + to] ?? 0];
    const next = lengths[(at + 1) * width + to + 1] ?? 0;
    if (token !== undefined && token.text === other[to]?.text && length === next + 1) {
      kept.push(token);
      open.push(isOpen);
      [at, to] = [at + 1, to + 1];
      isOpen = gaps[at] === true;
      continue;
    }
    isOpen = true;
    if (to >= other.length || (at < tokens.length && (lengths[(at + 1) * width + to] ?? 0) === length)) at += 1;
    else to += 1;
  }
  return { tokens: kept, gaps: [...open, isOpen] };
}

/** Whether a text is of a form. What stands between two gaps is sought as far to the left as it is. */
function fits(wanted: readonly Piece[], { tokens, gaps }: Form): boolean {
  const parts: Piece[][] = [[]];
  for (const [index, token] of tokens.entries()) {
    if (gaps[index] === true) parts.push([]);
    parts.at(-1)?.push(token);
  }
  if (gaps.at(-1) === true) parts.push([]);
  const last = parts.length - 1;
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const stands = (at: number) => part.every(({ text }, offset) => wanted[at + offset]?.text === text);
    const end = wanted.length - part.length;
    if (index === last && last > 0) return end >= from && stands(end);
    let at = from;
    while (at <= end && !stands(at)) {
      if (index === 0) return false;
      at += 1;
    }
    if (at > end) return false;
    from = at + part.length;
  }
  return from === wanted.length;
}
