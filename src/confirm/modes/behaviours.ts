import type { MatchMode } from '../../model/match-modes.ts';
import type { Comparison } from '../comparison.ts';
import type { MatchRule } from '../match-rule.ts';
import { compareRegex } from './compare-regex.ts';
import { jsonDifferenceLine } from './json-line.ts';
import { literalJson, literalRegex } from './literal.ts';
import { patternOptions } from './pattern-mode.ts';
import { unordered } from './unordered.ts';

/** What a match mode does. */
export interface MatchBehaviour {
  /** Its own way to compare; of several modes in a fence, the first one here that has one decides. */
  readonly compare: ((expected: string, actual: string, rule: MatchRule) => Comparison) | undefined;
  /** It compares by pieces that may be apart or only near, together with other modes that do. */
  readonly asPattern: boolean;
  /** Blanks that align numbers are its own affair, also where numbers may differ. */
  readonly ownLayout: boolean;
  /** A text in that mode need not be what was printed: a traceback at its end is no error of its own. */
  readonly free: boolean;
  /** An error's text is compared as one, not as type, message, notes and causes. */
  readonly wholeError: boolean;
  /** It says that the output is another in each run: notebooks keep the expected one. */
  readonly varying: boolean;
  /** It does not say all that is printed. */
  readonly partial: boolean;
  /** How `update` keeps what the author wrote: in its place, line by line in the author's order, or not at all. */
  readonly update: 'in-place' | 'by-line' | 'anew';
  /** An output in that mode's notation, where it has one. */
  readonly literal: ((expected: string, actual: string) => string | undefined) | undefined;
  /** Suggested where it alone makes a text pass, in the order of `rank`; `needs` says of which texts it is tried. */
  readonly suggested:
    | {
        readonly rank: number;
        readonly kind: 'blanks' | 'numeric' | 'ellipsis' | 'order';
        readonly message: string;
        readonly needs: 'gap' | 'equal-quotes' | undefined;
      }
    | undefined;
}

const behaviours: Readonly<Record<MatchMode, MatchBehaviour>> = {
  json: {
    compare: (expected, actual, rule) =>
      jsonDifferenceLine(expected, actual, {
        ...patternOptions(rule),
        unordered: rule.modes.has('unordered'),
        contains: rule.modes.has('contains'),
      }),
    asPattern: false,
    ownLayout: true,
    free: true,
    wholeError: true,
    varying: false,
    partial: false,
    update: 'anew',
    literal: literalJson,
    suggested: undefined,
  },
  regex: {
    compare: compareRegex,
    asPattern: false,
    ownLayout: true,
    free: true,
    wholeError: true,
    varying: true,
    partial: true,
    update: 'anew',
    literal: literalRegex,
    suggested: undefined,
  },
  unordered: {
    compare: (expected, actual, rule) => {
      const { equal, missing } = unordered(expected, actual, patternOptions(rule), rule.modes.has('contains'));
      return equal ? { equal } : { equal, line: missing ?? 'end' };
    },
    asPattern: false,
    ownLayout: false,
    free: true,
    wholeError: true,
    varying: true,
    partial: false,
    update: 'by-line',
    literal: undefined,
    suggested: { rank: 5, kind: 'order', message: 'the same lines are in another order', needs: undefined },
  },
  ellipsis: {
    compare: undefined,
    asPattern: true,
    ownLayout: false,
    free: false,
    wholeError: false,
    varying: true,
    partial: true,
    update: 'in-place',
    literal: undefined,
    suggested: { rank: 2, kind: 'ellipsis', message: '`...` stands for omitted text', needs: 'gap' },
  },
  normalize: {
    compare: undefined,
    asPattern: true,
    ownLayout: true,
    free: false,
    wholeError: false,
    varying: false,
    partial: false,
    update: 'in-place',
    literal: undefined,
    suggested: { rank: 1, kind: 'blanks', message: 'only blanks and line ends do', needs: 'equal-quotes' },
  },
  tolerance: {
    compare: undefined,
    asPattern: true,
    ownLayout: false,
    free: false,
    wholeError: false,
    varying: true,
    partial: false,
    update: 'in-place',
    literal: undefined,
    // Its message says by how much numbers differ.
    suggested: { rank: 3, kind: 'numeric', message: '', needs: undefined },
  },
  contains: {
    compare: undefined,
    asPattern: true,
    ownLayout: false,
    free: true,
    wholeError: true,
    varying: true,
    partial: true,
    update: 'anew',
    literal: undefined,
    // Among many lines a text occurs by chance: near misses look for whole lines.
    suggested: undefined,
  },
  image: {
    compare: undefined,
    asPattern: false,
    ownLayout: false,
    free: true,
    wholeError: false,
    varying: false,
    partial: false,
    update: 'in-place',
    literal: undefined,
    suggested: undefined,
  },
  exact: {
    compare: undefined,
    asPattern: false,
    ownLayout: false,
    free: false,
    wholeError: false,
    varying: false,
    partial: false,
    update: 'in-place',
    literal: undefined,
    suggested: undefined,
  },
  ignore: {
    compare: undefined,
    asPattern: false,
    ownLayout: false,
    free: true,
    wholeError: false,
    varying: true,
    partial: true,
    update: 'in-place',
    literal: undefined,
    suggested: undefined,
  },
};

const all = Object.entries(behaviours) as readonly (readonly [MatchMode, MatchBehaviour])[];

/** What some modes do; the one whose way to compare decides stands before the others. */
export function behavioursOf(modes: Iterable<string>): readonly MatchBehaviour[] {
  const given = new Set(modes);
  return all.flatMap(([mode, behaviour]) => (given.has(mode) ? [behaviour] : []));
}

/** The modes that near misses suggest, in the order in which they are tried. */
export const suggestedModes = all
  .flatMap(([mode, { suggested }]) => (suggested === undefined ? [] : [{ mode, ...suggested }]))
  .sort((a, b) => a.rank - b.rank);
