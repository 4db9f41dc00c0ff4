import { greatestOf, leastOf } from '../text/extremes.ts';
import type { SecretLine } from './leak-lines.ts';
import type { LeakToken } from './leak-tokens.ts';

/** The tokens of a text, and where each stands among them. */
export interface Indexed {
  readonly all: readonly LeakToken[];
  readonly byText: ReadonlyMap<string, readonly number[]>;
}

/** Where lines of a secret were found in a part. */
export interface Found {
  /** Tokens of the part. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
  readonly renamed: boolean;
}

/** Places of a token that are looked at: what comes oftener tells nothing. */
export const MOST_PLACES = 500;

export function indexed(all: readonly LeakToken[]): Indexed {
  const byText = new Map<string, number[]>();
  all.forEach((token, index) => {
    const list = byText.get(token.text);
    if (list === undefined) byText.set(token.text, [index]);
    else list.push(index);
  });
  return { all, byText };
}

/** Where a line's tokens stand, as they are. */
export function positions(line: SecretLine, tokens: Indexed): number[] {
  const rarest = line.tokens.reduce(
    (best, token, at) => {
      const count = tokens.byText.get(token)?.length ?? 0;
      return count < best.count ? { at, count } : best;
    },
    { at: 0, count: Number.POSITIVE_INFINITY },
  );
  if (rarest.count === 0) return [];
  return (tokens.byText.get(line.tokens[rarest.at] ?? '') ?? [])
    .slice(0, MOST_PLACES)
    .map((at) => at - rarest.at)
    .filter((at) => at >= 0 && line.tokens.every((token, index) => tokens.all[at + index]?.text === token));
}

/** Any of the lines, wherever each stands. */
export function anyLine(lines: readonly SecretLine[], tokens: Indexed): Found | undefined {
  const hits = lines.flatMap((line) => {
    const [at] = positions(line, tokens);
    return at === undefined ? [] : [{ line, at }];
  });
  if (hits.length === 0) return undefined;
  return {
    from: leastOf(hits.map((hit) => hit.at)),
    to: greatestOf(hits.map((hit) => hit.at + hit.line.tokens.length)),
    lines: hits.map((hit) => hit.line.source),
    renamed: false,
  };
}
