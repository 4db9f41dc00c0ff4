import { isGap, matchesWhole, occursIn, type PatternOptions, pattern } from '../pattern.ts';

/**
 * Pairs each expected line with a line of the output, in any order. With `some`, lines of the output may stay alone and
 * an expected line need only be a part of its partner; with `ellipsis`, a line `...` stands for any lines left.
 * Returns whether that works, and the index of the first expected line without a partner.
 */
export function unordered(
  expected: string,
  actual: string,
  options: PatternOptions,
  some: boolean,
  agrees: ((line: string) => (other: string) => boolean) | undefined = lineRule(options, some),
): { equal: boolean; missing?: number } {
  const lines = expected.split('\n').map((text, index) => ({ text, index }));
  const open = options.ellipsis === true && lines.some(({ text }) => isGap(text));
  const wanted = open ? lines.filter(({ text }) => !isGap(text)) : lines;
  const given = actual === '' && wanted.length === 0 ? [] : actual.split('\n');
  if (agrees === undefined) return countLines(wanted, given, open);
  const partner = new Array<number>(given.length).fill(-1);
  const rules = wanted.map(({ text }) => agrees(text));
  for (const [position, { index }] of wanted.entries()) {
    if (!pair(position, rules, given, partner, new Set())) return { equal: false, missing: index };
  }
  const alone = given.length - wanted.length;
  return { equal: some || open || alone <= 0 };
}

/** The same for lines that are compared as they are: equal lines need only be counted. */
function countLines(
  wanted: readonly { text: string; index: number }[],
  given: readonly string[],
  open: boolean,
): { equal: boolean; missing?: number } {
  const left = new Map<string, number>();
  for (const line of given) left.set(line, (left.get(line) ?? 0) + 1);
  for (const { text, index } of wanted) {
    const count = left.get(text) ?? 0;
    if (count === 0) return { equal: false, missing: index };
    left.set(text, count - 1);
  }
  return { equal: open || given.length === wanted.length };
}

/** Finds a partner for one expected line, moving others to another partner where they have one (Kuhn's algorithm). */
function pair(
  position: number,
  rules: readonly ((other: string) => boolean)[],
  given: readonly string[],
  partner: number[],
  seen: Set<number>,
): boolean {
  for (const [candidate, line] of given.entries()) {
    if (seen.has(candidate) || rules[position]?.(line) !== true) continue;
    seen.add(candidate);
    const holder = partner[candidate] ?? -1;
    if (holder === -1 || pair(holder, rules, given, partner, seen)) {
      partner[candidate] = position;
      return true;
    }
  }
  return false;
}

/** How an expected line is compared; undefined where it is taken as it stands. */
function lineRule(options: PatternOptions, some: boolean): ((line: string) => (other: string) => boolean) | undefined {
  const plain = options.ellipsis !== true && options.normalize !== true && options.tolerance === undefined;
  if (plain && !some) return undefined;
  return (line) => {
    const wanted = pattern(line, options);
    return (other) => (some ? occursIn(wanted, other) : matchesWhole(wanted, other));
  };
}
