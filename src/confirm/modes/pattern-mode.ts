import type { Comparison } from '../comparison.ts';
import type { MatchRule } from '../match-rule.ts';
import { matchesStart, matchesWhole, occursIn, type PatternOptions, pattern } from '../pattern.ts';

/** Compares by the modes that may stand together: gaps, blanks that do not count, numbers that are near, parts. */
export function comparePattern(expected: string, actual: string, rule: MatchRule): Comparison {
  const options = patternOptions(rule);
  const isPart = rule.modes.has('contains');
  const holds = isPart ? occursIn : matchesWhole;
  if (holds(pattern(expected, options), actual)) return { equal: true };
  const begins = isPart ? occursIn : matchesStart;
  return differsAfter(expected.split('\n'), (part) => begins(pattern(part, options), actual));
}

/** What a pattern's pieces forgive, by the rule's modes. */
export function patternOptions({ modes, tolerance, absolute }: MatchRule): PatternOptions {
  return { ellipsis: modes.has('ellipsis'), normalize: modes.has('normalize'), tolerance, absolute };
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
