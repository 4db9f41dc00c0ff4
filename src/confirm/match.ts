import { withoutAlignment } from './alignment.ts';
import type { Comparison } from './comparison.ts';
import type { MatchRule } from './match-rule.ts';
import { behavioursOf } from './modes/behaviours.ts';
import { comparePattern } from './modes/pattern-mode.ts';
import { withoutRemarks } from './remarks.ts';
import { withAuthorsFolders } from './run-paths.ts';
import { withoutMachine, withoutReprAddresses } from './sanitize.ts';
import { trimLines } from './terminal-text.ts';

/**
 * Compares an expected text with what a cell produced; both as `terminalText` leaves them. First as they are, but for the
 * folders of the run; then, where that is not equal, without the addresses of objects and the files of modules; then without
 * what the author only remarks in the expected text.
 */
export function compareText(expected: string, produced: string, rule: MatchRule): Comparison {
  const trimmed = trimLines(expected);
  const actual = trimLines(rule.modes.has('exact') ? produced : withAuthorsFolders(produced, expected));
  const comparison = compareTrimmed(trimmed, actual, rule);
  if (comparison.equal || comparison.unreadable !== undefined) return comparison;
  const plain = (text: string) => {
    const others = rule.moduleFiles ? withoutMachine(text) : text;
    return rule.reprs ? withoutReprAddresses(others) : others;
  };
  const [one, other] = [plain(trimmed), plain(actual)];
  const again = one === trimmed && other === actual ? comparison : compareTrimmed(one, other, rule);
  if (again.equal || rule.remarks === undefined) return again;
  const bare = trimLines(withoutRemarks(one, other, rule.remarks === 'comments'));
  return bare !== one && compareTrimmed(bare, other, rule).equal ? { equal: true } : again;
}

function compareTrimmed(expected: string, produced: string, rule: MatchRule): Comparison {
  const behaviours = behavioursOf(rule.modes);
  const isAligned = rule.modes.has('tolerance') && !behaviours.some(({ ownLayout }) => ownLayout);
  const [one, other] = isAligned ? [withoutAlignment(expected), withoutAlignment(produced)] : [expected, produced];
  const own = behaviours.find(({ compare }) => compare !== undefined)?.compare;
  if (own !== undefined) return own(one, other, rule);
  if (behaviours.some(({ asPattern }) => asPattern)) return comparePattern(one, other, rule);
  return one === other ? { equal: true } : firstDifference(one.split('\n'), other.split('\n'));
}

function firstDifference(expected: readonly string[], actual: readonly string[]): Comparison {
  const line = expected.findIndex((text, index) => text !== actual[index]);
  return { equal: false, line: line === -1 ? 'end' : line };
}
