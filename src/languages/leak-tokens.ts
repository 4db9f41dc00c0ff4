/** A token of code in whatever text: quotes, comment signs, blanks, line ends and Markdown's marks are left out. */
export interface LeakToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits any text into words, numbers and operators, so that code is found again however it is spaced, quoted,
 * commented out, coloured or numbered by a traceback.
 */
export function leakTokens(text: string): LeakToken[] {
  const tokens: LeakToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (at === 0 || text[at - 1] === '\n') at = after(MARGIN, text, at);
    at = after(SKIPPED, text, at);
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      at += 1;
      continue;
    }
    tokens.push({ text: match[0], start: at, end: TOKEN.lastIndex });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Blanks, quotes with their prefix, comment signs, line continuations, ANSI colours. */
const SKIPPED = /(?:[ \t\f\r]|\x1b\[[\d;]*m|(?<!\w)[rRbBfFuU]{0,2}["'`]+|["'`#\\;])+/y;
/** What stands before code on a line of a traceback, a block quote, a listing or a transcript. */
const MARGIN =
  /(?:[ \t]|\x1b\[[\d;]*m)*(?:>>> |\.\.\. |(?:-+>(?:[ \t]|\x1b\[[\d;]*m)*)?\d+(?:[ \t:|]|\x1b\[[\d;]*m)+(?=[^\d\s.,)\]*/%+-])|-+> ?|>(?!=)|\|)/y;
const TOKEN =
  /[\p{ID_Start}_][\p{ID_Continue}]*|\d[\w.]*|\*\*=?|\/\/=?|<<=?|>>=?|[=!<>:+\-*/%&|^@]=|->|<-|&&|\|\||[()[\]{}.,:=+\-*/%@&|^~<>!?]/uy;

const KEYWORDS = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield function var let const new this match case then fi do done True False None'.split(
    ' ',
  ),
);

/** Names that say little: Python's built-in functions and what every lesson uses. */
const COMMON = new Set(
  'abs all any bool bytes dict enumerate filter float format input int isinstance len list map max min object open print range repr reversed round self set sorted str sum super tuple type zip cls i j k x y n'.split(
    ' ',
  ),
);

export function isWord(token: string): boolean {
  return /^[\p{ID_Start}_]/u.test(token);
}

export function isKeyword(token: string): boolean {
  return KEYWORDS.has(token);
}

/** How much a token tells: nothing for brackets, half for what is common, one for a name, more for a number. */
export function weightOf(token: string): number {
  if (/^[()[\]{}.,:?]$/.test(token)) return 0;
  if (isWord(token)) return isKeyword(token) || COMMON.has(token) ? 0.5 : 1;
  if (/^\d/.test(token)) return /^[0-2]$/.test(token) ? 0.5 : 1.5;
  return 0.5;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
