import { type SecretLine, TELLING } from './leak-lines.ts';
import { type Found, type Indexed, MOST_PLACES, positions } from './leak-places.ts';
import { isKeyword, isWord, sum } from './leak-tokens.ts';

/** Comparisons of a line with a place, for one secret in one part. */
const MOST_EFFORT = 400_000;

/** Most of the lines, in their order and not far apart, with the code's own names as they are or renamed. */
export function mostLines(
  lines: readonly SecretLine[],
  tokens: Indexed,
  renamable: ReadonlySet<string>,
  share: number,
): Found | undefined {
  const total = sum(lines.map((line) => line.weight));
  const length = sum(lines.map((line) => line.tokens.length));
  const [first] = lines;
  if (first === undefined) return undefined;
  const effort = { left: MOST_EFFORT };
  for (const renaming of [false, true]) {
    // One short line with other names in it is like any other line.
    if (renaming && total < 3 * TELLING) break;
    for (const [index, line] of lines.entries()) {
      if (sum(lines.slice(index).map((one) => one.weight)) < share * total) break;
      for (const start of renaming ? alike(line, tokens, renamable) : positions(line, tokens)) {
        const found = follow(
          lines.slice(index),
          start,
          tokens,
          renaming ? renamable : new Set(),
          3 * length + 60,
          effort,
        );
        if (found.weight >= share * total) return { ...found, renamed: renaming };
      }
    }
  }
  return undefined;
}

/** Where a line stands but for its own names. */
function alike(line: SecretLine, tokens: Indexed, renamable: ReadonlySet<string>): number[] {
  let best: { at: number; places: readonly number[] } | undefined;
  for (const [at, token] of line.tokens.entries()) {
    if (!isFixed(line.tokens, at, renamable)) continue;
    const places = tokens.byText.get(token) ?? [];
    if (best === undefined || places.length < best.places.length) best = { at, places };
  }
  const shift = best?.at ?? 0;
  return (best?.places ?? [])
    .slice(0, MOST_PLACES)
    .map((place) => place - shift)
    .filter((at) => at >= 0 && matchAt(line, at, tokens, renamable, new Map()) !== undefined);
}

function isFixed(tokens: readonly string[], at: number, renamable: ReadonlySet<string>): boolean {
  return !renamable.has(tokens[at] ?? '') || tokens[at - 1] === '.';
}

/** The renaming under which the line stands at `at`, or undefined. */
function matchAt(
  line: SecretLine,
  at: number,
  tokens: Indexed,
  renamable: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): Map<string, string> | undefined {
  for (const [index, token] of line.tokens.entries()) {
    if (isFixed(line.tokens, index, renamable) && tokens.all[at + index]?.text !== token) return undefined;
  }
  const renamed = new Map(names);
  for (const [index, token] of line.tokens.entries()) {
    if (isFixed(line.tokens, index, renamable)) continue;
    const other = tokens.all[at + index]?.text;
    if (other === undefined) return undefined;
    if (!isWord(other) || isKeyword(other)) return undefined;
    const before = renamed.get(token);
    if (before !== undefined && before !== other) return undefined;
    if (before === undefined && [...renamed.values()].includes(other)) return undefined;
    renamed.set(token, other);
  }
  return renamed;
}

/** Follows the lines from a place on; each next one must come after the one before, within `reach` tokens of the start. */
function follow(
  lines: readonly SecretLine[],
  start: number,
  tokens: Indexed,
  renamable: ReadonlySet<string>,
  reach: number,
  effort: { left: number },
) {
  let names: ReadonlyMap<string, string> = new Map();
  let at = start;
  let to = start;
  let weight = 0;
  const matched: string[] = [];
  for (const line of lines) {
    for (let place = at; place < Math.min(tokens.all.length, start + reach) && effort.left > 0; place += 1) {
      effort.left -= 1;
      const renamed = matchAt(line, place, tokens, renamable, names);
      if (renamed === undefined) continue;
      names = renamed;
      at = place + line.tokens.length;
      to = at;
      weight += line.weight;
      matched.push(line.source);
      break;
    }
  }
  return { from: start, to, weight, lines: matched };
}
