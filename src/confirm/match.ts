import type { Match, MatchMode } from '../model/lesson.ts';
import { withinTime } from '../text/within-time.ts';
import { withoutAlignment } from './alignment.ts';
import type { Comparison } from './comparison.ts';
import { jsonDifferenceLine } from './modes/json-line.ts';
import { fullMatches, searches, startMatches } from './modes/regex.ts';
import { unordered } from './modes/unordered.ts';
import { matchesStart, matchesWhole, occursIn, type PatternOptions, pattern } from './pattern.ts';
import { withoutReprAddresses } from './sanitize.ts';
import { trimLines } from './terminal-text.ts';

/** How one declared text is compared: the fence's modes over the course's, and what is noise in every run. */
export interface MatchRule {
  readonly modes: ReadonlySet<MatchMode>;
  /** Relative tolerance of numbers; undefined where numbers are compared as text. */
  readonly tolerance: number | undefined;
  /** Absolute tolerance of numbers, where there is a relative one. */
  readonly absolute?: number | undefined;
  /** Whether the address in an object's repr is nobody's affair. */
  readonly reprs: boolean;
  /** Names of sanitizers: values of these kinds are forgiven where a second run shows that they vary. */
  readonly sanitize: readonly string[];
}

/** Python's `math.isclose` default, for a mode `tolerance` that gives no number. */
const DEFAULT_TOLERANCE = 1e-9;

/**
 * Merges a fence's modes with the course's: `exact` drops the course's, else they add up.
 * `exact` forgives nothing: no value that varies, and no address.
 * @param tolerance The course's, where its `tolerance` has a value; the fence's own goes before it, and before `absolute`.
 */
export function matchRule(
  match: Match,
  defaults: readonly MatchMode[],
  sanitizers: readonly string[],
  tolerance?: number,
  absolute?: number,
): MatchRule {
  const exact = match.modes.includes('exact');
  const modes = new Set(exact ? match.modes : [...defaults, ...match.modes]);
  const numbers = modes.has('tolerance') || (match.tolerance !== undefined && !modes.has('image'));
  if (numbers) modes.add('tolerance');
  return {
    modes,
    tolerance: numbers ? (match.tolerance ?? (exact ? undefined : tolerance) ?? DEFAULT_TOLERANCE) : undefined,
    absolute: match.tolerance === undefined && !exact ? absolute : match.absolute,
    reprs: !exact && sanitizers.includes('addresses'),
    sanitize: exact ? [] : sanitizers,
  };
}

/** What a course says of how fences are compared. */
export interface CourseRules {
  readonly defaults?: readonly MatchMode[] | undefined;
  readonly sanitize?: readonly string[] | undefined;
  readonly tolerance?: number | undefined;
  readonly absolute?: number | undefined;
}

/** A fence's rule in its course. */
export function ruleOf(match: Match, { defaults = [], sanitize = [], tolerance, absolute }: CourseRules): MatchRule {
  return matchRule(match, defaults, sanitize, tolerance, absolute);
}

/**
 * Compares a declared text with what a cell produced; both as `terminalText` leaves them. First as they are; then, where
 * that is not equal, without the addresses of objects.
 */
export function compareText(declared: string, produced: string, rule: MatchRule): Comparison {
  const expected = trimLines(declared);
  const actual = trimLines(produced);
  const comparison = compareTrimmed(expected, actual, rule);
  if (comparison.equal || !rule.reprs || comparison.unreadable !== undefined) return comparison;
  const [wanted, given] = [withoutReprAddresses(expected), withoutReprAddresses(actual)];
  return wanted === expected && given === actual ? comparison : compareTrimmed(wanted, given, rule);
}

