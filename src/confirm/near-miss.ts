import type { MatchMode } from '../lesson/lesson.ts';
import { compareText, type MatchRule } from './match.ts';
import { isClose, splitNumbers } from './numbers.ts';

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
  readonly kind: NearMissKind;
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

/** Relative differences of numbers below this are noise; more is another result. */
const NOISE = 1e-3;

/** Modes that would make a text pass, the fewest first. */
function byMode(expected: string, actual: string, rule: MatchRule): NearMiss | undefined {
  const passes = (modes: readonly MatchMode[], tolerance = rule.tolerance) =>
    compareText(expected, actual, { ...rule, modes: new Set([...rule.modes, ...modes]), tolerance }).equal;
  const leavesOut = expected.includes('...') && !rule.modes.has('ellipsis');
  const trials: readonly (readonly [NearMissKind, string, readonly MatchMode[]])[] = [
    ['blanks', 'only blanks and line ends do', ['normalize']],
    ...(leavesOut ? ([['ellipsis', '`...` stands for text that it leaves out', ['ellipsis']]] as const) : []),
    ['numeric', '', ['tolerance']],
    ['numeric', '', ['tolerance', 'normalize']],
    ['order', 'the same lines stand in another order', ['unordered']],
    ...(leavesOut
      ? ([
          ['ellipsis', '`...` stands for text that it leaves out, and blanks differ', ['ellipsis', 'normalize']],
          ['ellipsis', '`...` stands for text that it leaves out, and numbers differ', ['ellipsis', 'tolerance']],
        ] as const)
      : []),
  ];
  for (const [kind, message, modes] of trials) {
    if (!modes.includes('tolerance')) {
      if (passes(modes)) return near(kind, message, modes);
    } else if (passes(modes, NOISE)) {
      const tolerance = neededTolerance((value) => passes(modes, value));
      const names = modes.map((mode) => (mode === 'tolerance' ? `tolerance=${tolerance}` : mode));
      return near(kind, message || `only numbers do, by no more than ${tolerance} of their size`, names);
    }
  }
  return undefined;
}

/** The smallest power of ten that passes. */
function neededTolerance(passes: (value: number) => boolean): number {
  for (let exponent = -15; exponent < -3; exponent += 1) {
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
  if (reduced(expected) === reduced(actual)) return { kind: 'blanks', message: 'only blanks and line ends do' };
  const [wanted, given] = [itemsOf(expected), itemsOf(actual)];
  if (wanted.join(' ') !== given.join(' ') && wanted.sort().join(' ') === given.sort().join(' ')) {
    return { kind: 'order', message: 'the same items stand in another order' };
  }
  if (reduced(asPrinted(expected)) === reduced(asPrinted(actual))) {
    return { kind: 'display', message: 'quotes or brackets that a display shows and `print` does not' };
  }
  const canonical = (text: string) => reduced(asAnyVersion(text));
  const [old, now] = [canonical(expected), canonical(actual)];
  return old === now || onlyNumbersDiffer(old, now)
    ? { kind: 'version', message: 'another version of a library writes it so' }
    : undefined;
}

function byLength(expected: string, actual: string, rule: MatchRule): NearMiss | undefined {
  const modes = new Set<MatchMode>([...rule.modes, 'contains']);
  if (!standsIn(expected.trim(), actual) || !compareText(expected, actual, { ...rule, modes }).equal) return undefined;
  return near('more', 'the cell prints more than that', ['contains']);
}

/** Whether a text begins and ends where a word does: `3` is no part of `33`. Modes may find what is not there literally. */
function standsIn(part: string, whole: string): boolean {
  if (part === '') return false;
  const isPart = whole.includes(part);
  const escaped = part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return !isPart || new RegExp(`(?<![\\p{L}\\p{N}_.])${escaped}(?![\\p{L}\\p{N}_]|\\.\\d)`, 'u').test(whole);
}

/** The text without blanks that only lay it out; those between two words or numbers tell them apart. */
function reduced(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/(?<![\p{L}\p{N}_.]) | (?![\p{L}\p{N}_.-])/gu, '');
}

/** What stands between commas, blanks and brackets: the items of sets, dictionaries and lists. */
function itemsOf(text: string): string[] {
  return text.split(/[\s,{}[\]()]+/).filter((item) => item !== '');
}

/** The text without the quotes and the outer brackets that `repr` gives a value. */
function asPrinted(text: string): string {
  return text.replace(/(?<![\w\\])(['"])((?:[^'"\\\n]|\\.)*)\1/g, '$2').replace(/^[([]|[)\]]$/gm, '');
}

/** What is known to be written differently by versions of Python, NumPy and pandas. */
function asAnyVersion(text: string): string {
  return text
    .replace(/\bnp\.(?:float|int|uint|complex|bool|str)\w*\(([^()]*)\)/g, '$1')
    .replace(/\bnp\.(True|False)_/g, '$1')
    .replace(/, shape=\([\d, ]*\)/g, '')
    .replace(/\.\.\.,/g, '...')
    .replace(/\bdtype[:=] ?'?(?:object|str|string(?:\[\w+\])?|datetime64\[\w+\]|category)'?/g, 'dtype')
    .replace(/<(?:class|type) '(?:\w+\.)*(\w+)'>/g, "<class '$1'>")
    .replace(/\b(?:object|str|string)\b(?=\s|$)/g, 'object')
    .replace(/memory usage: .*/g, 'memory usage')
    .replace(/https?:\/\/docs\.python\.org\/3(?:\.\d+)?\/([\w/]+)(?:\.html)?/g, '$1');
}

function onlyNumbersDiffer(old: string, now: string): boolean {
  const [wanted, given] = [splitNumbers(old), splitNumbers(now)];
  return (
    wanted.length === given.length &&
    wanted.every((token, index) => {
      const other = given[index];
      return typeof token === 'number' && typeof other === 'number' ? isClose(token, other, NOISE) : token === other;
    })
  );
}
