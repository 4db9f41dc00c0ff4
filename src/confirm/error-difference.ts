import type { ShownError } from './error-outline.ts';
import { compareText } from './match.ts';
import type { MatchRule } from './match-rule.ts';

/**
 * The line (from 0) in which a message differs from each of those that would be right; undefined where it is one of them.
 */
export function messageDifference(
  declared: readonly string[],
  right: readonly (readonly string[])[],
  rule: MatchRule,
): number | undefined {
  let least: number | undefined;
  for (const lines of right) {
    const comparison = compareText(declared.join('\n'), lines.join('\n'), rule);
    if (comparison.equal) return undefined;
    const line = comparison.line === 'end' ? declared.length - 1 : comparison.line;
    least = Math.max(least ?? 0, line);
  }
  return least;
}

/** The line at which a group that shows its members shows others than there are; the group's own where it shows too few. */
export function membersDifference(
  declared: ShownError,
  real: ShownError | undefined,
  rule: MatchRule,
): number | undefined {
  if (declared.members.length === 0 || real === undefined || real.members.length === 0) return undefined;
  for (const [index, chain] of declared.members.entries()) {
    const other = real.members[index];
    const line =
      other === undefined
        ? chain[0]?.line
        : (errorDifference(chain.at(-1), other.at(-1), rule) ?? chainDifference(chain, other, rule));
    if (line !== undefined) return line;
  }
  return declared.members.length < real.members.length ? declared.line : undefined;
}

/** The line at which a chain differs that ends with the right exception: as many as it shows are compared, the last first. */
export function chainDifference(
  declared: readonly ShownError[],
  real: readonly ShownError[],
  rule: MatchRule,
): number | undefined {
  for (let back = 1; back < declared.length; back += 1) {
    const [later, one] = [declared.at(-back), declared.at(-back - 1)];
    if (later?.link?.type !== real.at(-back)?.link?.type) return later?.link?.line;
    const line = errorDifference(one, real.at(-back - 1), rule);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The line at which an exception differs in type, message or members. Of its message all lines that are shown count. */
function errorDifference(
  declared: ShownError | undefined,
  real: ShownError | undefined,
  rule: MatchRule,
): number | undefined {
  if (declared === undefined) return undefined;
  if (declared.name !== real?.name) return declared.line;
  const right = [real.message, real.message.slice(0, declared.message.length)];
  const line = messageDifference(declared.message, right, rule);
  return line === undefined ? membersDifference(declared, real, rule) : declared.line + line;
}
