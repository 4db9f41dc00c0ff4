/** A token of a Python cell. `op` is one operator or bracket; `newline` ends a logical line, `break` only a physical one. */
export interface PythonToken {
  readonly type: 'name' | 'number' | 'string' | 'comment' | 'op' | 'newline' | 'break' | 'magic' | 'unknown';
  readonly start: number;
  readonly end: number;
  /** How many brackets are open around it; a bracket counts for what it encloses, not for itself. */
  readonly depth: number;
  /** It is the first of its logical line. */
  readonly first: boolean;
}

/**
 * Splits a Python cell into tokens, blanks left out. It never fails: it is made for code that IPython reads, so that
 * `%magic`, `!shell`, `x = !shell` and `help?` are one `magic` token to the end of their line, and for code with
 * mistakes. Strings inside the braces of an f-string may have the quotes of the f-string itself (PEP 701).
 */
export function scanPython(text: string): readonly PythonToken[] {
  const tokens: PythonToken[] = [];
  let at = 0;
  let depth = 0;
  let first = true;
  const effort = { left: 10 * text.length + 1000 };
  const push = (type: PythonToken['type'], end: number, ofDepth = depth) => {
    tokens.push({ type, start: at, end, depth: ofDepth, first });
    first = type === 'newline' || (first && (type === 'comment' || type === 'break'));
    at = end;
  };
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === ' ' || char === '\t' || char === '\f') at += 1;
    else if (char === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3))) at += text[at + 1] === '\r' ? 3 : 2;
    else if (char === '\n' || char === '\r') {
      const end = at + (text.startsWith('\r\n', at) ? 2 : 1);
      push(depth > 0 || first ? 'break' : 'newline', end);
    } else if (char === '#') push('comment', lineEnd(text, at));
    else if (first && depth === 0 && startsMagic(text, at)) push('magic', continuedEnd(text, at));
    else if (char === '?' && depth === 0) magicFromLineStart();
    else if ((char === '!' && text[at + 1] !== '=') || (char === '%' && afterAssign(text, tokens))) {
      if (depth === 0 && afterAssign(text, tokens)) push('magic', continuedEnd(text, at));
      else push('unknown', at + 1);
    } else word(char);
  }
  return tokens;

  function word(char: string): void {
    const string = stringStart(text, at);
    if (string > 0) push('string', stringEnd(text, at, string, effort));
    else if (isDigit(char) || (char === '.' && isDigit(text[at + 1] ?? ''))) push('number', matchEnd(NUMBER, text, at));
    else if (matchEnd(NAME, text, at) > at) push('name', matchEnd(NAME, text, at));
    else if ('([{'.includes(char)) {
      push('op', at + 1);
      depth += 1;
    } else if (')]}'.includes(char)) {
      depth = Math.max(depth - 1, 0);
      push('op', at + 1);
    } else {
      const end = matchEnd(OPERATOR, text, at);
      push(end > at ? 'op' : 'unknown', Math.max(end, at + 1));
    }
  }

  /** `name?`: IPython takes the whole line as a request for help. */
  function magicFromLineStart(): void {
    while (tokens.length > 0 && tokens.at(-1)?.type !== 'newline' && tokens.at(-1)?.type !== 'break') {
      at = tokens.pop()?.start ?? at;
    }
    first = true;
    push('magic', lineEnd(text, at));
  }
}

const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const NUMBER = /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d[\d_]*)?)[jJ]?/y;
const OPERATOR = /\*\*=|\/\/=|>>=|<<=|\.\.\.|[!=<>+\-*/%&|^@:]=|->|\*\*|\/\/|<<|>>|[+\-*/%@&|^~<>=.,:;]/y;
const PREFIX = /(?:[rR][bBfFtT]?|[bBfFtT][rR]?|[uU])?("""|'''|"|')/y;

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const isDigit = (char: string) => char >= '0' && char <= '9';

function lineEnd(text: string, at: number): number {
  const end = /\r?\n|\r/g;
  end.lastIndex = at;
  return end.exec(text)?.index ?? text.length;
}

/** The end of the line, past line ends that a backslash takes away. */
function continuedEnd(text: string, at: number): number {
  let end = lineEnd(text, at);
  while (text[end - 1] === '\\' && end < text.length) end = lineEnd(text, end + (text.startsWith('\r\n', end) ? 2 : 1));
  return end;
}

/** IPython's escapes at the start of a line; none of them can start a Python statement. */
function startsMagic(text: string, at: number): boolean {
  return /^(?:%|!(?!=)|\?|[/,;](?=[\p{ID_Start}_]))/u.test(text.slice(at, at + 2));
}

function afterAssign(text: string, tokens: readonly PythonToken[]): boolean {
  const last = tokens.at(-1);
  return last?.type === 'op' && last.depth === 0 && text.slice(last.start, last.end) === '=';
}

/** How many characters of prefix and quotes a string has that starts here; 0 where none does. */
function stringStart(text: string, at: number): number {
  return matchEnd(PREFIX, text, at) - at;
}

/** Strings in the braces of strings are followed so deep, and each pair of braces so far. */
const MOST_STRINGS = 5;
const LONGEST_FIELD = 2000;

/** Characters that may still be looked at in braces: strings that are never closed would be read again and again. */
interface Effort {
  left: number;
}

/** The end of the string that starts at `at` with `opening` characters. A one-line string ends at its line's end. */
function stringEnd(text: string, at: number, opening: number, effort: Effort, level = 0, stop = text.length): number {
  const prefix = text.slice(at, at + opening);
  const quote = /["']+$/.exec(prefix)?.[0] ?? '"';
  let formatted = /[fFtT]/.test(prefix.slice(0, -quote.length)) && level < MOST_STRINGS && effort.left > 0;
  let end = at + opening;
  while (end < stop) {
    if (text.startsWith(quote, end)) return end + quote.length;
    const char = text[end];
    if (char === '\\') end += text.startsWith('\r\n', end + 1) ? 3 : 2;
    else if (quote.length === 1 && (char === '\n' || char === '\r')) return end;
    else if (formatted && char === '{' && text[end + 1] === '{') end += 2;
    else if (formatted && char === '{') {
      const field = fieldEnd(text, end, quote, effort, level, Math.min(stop, end + LONGEST_FIELD));
      // One that is not closed is none, nor is any after it.
      formatted = field !== undefined;
      end = field ?? end + 1;
    } else end += 1;
  }
  return Math.min(end, stop);
}

/** The end of `{…}` in an f-string, or undefined where it is not closed. */
function fieldEnd(
  text: string,
  at: number,
  quote: string,
  effort: Effort,
  level: number,
  stop: number,
): number | undefined {
  let depth = 0;
  for (let end = at; end < stop && effort.left > 0; end += 1) {
    effort.left -= 1;
    const char = text[end] ?? '';
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (quote.length === 1 && char === '\n') return undefined;
    else if (char === '"' || char === "'") {
      const prefix = /[rRfFtTbBuU]{0,2}$/.exec(text.slice(Math.max(at, end - 2), end))?.[0].length ?? 0;
      const quotes = text.startsWith(char.repeat(3), end) ? 3 : 1;
      end = stringEnd(text, end - prefix, prefix + quotes, effort, level + 1, stop) - 1;
    }
    if (depth === 0) return end + 1;
  }
  return undefined;
}
