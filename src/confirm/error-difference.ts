import type { ShownError } from './error-outline.ts';
import { compareText } from './match.ts';
import type { MatchRule } from './match-rule.ts';

/**
 * The line (from 0) in which a message differs from each of those that would be right; undefined where it is one of them.
 */
export function messageDifference(
  expected: readonly string[],
  right: readonly (readonly string[])[],
  rule: MatchRule,
): number | undefined {
  let least: number | undefined;
  for (const lines of right) {
    const comparison = compareText(expected.join('\n'), lines.join('\n'), rule);
    if (comparison.equal) return undefined;
    const line = comparison.line === 'end' ? expected.length - 1 : comparison.line;
    least = Math.max(least ?? 0, line);
  }
  return least;
}

/** The line at which a group that shows its members shows others than there are; the group's own where it shows too few. */
export function membersDifference(
  expected: ShownError,
  real: ShownError | undefined,
  rule: MatchRule,
): number | undefined {
  if (expected.members.length === 0 || real === undefined || real.members.length === 0) return undefined;
  for (const [index, chain] of expected.members.entries()) {
    const other = real.members[index];
    const line =
      other === undefined
        ? chain[0]?.line
        : (errorDifference(chain.at(-1), other.at(-1), rule) ?? chainDifference(chain, other, rule));
    if (line !== undefined) return line;
  }
  return expected.members.length < real.members.length ? expected.line : undefined;
}

/** The line at which a chain differs that ends with the right exception: as many as it shows are compared, the last first. */
export function chainDifference(
  expected: readonly ShownError[],
  real: readonly ShownError[],
  rule: MatchRule,
): number | undefined {
  for (let back = 1; back < expected.length; back += 1) {
    const [later, one] = [expected.at(-back), expected.at(-back - 1)];
    if (later?.link?.type !== real.at(-back)?.link?.type) return later?.link?.line;
    const line = errorDifference(one, real.at(-back - 1), rule);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The line at which an exception differs in type, message or members. Of its message all lines that are shown count. */
function errorDifference(
  expected: ShownError | undefined,
  real: ShownError | undefined,
  rule: MatchRule,
): number | undefined {
  if (expected === undefined) return undefined;
  if (expected.name !== real?.name) return expected.line;
  const right = [real.message, real.message.slice(0, expected.message.length)];
  const line = messageDifference(expected.message, right, rule);
  return line === undefined ? membersDifference(expected, real, rule) : expected.line + line;
}
