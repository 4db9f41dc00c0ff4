import type { MatchMode } from '../lesson/lesson.ts';
import { compareText, type MatchRule } from './match.ts';
import { isClose, splitNumbers } from './numbers.ts';
import { sanitize, sanitizerNames } from './sanitize.ts';

/** What kind of difference a mismatch is: an author wants many of them summed by cause, not listed one by one. */
export type NearMissKind =
  | 'blanks'
  | 'numeric'
  | 'ellipsis'
  | 'order'
  | 'noise'
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
  readonly mend?: string;
}

/** Says why two texts that differ are nearly the same; undefined where they simply are not. */
export function nearMiss(expected: string, actual: string, rule: MatchRule): NearMiss | undefined {
  if (actual.trim() === '') return { kind: 'nothing-printed', message: 'the cell printed nothing' };
  const passes = (modes: readonly MatchMode[], tolerance = rule.tolerance) =>
    compareText(expected, actual, { ...rule, modes: new Set([...rule.modes, ...modes]), tolerance }).equal;
  if (passes(['normalize'])) return near('blanks', 'only blanks and line ends do', ['normalize']);
  if (expected.replace(/\s/g, '') === actual.replace(/\s/g, '')) {
    return { kind: 'blanks', message: 'only blanks and line ends do' };
  }
  const written = expected.includes('...');
  if (written && passes(['ellipsis']))
    return near('ellipsis', '`...` stands for text that it leaves out', ['ellipsis']);
  const numeric = numericNoise(expected, actual);
  if (numeric !== undefined) {
    const value = numeric.tolerance;
    const modes: MatchMode[] = passes(['tolerance'], value) ? ['tolerance'] : ['tolerance', 'normalize'];
    if (passes(modes, value)) {
      const names = modes.map((mode) => (mode === 'tolerance' ? `tolerance=${value}` : mode));
      return near('numeric', `numbers differ by up to ${numeric.largest.toExponential(1)}`, names);
    }
  }
  if (passes(['unordered'])) return near('order', 'the same lines stand in another order', ['unordered']);
  const noisy = sanitizerNames.filter((name) => !rule.sanitize.includes(name));
  for (const name of noisy) {
    if (compareText(expected, actual, { ...rule, sanitize: [...rule.sanitize, name] }).equal) {
      const mend = `add \`${name}\` to \`confirm.sanitize\``;
      return { kind: 'noise', message: `only ${name} do`, mend };
    }
  }
  if (reduced(expected, inOrder) === reduced(actual, inOrder)) {
    return { kind: 'order', message: 'the same items stand in another order' };
  }
  if (reduced(expected, asDisplayed) === reduced(actual, asDisplayed)) {
    return { kind: 'display', message: 'quotes or brackets that a display shows and `print` does not' };
  }
  const [old, now] = [expected, actual].map((text) => reduced(sanitize(text, sanitizerNames), asAnyVersion));
  if (old === now) return { kind: 'version', message: 'another version of a library writes it so' };
  if (expected.trim() !== '' && passes(['contains'])) {
    return near('more', 'the cell prints more than that', written && !passes([]) ? ['contains'] : ['contains']);
  }
  return undefined;
}

function near(kind: NearMissKind, message: string, modes: readonly string[]): NearMiss {
  const mend = `write ${modes.map((mode) => `\`${mode}\``).join(' ')} on the fence`;
  return { kind, message, modes, mend };
}

/** Numbers that differ by less than this are noise; more is another result. */
const NOISE = 1e-3;

/** The tolerance that two texts need that differ in their numbers only; undefined where that is more than noise. */
function numericNoise(expected: string, actual: string): { largest: number; tolerance: number } | undefined {
  const [wanted, given] = [expected, actual].map((text) => splitNumbers(text.replace(/\s+/g, ' ').trim()));
  if (wanted === undefined || given === undefined || wanted.length !== given.length) return undefined;
  let largest = 0;
  for (const [index, token] of wanted.entries()) {
    const other = given[index];
    if (typeof token !== typeof other) return undefined;
    if (typeof token === 'string' || typeof other !== 'number') {
      if (String(token).trim() !== String(other).trim()) return undefined;
    } else if (!isClose(token, other, 0)) {
      const difference = Math.abs(token - other) / Math.max(Math.abs(token), Math.abs(other));
      if (!(difference <= NOISE)) return undefined;
      largest = Math.max(largest, difference);
    }
  }
  if (largest === 0) return undefined;
  return { largest, tolerance: Number(`1e${Math.ceil(Math.log10(largest))}`) };
}

function reduced(text: string, way: (text: string) => string): string {
  return way(text).replace(/\s+/g, ' ').trim();
}

/** Items between commas, and words, sorted: sets, dictionaries, `glob`. */
function inOrder(text: string): string {
  return text
    .split(/[\s,{}[\]()]+/)
    .filter((item) => item !== '')
    .sort()
    .join(' ');
}

function asDisplayed(text: string): string {
  return text.replace(/(?<![\w\\])(['"])((?:[^'"\\\n]|\\.)*)\1/g, '$2').replace(/^[([]|[)\]]$/gm, '');
}

/** What is known to be written differently by versions of Python, NumPy and pandas. */
function asAnyVersion(text: string): string {
  return text
    .replace(/\bnp\.(?:float|int|uint|complex|bool|str)\d*_?\(([^()]*)\)/g, '$1')
    .replace(/\bnp\.(True|False)_/g, '$1')
    .replace(/\bdtype[:=] ?'?(?:object|str|string(?:\[\w+\])?|datetime64\[\w+\]|category)'?/g, 'dtype')
    .replace(
      /<(?:class|type) '([\w.]+)'>/g,
      (_all, name: string) => `<class '${name.slice(name.lastIndexOf('.') + 1)}'>`,
    )
    .replace(/\b(?:object|str|string)\b(?=\s|$)/g, 'object')
    .replace(/memory usage: .*/g, 'memory usage');
}
