import type { MatchMode } from '../model/match-modes.ts';
import { displayedFor } from './displayed-objects.ts';
import { ofOneVersion } from './library-versions.ts';
import { compareText } from './match.ts';
import type { MatchRule } from './match-rule.ts';
import { suggestedModes } from './modes/behaviours.ts';
import { isClose, splitNumbers } from './numbers.ts';
import { withSortedSets } from './set-order.ts';

/** What kind of difference a mismatch is: an author wants many of them summed by cause, not listed one by one. */
export type NearMissKind =
  | 'blanks'
  | 'numeric'
  | 'ellipsis'
  | 'order'
  | 'display'
  | 'version'
  | 'more'
  | 'nothing-printed';

export interface NearMiss {
  /** Absent for a difference that each output is shown for. */
  readonly kind?: NearMissKind;
  /** Ends the sentence "the output differs from what the lesson says: …". */
  readonly message: string;
  /** Modes for the fence that make it pass; tried, not guessed. */
  readonly modes?: readonly string[];
  /** What to do besides an update, as a clause. */
  readonly fix?: string;
}

/** Texts longer than this are not searched for near misses. */
const LONG = 200_000;

/** Says why two texts that differ are nearly the same; undefined where they simply are not. */
export function nearMiss(expected: string, actual: string, rule: MatchRule): NearMiss | undefined {
  if (actual.trim() === '') return { kind: 'nothing-printed', message: 'the cell printed nothing' };
  if (expected.length + actual.length > LONG) return undefined;
  return byMode(expected, actual, rule) ?? byForm(expected, actual) ?? byLength(expected, actual, rule);
}

/** Relative differences of floats below this are rounding; more is another result, and so is any other integer. */
const NOISE = 1e-6;

type Trial = readonly [NearMissKind, string, readonly MatchMode[]];

/** Modes that would make a text pass, the fewest first. */
function byMode(expected: string, actual: string, rule: MatchRule): NearMiss | undefined {
  const passes = (modes: readonly MatchMode[], tolerance = rule.tolerance) => {
    const texts = modes.includes('tolerance') ? [expected, actual].map(withWrittenIntegers) : [expected, actual];
    const tried = { ...rule, modes: new Set([...rule.modes, ...modes]), tolerance };
    return compareText(texts[0] ?? '', texts[1] ?? '', tried).equal;
  };
  const leavesOut = GAP.test(expected) && !rule.modes.has('ellipsis');
  const isLayout = quoteText(expected) === quoteText(actual);
  const trials: readonly Trial[] = [
    ...suggestedModes
      .filter(({ needs }) => needs === undefined || (needs === 'gap' ? leavesOut : isLayout))
      .flatMap(({ mode, kind, message }): Trial[] => [
        [kind, message, [mode]],
        ...(mode === 'tolerance' && isLayout ? [['numeric', '', ['tolerance', 'normalize']] as const] : []),
      ]),
    ...(leavesOut
      ? ([
          ['ellipsis', '`...` stands for omitted text, and blanks differ', ['ellipsis', 'normalize']],
          ['numeric', '`...` stands for omitted text, and numbers differ', ['ellipsis', 'tolerance']],
        ] as const)
      : []),
  ];
  for (const [kind, message, modes] of trials) {
    if (!modes.includes('tolerance')) {
      if (passes(modes)) return near(kind, message, modes);
    } else if (reduced(expected) !== reduced(actual) && passes(modes, NOISE)) {
      const tolerance = neededTolerance((value) => passes(modes, value));
      const names = modes.map((mode) => (mode === 'tolerance' ? `tolerance=${tolerance}` : mode));
      return near(kind, message || `only numbers do, by no more than ${tolerance} of their size`, names);
    }
  }
  return undefined;
}

/** `...` that leaves something out: on a line of its own, or set apart from words. After a word it may be what is printed. */
const GAP = /(?<![\p{L}\p{N}_.])\.\.\.(?![.\p{L}\p{N}_])|^[ \t]*(?:…|⋮(?:[ \t]*⋮)*)[ \t]*$/mu;

