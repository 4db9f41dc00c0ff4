import { isKeyword, isWord, leakTokens, sum, weightOf } from './leak-tokens.ts';

/** A logical line of a secret. */
export interface SecretLine {
  readonly source: string;
  readonly tokens: readonly string[];
  readonly weight: number;
}

/** The least weight that a line must have to be told from any other code. */
export const TELLING = 3;
/** A secret is looked for by its first lines and their first tokens. */
const MOST_LINES = 300;
const MOST_TOKENS = 200;

/** The lines of code, an open bracket joining them; without what tells nothing: signatures, imports, plain returns. */
export function linesOf(text: string): SecretLine[] {
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

/**
 * What a starter gives of a solution: its code, but no line that it has in a text (to execute, or whole), nor one that it
 * has as a `lambda` where the solution has no such line.
 */
export function givenBy(starter: string, solutions: readonly string[]): string {
  const own = new Set(solutions.flatMap((text) => text.split('\n').map((line) => line.trim())));
  const carries = (text: string) => [...own].some((line) => line.length >= 8 && text.includes(line));
  return starter
    .replace(STRING, (whole, call: string | undefined, text: string) =>
      call !== undefined || carries(text) ? `${call ?? ''}""` : whole,
    )
    .split('\n')
    .filter((line) => !/\blambda\b/.test(line) || own.has(line.trim()))
    .join('\n');
}

/** A string, after the call that executes it if there is one. */
const STRING =
  /(\b(?:exec|eval|compile)\s*\(\s*\w{0,2})?("{3}[\s\S]*?"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g;

/** Names that the code gives itself: a copy may have others in their place. */
export function ownNames(text: string): ReadonlySet<string> {
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

/** Whether a line only says what is defined or imported: that gives nothing away. */
export function isSignature(line: string): boolean {
  return (
    /^(?:from\s+\S+\s+)?import\s/.test(line) ||
    /^(?:async\s+)?def\s|^class\s|^@|^(?:library|using|use|#include)\b|^function\b|(?:=|<-)\s*(?:async\s+)?function\b/.test(
      line,
    )
  );
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

function isTrivial(line: string): boolean {
  return isSignature(line) || /^(?:return|print|await)?[\s(]*[\w.]*(?:["'][^"']*["'])?\(?\)*$/.test(line);
}
