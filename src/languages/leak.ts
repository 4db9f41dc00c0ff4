import { isSignature, linesOf, ownNames, type SecretLine, TELLING } from './leak-lines.ts';
import { anyLine, type Indexed, indexed, positions } from './leak-places.ts';
import { mostLines } from './leak-renamed.ts';
import { leakTokens, sum, weightOf } from './leak-tokens.ts';
import { placeOf, type View, viewsOf } from './leak-views.ts';

/** A part of what students get. */
export interface PublicPart {
  /** What it is, for the message: `the output of cell "mean"`. */
  readonly where: string;
  readonly text: string;
  /**
   * `made`: by us (outputs, metadata, attachments), so that nothing of a secret may be in it. `exercise`: the author
   * wrote it for the exercise (prompt, hint, starter, visible tests). `lesson`: the author wrote it elsewhere.
   */
  readonly kind: 'made' | 'exercise' | 'lesson';
}

export interface Leak {
  /** Index of the secret. */
  readonly secret: number;
  /** Index of the public part. */
  readonly part: number;
  /** The range in the part's text that shows it. */
  readonly start: number;
  readonly end: number;
  /** That range's text. */
  readonly text: string;
  /** The secret's lines that are found there, as they stand in it. */
  readonly lines: readonly string[];
  readonly how: View['how'] | 'renamed';
}

/** Lines below this weight (`x = 0`) count nothing at all. */
const PLAIN = 1.5;
/** A solution with less of its own than this may be put together from a cell of the lesson and what the prompt gives. */
const NOVEL = 12;
/**
 * The share of a secret's telling lines that an author's own text must show to be a leak. A solution is often a cell of
 * the lesson with a few changes: outside of the exercise only the whole of it counts.
 */
const SHARES = { made: 0.75, exercise: 0.75, lesson: 0.999 } as const;

/**
 * Searches what students get for the code of solutions and hidden tests: by tokens, so that blanks, quotes, comments
 * and line numbers do not hide it; also unescaped, without HTML, decoded (base64, hex, URL, gzip), and with its own
 * variables renamed. Signatures, imports, trivial lines and lines of `known` (the starter, visible tests, what the
 * prompt gives) are no leak. In a part that we made one telling line is a leak unless the author's own texts show it;
 * in the author's text most of the secret's telling lines must stand together.
 */
export function findLeaks(
  secrets: readonly string[],
  parts: readonly PublicPart[],
  known: readonly string[] = [],
): Leak[] {
  const given = indexed(leakTokens(known.flatMap((text) => linesOf(text).map((line) => line.source)).join('\n')));
  const readings = parts.map((part) =>
    viewsOf(part.text).map((view) => ({ view, tokens: indexed(leakTokens(view.text)) })),
  );
  const authored = readings.filter((_, index) => parts[index]?.kind !== 'made').flat();
  const leaks: Leak[] = [];
  secrets.forEach((text, secret) => {
    const whole = linesOf(text);
    const all = whole.filter((line) => line.weight >= PLAIN && positions(line, given).length === 0);
    const lines = all.filter((line) => line.weight >= TELLING);
    if (lines.length === 0) {
      const copied = wholeBody(text, given, parts, readings);
      if (copied !== undefined) leaks.push({ secret, ...copied });
      return;
    }
    const weight = sum(all.map((line) => line.weight));
    const body = whole.filter((line) => !isSignature(line.source)).length;
    const told = whole.filter((line) => line.weight >= TELLING && !all.includes(line));
    const renamable = ownNames(text);
    const decorators = whole.filter((line) => isTellingDecorator(line) && positions(line, given).length === 0);
    const hidden = lines.filter((line) => !authored.some(({ tokens }) => positions(line, tokens).length > 0));
    parts.forEach((part, index) => {
      for (const { view, tokens } of readings[index] ?? []) {
        const share = SHARES[part.kind];
        const found =
          part.kind === 'made'
            ? (anyLine(hidden, tokens) ?? (hidden.length > 0 ? mostLines(all, tokens, renamable, share) : undefined))
            : mostLines(all, tokens, renamable, share);
        if (found === undefined) continue;
        // Most of what an ordinary line weighs may be all of a longer solution that is not given.
        const [shown = '', ...others] = found.lines;
        const only = all.find(({ source }) => source === shown);
        if (part.kind !== 'made' && others.length === 0 && body > 2 && (only?.weight ?? 0) < NOVEL) continue;
        // What the cases of a parametrized test are is its answer: the body is often that of the lesson.
        if (part.kind === 'lesson' && decorators.some((line) => positions(line, tokens).length === 0)) continue;
        if (part.kind === 'lesson' && weight < NOVEL && !told.every((line) => positions(line, tokens).length > 0))
          continue;
        const start = placeOf(view, tokens.all[found.from]?.start ?? 0);
        const end = endOf(view, tokens.all[found.to - 1]?.end ?? 0);
        const how = found.renamed && view.how === 'plain' ? 'renamed' : view.how;
        leaks.push({ secret, part: index, start, end, text: part.text.slice(start, end), lines: found.lines, how });
        return;
      }
    });
  });
  return leaks;
}

/** The least weight of a body that is short lines only, and still is a copy where all of it stands together. */
const BODY = 4.5;
/** The same of a body that is one `return` of something that is put together. */
const RESULT = 3;

/** A secret of short lines: none of them tells anything, but all of them together, word for word, do. */
function wholeBody(
  text: string,
  given: Indexed,
  parts: readonly PublicPart[],
  readings: readonly (readonly { readonly view: View; readonly tokens: Indexed }[])[],
): Omit<Leak, 'secret'> | undefined {
  const lines = linesOf(text)
    .filter((line) => !isSignature(line.source))
    .map((line) => {
      const tokens = leakTokens(line.source).map((token) => token.text);
      return { source: line.source, tokens, weight: sum(tokens.map(weightOf)) };
    })
    .filter((line) => positions(line, given).length === 0);
  const body = {
    source: text,
    tokens: lines.flatMap((line) => line.tokens),
    weight: sum(lines.map((line) => line.weight)),
  };
  const least = lines.length === 1 && lines[0]?.tokens[0] === 'return' ? RESULT : BODY;
  if (lines.length === 0 || body.weight < least) return undefined;
  for (const [part, views] of readings.entries()) {
    for (const { view, tokens } of views) {
      const [at] = positions(body, tokens);
      if (at === undefined) continue;
      const start = placeOf(view, tokens.all[at]?.start ?? 0);
      const end = endOf(view, tokens.all[at + body.tokens.length - 1]?.end ?? 0);
      const shown = (parts[part]?.text ?? '').slice(start, end);
      return { part, start, end, text: shown, lines: lines.map((line) => line.source), how: view.how };
    }
  }
  return undefined;
}

/** Whether a decorator is given something that tells it from any other. */
function isTellingDecorator({ source, tokens }: SecretLine): boolean {
  return source.startsWith('@') && sum(tokens.map(weightOf)) >= NOVEL;
}

/** The end in the original text: of a run that was decoded, the run's end. */
function endOf(view: View, end: number): number {
  const last = placeOf(view, end - 1);
  let after = end;
  while (after < view.text.length && placeOf(view, after) <= last) after += 1;
  return Math.max(placeOf(view, after), last + 1);
}