/** The text with integers in letters: they are compared as they are. */
function withWrittenIntegers(text: string): string {
  const written = (number: string) => number.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
  return text.replace(/(?<![\p{L}\p{N}_.])\d+(?![\p{L}\p{N}_.])/gu, written);
}

/** What stands in quotes: there blanks are values. */
function quoteText(text: string): string {
  return [...text.matchAll(QUOTED)].map(([found]) => found).join('\n');
}

const QUOTED = /(['"])(?:[^\\\n]|\\.)*?\1/g;

/** The smallest power of ten that passes. */
function neededTolerance(passes: (value: number) => boolean): number {
  for (let exponent = -15; exponent < -6; exponent += 1) {
    const value = Number(`1e${exponent}`);
    if (passes(value)) return value;
  }
  return NOISE;
}

function near(kind: NearMissKind, message: string, modes: readonly string[]): NearMiss {
  return { kind, message, modes, fix: `write ${modes.map((mode) => `\`${mode}\``).join(' ')} on the fence` };
}

/** The same content in another form: blanks, order, quotes, or the way that another version of a library prints. */
function byForm(expected: string, actual: string): NearMiss | undefined {
  if (reduced(expected) === reduced(actual)) {
    return { kind: 'blanks', message: 'only blanks and line ends do' };
  }
  if (reduced(withSortedSets(expected)) === reduced(withSortedSets(actual))) {
    return { kind: 'order', message: 'the same items are in another order' };
  }
  if (withOneQuote(expected) === withOneQuote(actual)) {
    return { message: 'only the kind of quotes does' };
  }
  if (asPrinted(expected) === asPrinted(actual)) {
    return { kind: 'display', message: 'quotes that a display shows and `print` does not' };
  }
  const shown = displayedFor(expected, actual);
  if (shown !== undefined) return { kind: 'display', message: shown };
  const [old, now] = ofOneVersion(expected, actual).map(reduced);
  if (old === now) return { kind: 'version', message: 'another version of a library writes it so' };
  return old !== undefined && now !== undefined && onlyFloatsDiffer(old, now)
    ? { kind: 'numeric', message: 'another version of a library writes it so, and the last digits of numbers differ' }
    : undefined;
}

/** Whole lines that stand one after the other in what is printed. A part of a line is another line. */
function byLength(expected: string, actual: string, rule: MatchRule): NearMiss | undefined {
  const [wanted, given] = [expected.trimEnd().split('\n'), actual.trimEnd().split('\n')];
  if (expected.trim() === '' || given.length - wanted.length > MANY) return undefined;
  for (let from = 0; from + wanted.length <= given.length; from += 1) {
    const part = given.slice(from, from + wanted.length).join('\n');
    if (compareText(expected, part, rule).equal) return near('more', 'the cell prints more than that', ['contains']);
  }
  return undefined;
}

/** Lines that a cell prints beyond those of the lesson: among more, some agree by chance. */
const MANY = 1000;

/** The text without blanks that only lay it out; those between two words or numbers tell them apart, those in quotes count. */
function reduced(text: string): string {
  const outside = text.replace(QUOTED, '""').replace(/\s+/g, ' ');
  return `${outside.replace(/(?<![\p{L}\p{N}_.]) | (?![\p{L}\p{N}_.-])/gu, '')}\n${quoteText(text)}`;
}

/** The text without the quotes around a line; those around a number make it a string. */
function asPrinted(text: string): string {
  return text.replace(/^(['"])((?:(?!\1)[^\\\n])*)\1$/gm, (whole, _, inner: string) =>
    /\p{L}/u.test(inner) && !/^(?:True|False|None|nan|inf)$/.test(inner) ? inner : whole,
  );
}

/** The text with one kind of quotes around texts: which one it is says nothing where none is in them. */
function withOneQuote(text: string): string {
  return reduced(text.replace(/"([^"'\\\n]*)"/g, "'$1'"));
}

function onlyFloatsDiffer(old: string, now: string): boolean {
  const [wanted, given] = [old, now].map((text) => splitNumbers(withWrittenIntegers(text)));
  if (wanted === undefined || wanted.length !== given?.length) return false;
  return wanted.every((token, index) => {
    const other = given[index];
    return typeof token === 'number' && typeof other === 'number' ? isClose(token, other, NOISE) : token === other;
  });
}
