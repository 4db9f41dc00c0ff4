import { OperatorError } from '../diagnostics/operator-error.ts';
import type { StateResult } from '../model/result.ts';

/** The state that a shard of a name tells of. */
export interface StatedShard {
  readonly name: string;
  readonly state: StateResult | undefined;
}

const mostNamed = 5;

/**
 * Sees to it that shards were run on one state of everything.
 * @throws OperatorError that names what differs, and between which of them.
 */
export function expectSameState(shards: readonly StatedShard[]): void {
  const [first] = shards;
  if (first === undefined) return;
  const help = 'run all shards again, on one commit and with one environment';
  for (const { name, state } of shards) {
    if (state === undefined) throw new OperatorError(`${name} does not say what its lessons were`, { help });
  }
  for (const other of shards.slice(1)) {
    const found = differences(first.state as StateResult, other.state as StateResult);
    if (found.length === 0) continue;
    const more = found.length > mostNamed ? `, and ${found.length - mostNamed} more` : '';
    const named = found.slice(0, mostNamed).join(', ');
    throw new OperatorError(`${first.name} and ${other.name} are of different states: ${named}${more}`, { help });
  }
}

/** What differs, in words. */
function differences(a: StateResult, b: StateResult): string[] {
  const found: string[] = [];
  const short = (commit: string | undefined) => commit?.slice(0, 10) ?? 'none';
  // Files last: others of the same settings are notebooks that are not made at all.
  for (const [name] of differing(a.settings, b.settings)) found.push(`the setting \`${name}\` is another`);
  for (const [name, one, other] of differing(a.environment, b.environment)) {
    found.push(`${name} ${one ?? 'absent'} and ${other ?? 'absent'}`);
  }
  if (a.tool !== b.tool) found.push('Coursewright itself is another');
  for (const [path, one, other] of differing(a.files, b.files)) {
    const how = one == null ? 'is not in the first' : other == null ? 'is not in the second' : 'is another';
    found.push(`${path} ${how}`);
  }
  if (a.commit !== b.commit) found.push(`the commits ${short(a.commit)} and ${short(b.commit)}`);
  else if (a.changes !== b.changes) found.push('files that differ from the commit');
  return found;
}

function differing<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
): readonly (readonly [string, T | undefined, T | undefined])[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return names.filter((name) => a[name] !== b[name]).map((name) => [name, a[name], b[name]] as const);
}
