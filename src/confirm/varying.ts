import { dateForms, sanitize, sanitizerNames } from './sanitize.ts';

/** A declared text in which what differs from run to run is put right, so that the rest can be compared. */
export interface Settled {
  readonly text: string;
  /** The first value that differs: the line (from 0) of the declared text, and what stands there. */
  readonly line: number;
  readonly declared: string;
  readonly produced: string;
  /** Nothing is left that could be compared. */
  readonly whole: boolean;
}

/**
 * Whether two texts have the same form and differ in values only (or in what is always written differently: durations,
 * paths of temporary files), so that the cell may print others in each run.
 */
export function mayVary(declared: string, produced: string): boolean {
  if (declared === produced) return false;
  return shapeOf(tokensIn(declared)) === shapeOf(tokensIn(produced)) || isNoise(declared, produced);
}

/** Whether nothing differs but values of the kinds that sanitizers know. */
export function isNoise(declared: string, produced: string): boolean {
  return declared !== produced && sanitize(declared, sanitizerNames) === sanitize(produced, sanitizerNames);
}

/**
 * Puts the values (numbers, words, dates) of a run in the place of those that a lesson declares, where a second run of the
 * same code had others: no lesson can say them. Where most numbers of a line differ, or most words, all do: one that is
 * drawn at random may be the same twice. Undefined where the texts have another form, or where both runs agree.
 */
export function settle(declared: string, first: string, second: string): Settled | undefined {
  const [wanted, one, other] = [tokensIn(declared), tokensIn(first), tokensIn(second)];
  const shape = shapeOf(one);
  if (shapeOf(wanted) !== shape || shapeOf(other) !== shape) return undefined;
  const values = { wanted: valuesIn(wanted), one: valuesIn(one), other: valuesIn(other) };
  const varies = varyingValues(values.one, values.other);
  const at = values.one.findIndex(({ text }, index) => varies[index] === true && text !== values.wanted[index]?.text);
  const place = values.wanted[at];
  if (place === undefined) return undefined;
  return {
    text: written(one, values.wanted, varies),
    line: place.line,
    declared: place.text,
    produced: values.one[at]?.text ?? '',
    whole: varies.every(Boolean),
  };
}

interface Token {
  readonly type: 'value' | 'blank' | 'sign';
  readonly text: string;
  readonly line: number;
}

const NUMBER = '(?<![\\p{L}\\p{N}_)\\]])-?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?(?![\\p{L}\\p{N}_])';
const WORD = '[\\p{L}\\p{N}_]+(?:\\.[\\p{L}\\p{N}_]+)*';
const TOKEN = new RegExp(
  `(${[...dateForms.map(({ source }) => source), NUMBER, WORD].join('|')})|([^\\S\\n]+)|[\\s\\S]`,
  'gu',
);

function tokensIn(text: string): Token[] {
  let line = 0;
  return [...text.matchAll(TOKEN)].map(([token, value, blank]): Token => {
    const type = value !== undefined ? 'value' : blank !== undefined ? 'blank' : 'sign';
    const found = { type, text: token, line } as const;
    if (token === '\n') line += 1;
    return found;
  });
}

/** The signs and line ends with a mark for each value between them: blanks only align. */
function shapeOf(tokens: readonly Token[]): string {
  return tokens.map(({ type, text }) => (type === 'value' ? 'v' : type === 'blank' ? '' : text)).join('');
}

function valuesIn(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ type }) => type === 'value');
}

function varyingValues(one: readonly Token[], other: readonly Token[]): boolean[] {
  const varies = one.map(({ text }, index) => text !== other[index]?.text);
  const share = new Map<string, { all: number; varying: number }>();
  for (const [index, token] of one.entries()) {
    const { all, varying } = share.get(kindOf(token)) ?? { all: 0, varying: 0 };
    share.set(kindOf(token), { all: all + 1, varying: varying + (varies[index] === true ? 1 : 0) });
  }
  return one.map((token, index) => {
    const { all, varying } = share.get(kindOf(token)) ?? { all: 1, varying: 0 };
    return varies[index] === true || varying * 2 > all;
  });
}

/** The numbers of a line belong together, and its words. */
function kindOf({ text, line }: Token): string {
  return `${line} ${/^-?\d/.test(text) ? 'number' : 'word'}`;
}

/** A run's text with the declared values where they can be compared. */
function written(run: readonly Token[], declared: readonly Token[], varies: readonly boolean[]): string {
  let index = -1;
  return run
    .map(({ type, text }) => {
      if (type !== 'value') return text;
      index += 1;
      return varies[index] === true ? text : (declared[index]?.text ?? text);
    })
    .join('');
}
