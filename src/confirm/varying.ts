import { dateForms, sanitize, sanitizerNames } from './sanitize.ts';

/** An expected text in which what differs from run to run is put right, so that the rest can be compared. */
export interface AlignedValues {
  readonly text: string;
  /** The first value that differs in any run: the line (from 0) of the expected text, and what stands there. */
  readonly line: number;
  readonly expected: string;
  readonly produced: string;
  /** Nothing is left that could be compared. */
  readonly whole: boolean;
}

/**
 * Whether two texts have the same form and differ in values only (or in what is always written differently: durations,
 * paths of temporary files), so that the cell may print others in each run.
 */
export function mayVary(expected: string, produced: string): boolean {
  if (expected === produced) return false;
  return shapeOf(tokensIn(expected)) === shapeOf(tokensIn(produced)) || isNoise(expected, produced);
}

/** Whether nothing differs but values of the kinds that sanitizers know. */
export function isNoise(expected: string, produced: string): boolean {
  return expected !== produced && sanitize(expected, sanitizerNames) === sanitize(produced, sanitizerNames);
}

/**
 * Puts the values (numbers, words, dates) of a run in the place of those that a lesson declares, where other runs of the
 * same code had others: no lesson can say them. In a list of which most items differ, small ones that do not may have been
 * drawn twice. Undefined where the texts have another form, or where all runs agree.
 * @param written The lesson's text, where `expected` has values of the first run in the place of some: of those nobody need hear.
 */
export function alignVaryingValues(
  expected: string,
  first: string,
  others: readonly string[],
  written = expected,
): AlignedValues | undefined {
  const [wanted, one] = [tokensIn(expected), tokensIn(first)];
  const shape = shapeOf(one);
  if (shapeOf(wanted) !== shape) return undefined;
  const alike = others.map(tokensIn).filter((other) => shapeOf(other) === shape);
  if (alike.length === 0) return undefined;
  const varies = varying(one, alike);
  const own = tokensIn(written);
  const isOwn = (index: number) => own[index]?.text === wanted[index]?.text;
  // Which run came first says nothing.
  const other = (index: number) =>
    [one, ...(isOwn(index) ? alike : [])].find((run) => run[index]?.text !== wanted[index]?.text)?.[index];
  const at = one.findIndex((_, index) => varies[index] === true && other(index) !== undefined);
  const place = wanted[at];
  if (place === undefined) return undefined;
  return {
    text: alignedText(wanted, one, alike, varies),
    line: place.line,
    expected: place.text,
    produced: other(at)?.text ?? '',
    whole: one.every(({ type }, index) => type === 'sign' || varies[index] === true),
  };
}

export interface OutputToken {
  readonly type: 'value' | 'sign';
  readonly text: string;
  readonly line: number;
  /** The blanks before it. */
  readonly gap: string;
  /** The list that a value is an item of, by the sign that begins it. */
  readonly list?: number;
}

const NUMBER = '(?<![\\p{L}\\p{N}_)\\]])-?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?(?![\\p{L}\\p{N}_])';
const WORD = '[\\p{L}\\p{N}_]+(?:\\.[\\p{L}\\p{N}_]+)*';
const TOKEN = new RegExp(
  `([^\\S\\n]*)(?:(${[...dateForms.map(({ source }) => source), NUMBER, WORD].join('|')})|[\\s\\S]|$)`,
  'gu',
);

/** A text's values, and the signs and line ends between them. */
export function tokensIn(text: string): OutputToken[] {
  const tokens: OutputToken[] = [];
  const lists: number[] = [];
  let line = 0;
  let broken = false;
  for (const [whole, gap = '', value] of text.matchAll(TOKEN)) {
    const sign = whole.slice(gap.length);
    const list = broken ? undefined : lists.at(-1);
    tokens.push({
      type: value === undefined ? 'sign' : 'value',
      text: sign,
      line,
      gap,
      ...(list !== undefined && { list }),
    });
    if (sign === '\n') line += 1;
    else if (sign === '[' || sign === '{' || sign === '(') {
      lists.push(tokens.length);
      broken = false;
    } else if (sign === ']' || sign === '}' || sign === ')') {
      lists.pop();
      broken = false;
    }
    // What is not only set apart is no item: a name in a call, a key.
    else if (value === undefined && !/^[,'"]?$/.test(sign)) broken = true;
  }
  return tokens;
}

/** The signs and line ends with a mark for each value between them: blanks only align. */
export function shapeOf(tokens: readonly OutputToken[]): string {
  return tokens.map(({ type, text }) => (type === 'value' ? 'v' : text)).join('');
}

function varying(one: readonly OutputToken[], others: readonly (readonly OutputToken[])[]): boolean[] {
  const varies = one.map(({ text }, index) => others.some((other) => text !== other[index]?.text));
  const share = new Map<string, { all: number; varying: number }>();
  const of = (token: OutputToken) => share.get(kindOf(token) ?? '') ?? { all: 0, varying: 0 };
  for (const [index, token] of one.entries()) {
    const kind = kindOf(token);
    const { all, varying } = of(token);
    if (kind !== undefined) share.set(kind, { all: all + 1, varying: varying + (varies[index] === true ? 1 : 0) });
  }
  return one.map((token, index) => {
    const { all, varying } = of(token);
    return varies[index] === true || varying * 2 > all;
  });
}

/** What may be the same twice by chance, with what it belongs to: words of a list, and its integers of as many digits. */
function kindOf({ type, text, list }: OutputToken): string | undefined {
  if (type === 'sign' || list === undefined) return undefined;
  if (/^-?\d{1,2}$/.test(text)) return `${list} ${text.length}`;
  return /^\p{L}/u.test(text) ? `${list} word` : undefined;
}

/** A run's text with the expected values, and the expected blanks, where they can be compared. */
function alignedText(
  expected: readonly OutputToken[],
  run: readonly OutputToken[],
  others: readonly (readonly OutputToken[])[],
  varies: readonly boolean[],
): string {
  const tables = tablesIn(run, varies);
  return run
    .map(({ type, text, gap, line }, index) => {
      const own = expected[index];
      const isNear = varies[index] === true || varies[index - 1] === true;
      const aligns = tables.has(line) && (gap.length > 1 || (own?.gap.length ?? 0) > 1);
      const blanks = isNear || aligns || others.some((other) => gap !== other[index]?.gap) ? gap : (own?.gap ?? '');
      return blanks + (type === 'value' && varies[index] !== true ? (own?.text ?? text) : text);
    })
    .join('');
}

/** Lines that stand next to others in which something varies: there blanks may follow from the widths of values. */
function tablesIn(run: readonly OutputToken[], varies: readonly boolean[]): ReadonlySet<number> {
  const filled = new Set(run.flatMap(({ type, line }) => (type === 'value' ? [line] : [])));
  const tables = new Set<number>();
  for (const [index, { line }] of run.entries()) {
    if (varies[index] !== true || tables.has(line)) continue;
    const block = new Set<number>();
    for (let at = line; filled.has(at); at -= 1) block.add(at);
    for (let at = line; filled.has(at); at += 1) block.add(at);
    if (block.size > 1) for (const one of block) tables.add(one);
  }
  return tables;
}