function compareTrimmed(declared: string, produced: string, rule: MatchRule): Comparison {
  const { modes } = rule;
  const isAligned =
    modes.has('tolerance') && !['json', 'regex', 'normalize'].some((mode) => modes.has(mode as MatchMode));
  const [expected, actual] = isAligned
    ? [withoutAlignment(declared), withoutAlignment(produced)]
    : [declared, produced];
  const options: PatternOptions = {
    ellipsis: modes.has('ellipsis'),
    normalize: modes.has('normalize'),
    tolerance: rule.tolerance,
    absolute: rule.absolute,
  };
  if (modes.has('json')) return jsonDifferenceLine(expected, actual, { ...options, ...sizes(modes) });
  if (modes.has('regex'))
    return compareRegex(expected, options.normalize ? actual.split(/\s+/).join(' ') : actual, modes);
  if (modes.has('unordered')) {
    const { equal, missing } = unordered(expected, actual, options, modes.has('contains'));
    return equal ? { equal } : { equal, line: missing ?? 'end' };
  }
  const lines = expected.split('\n');
  if (!['ellipsis', 'normalize', 'tolerance', 'contains'].some((mode) => modes.has(mode as MatchMode))) {
    return expected === actual ? { equal: true } : firstDifference(lines, actual.split('\n'));
  }
  const holds = modes.has('contains') ? occursIn : matchesWhole;
  if (holds(pattern(expected, options), actual)) return { equal: true };
  const begins = modes.has('contains') ? occursIn : matchesStart;
  return differsAfter(lines, (part) => begins(pattern(part, options), actual));
}

function sizes(modes: ReadonlySet<MatchMode>): { unordered: boolean; contains: boolean } {
  return { unordered: modes.has('unordered'), contains: modes.has('contains') };
}

function firstDifference(expected: readonly string[], actual: readonly string[]): Comparison {
  const line = expected.findIndex((text, index) => text !== actual[index]);
  return { equal: false, line: line === -1 ? 'end' : line };
}

/** The first line that does not agree: the longest beginning that does is found by halving, for long texts. */
function differsAfter(lines: readonly string[], agrees: (part: string) => boolean): Comparison {
  let good = 0;
  let bad = lines.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (agrees(lines.slice(0, middle).join('\n'))) good = middle;
    else bad = middle;
  }
  return { equal: false, line: good === lines.length ? 'end' : good };
}

function compareRegex(expected: string, actual: string, modes: ReadonlySet<MatchMode>): Comparison {
  const key = `${[...modes].join()}/${expected}/${actual}`;
  const lines = expected.split('\n');
  try {
    const matched = slow.has(key) ? undefined : withinTime(limit, () => matchRegex(expected, actual, modes));
    if (matched === undefined) {
      if (slow.size < mostSlow) slow.add(key);
      return {
        equal: false,
        line: 0,
        unreadable: tooSlow,
        undecided: true,
        help: 'let no repetition stand in another: `a+` in place of `(a+)+`',
      };
    }
    if (matched.value !== undefined) return matched.value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { equal: false, line: 0, unreadable: `the regular expression cannot be read: ${error.message}` };
  }
  const differing = withinTime(limit, () => {
    for (let count = lines.length; count > 0; count -= 1) {
      if (startMatches(lines.slice(0, count).join('\n'), actual)) return count === lines.length ? 'end' : count;
    }
    return 0;
  });
  return { equal: false, line: differing?.value ?? 0 };
}

/** Milliseconds that an expression may take on what a cell printed; most take less than one. */
const limit = 2000;
const tooSlow = `the regular expression takes more than ${limit / 1000} s on what the cell gives, and was ended`;
/** What took too long, so that it is not waited for again: near misses and second runs compare the same texts. */
const slow = new Set<string>();
const mostSlow = 20;

/** Undefined where they differ and it takes a further look to say where. */
function matchRegex(expected: string, actual: string, modes: ReadonlySet<MatchMode>): Comparison | undefined {
  const agrees = modes.has('contains') ? searches : fullMatches;
  if (!modes.has('unordered')) return agrees(expected, actual) ? { equal: true } : undefined;
  const { equal, missing } = unordered(expected, actual, {}, modes.has('contains'), (line) => {
    agrees(line, '');
    return (other) => agrees(line, other);
  });
  return equal ? { equal } : { equal, line: missing ?? 'end' };
}
