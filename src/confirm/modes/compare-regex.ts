import type { MatchMode } from '../../model/match-modes.ts';
import { withinTime } from '../../text/within-time.ts';
import type { Comparison } from '../comparison.ts';
import type { MatchRule } from '../match-rule.ts';
import { fullMatches, searches, startMatches } from './regex.ts';
import { unordered } from './unordered.ts';

/** Compares by a regular expression of Python's, line by line where the order does not count. */
export function compareRegex(expected: string, produced: string, { modes }: MatchRule): Comparison {
  const actual = modes.has('normalize') ? produced.split(/\s+/).join(' ') : produced;
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
        help: 'do not nest repetitions: `a+` in place of `(a+)+`',
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
