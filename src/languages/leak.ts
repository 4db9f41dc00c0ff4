import { isKeyword, isWord, type LeakToken, leakTokens, weightOf } from './leak-tokens.ts';
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

/** A secret is looked for by its first lines and their first tokens, at so many places: what comes oftener tells nothing. */
const MOST_LINES = 300;
const MOST_TOKENS = 200;
const MOST_PLACES = 500;
/** Comparisons of a line with a place, for one secret in one part. */
const MOST_EFFORT = 400_000;

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

/** The least weight that a line must have to be told from any other code. */
const TELLING = 3;
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
    const told = whole.filter((line) => line.weight >= TELLING && !all.includes(line));
    const renamable = ownNames(text);
    const hidden = lines.filter((line) => !authored.some(({ tokens }) => positions(line, tokens).length > 0));
    parts.forEach((part, index) => {
      for (const { view, tokens } of readings[index] ?? []) {
        const share = SHARES[part.kind];
        const found =
          part.kind === 'made'
            ? (anyLine(hidden, tokens) ?? (hidden.length > 0 ? mostLines(all, tokens, renamable, share) : undefined))
            : mostLines(all, tokens, renamable, share);
        if (found === undefined) continue;
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
  if (lines.length < 2 || body.weight < BODY) return undefined;
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

/** The end in the original text: of a run that was decoded, the run's end. */
function endOf(view: View, end: number): number {
  const last = placeOf(view, end - 1);
  let after = end;
  while (after < view.text.length && placeOf(view, after) <= last) after += 1;
  return Math.max(placeOf(view, after), last + 1);
}

/** A logical line of a secret. */
interface SecretLine {
  readonly source: string;
  readonly tokens: readonly string[];
  readonly weight: number;
}

interface Indexed {
  readonly all: readonly LeakToken[];
  readonly byText: ReadonlyMap<string, readonly number[]>;
}

interface Found {
  /** Tokens of the part. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
  readonly renamed: boolean;
}

function indexed(all: readonly LeakToken[]): Indexed {
  const byText = new Map<string, number[]>();
  all.forEach((token, index) => {
    const list = byText.get(token.text);
    if (list === undefined) byText.set(token.text, [index]);
    else list.push(index);
  });
  return { all, byText };
}

/** The lines of code, an open bracket joining them; without what tells nothing: signatures, imports, plain returns. */
function linesOf(text: string): SecretLine[] {
  const lines: SecretLine[] = [];
  let source = '';
  let depth = 0;
  for (const line of text.replace(/("""|''')[\s\S]*?\1/g, '').split('\n')) {
    if (/^\s*(?:#|\/\/|$)/.test(line)) continue;
    source = source === '' ? line.trim() : `${source} ${line.trim()}`;
    // A brace that opens a block joins no lines.
    for (const char of line
      .replace(/(\)|\belse|\btry|\bdo|=>)\s*\{\s*$/, '$1')
      .replace(/(["'])(?:\\.|(?!\1).)*\1|#.*$/g, '')) {
      if ('([{'.includes(char)) depth += 1;
      else if (')]}'.includes(char)) depth -= 1;
    }
    if (depth > 0) continue;
    depth = 0;
    const tokens = core(leakTokens(source.replace(/\s#\s.*$/, '')).map((token) => token.text)).slice(0, MOST_TOKENS);
    lines.push({ source, tokens, weight: isTrivial(source) ? 0 : sum(tokens.map(weightOf)) });
    source = '';
    if (lines.length === MOST_LINES) break;
  }
  return lines;
}

/** What a line says without `return`, `await`, `print(…)` around it or a name that it is given to. */
function core(tokens: readonly string[]): readonly string[] {
  let from = 0;
  if (['return', 'assert', 'yield'].includes(tokens[from] ?? '')) from += 1;
  if (isWord(tokens[from] ?? '') && ['=', '<-'].includes(tokens[from + 1] ?? '')) from += 2;
  if (tokens[from] === 'await') from += 1;
  const end = tokens.at(-1) === ':' ? tokens.length - 1 : tokens.length;
  return tokens.slice(from, end);
}

function isSignature(line: string): boolean {
  return (
    /^(?:from\s+\S+\s+)?import\s/.test(line) ||
    /^(?:async\s+)?def\s|^class\s|^@|^(?:library|using|use|#include)\b|^function\b|(?:=|<-)\s*(?:async\s+)?function\b/.test(
      line,
    )
  );
}

function isTrivial(line: string): boolean {
  return isSignature(line) || /^(?:return|print|await)?[\s(]*[\w.]*(?:["'][^"']*["'])?\(?\)*$/.test(line);
}

/** Names that the code gives itself: a copy may have others in their place. */
function ownNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (list: string | undefined) => {
    for (const [name] of (list ?? '').matchAll(/[\p{ID_Start}_][\p{ID_Continue}]*/gu))
      if (!isKeyword(name)) names.add(name);
  };
  for (const [, list] of text.matchAll(/^[ \t]*([\w, \t*()]+?)[ \t]*(?:[-+*/%&|^]|\/\/|\*\*)?(?:=|<-)(?!=)/gm))
    add(list);
  for (const [, list] of text.matchAll(/\bfor\s+([\w, ()]+?)\s+in\b/g)) add(list);
  for (const [, list] of text.matchAll(/\b(?:as|lambda)\s+([\w, ]+)/g)) add(list);
  for (const [, name, list] of text.matchAll(/\b(?:def|function)\s*(\w*)\s*\(([^)]*)\)/g)) {
    add(name);
    add(list?.replace(/[:=][^,]*/g, ''));
  }
  return names;
}

/** Where a line's tokens stand, as they are. */
function positions(line: SecretLine, tokens: Indexed): number[] {
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

function anyLine(lines: readonly SecretLine[], tokens: Indexed): Found | undefined {
  const hits = lines.flatMap((line) => {
    const [at] = positions(line, tokens);
    return at === undefined ? [] : [{ line, at }];
  });
  if (hits.length === 0) return undefined;
  return {
    from: Math.min(...hits.map((hit) => hit.at)),
    to: Math.max(...hits.map((hit) => hit.at + hit.line.tokens.length)),
    lines: hits.map((hit) => hit.line.source),
    renamed: false,
  };
}

/** Most of the lines, in their order and not far apart, with the code's own names as they are or renamed. */
function mostLines(
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
