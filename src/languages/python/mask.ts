import type { PythonToken } from './scan.ts';

/** A text that is being masked. */
interface Masking {
  readonly text: string;
  readonly tokens: readonly PythonToken[];
  /** The tokens that are neither comments nor line breaks in brackets. */
  readonly code: readonly PythonToken[];
  /** The characters of the text as they will be. */
  readonly chars: string[];
}

/**
 * The text with the same length in which everything that the parser does not know is put so that it does: magics,
 * `x = yield`, `print` and `exec` as names, `with (a as b, c as d):`, `with a as (b, c)`, `case … as name`,
 * `match a, b:`, `x[*a]`, `for x in *a`, decorators that are any expression,
 * template strings, `1.`, a bare `yield`, `case Name():`.
 */
export function mask(text: string, tokens: readonly PythonToken[]): string {
  const code = tokens.filter((token) => token.type !== 'comment' && token.type !== 'break');
  const masking: Masking = { text, tokens, code, chars: text.split('') };
  code.forEach((token, index) => {
    if (token.type === 'magic') put(masking, token.start, token.end, '_');
    else if (token.type === 'number') maskNumber(masking, index, token);
    else if (token.type === 'string') maskString(masking, index, token);
    else if (token.type === 'op') maskSign(masking, index, token);
    else if (token.type === 'name') maskName(masking, index, token);
  });
  return masking.chars.join('');
}

/** `1.` becomes `10`. */
function maskNumber(masking: Masking, index: number, { start }: PythonToken): void {
  const point = /\.(?!\d)/.exec(word(masking, index));
  if (point !== null) put(masking, start + point.index, start + point.index + 1, '0');
}

/** A template string becomes a formatted one. */
function maskString(masking: Masking, index: number, { start }: PythonToken): void {
  if (!/^(?:[tT][rR]?|[rR][tT])["']/.test(word(masking, index))) return;
  const at = start + word(masking, index).search(/[tT]/);
  put(masking, at, at + 1, 'f');
}

/** `@` before a decorator that is any expression, and the star of `x[*a]` and `for x in *a`. */
function maskSign(masking: Masking, index: number, { start, end, first, depth }: PythonToken): void {
  const sign = word(masking, index);
  const before = word(masking, index - 1);
  const isFirstInBrackets = masking.code[index - 1]?.type === 'op' && ['[', ':'].includes(before) && depth > 0;
  if (sign === '@' && first) put(masking, start, end, '~');
  else if (sign === '*' && (isFirstInBrackets || before === 'in')) put(masking, start, end, ' ');
}

function maskName(masking: Masking, index: number, { start, end, first }: PythonToken): void {
  const name = word(masking, index);
  const before = word(masking, index - 1);
  if ((name === 'print' || name === 'exec') && before !== '.') put(masking, end - 1, end, '_');
  else if (name === 'yield' && endsExpression(masking.code[index + 1], word(masking, index + 1))) {
    put(masking, start, end, '_');
  } else if (name === 'for') maskStars(masking, index);
  else if (name === 'with' && (first || before === 'async')) maskWith(masking, index);
  else if (name === 'match' && first && opensBlock(masking, index)) maskMatch(masking, index);
  else if (name === 'case' && first) maskCase(masking, index);
}

/** The text of a token of code. */
function word(masking: Masking, index: number): string {
  const token = masking.code[index];
  return token === undefined ? '' : masking.text.slice(token.start, token.end);
}

function put(masking: Masking, start: number, end: number, char: string): void {
  for (let at = start; at < end; at += 1) masking.chars[at] = char;
}

/** The index of the colon that ends the statement's head. */
function headEnd(masking: Masking, index: number): number {
  const depth = masking.code[index]?.depth ?? 0;
  let lambdas = 0;
  for (let at = index + 1; at < masking.code.length && masking.code[at]?.type !== 'newline'; at += 1) {
    if (masking.code[at]?.depth !== depth) continue;
    if (word(masking, at) === 'lambda') lambdas += 1;
    else if (word(masking, at) === ':' && lambdas > 0) lambdas -= 1;
    else if (word(masking, at) === ':') return at;
  }
  return -1;
}

function maskWith(masking: Masking, index: number): void {
  const { code } = masking;
  const head = headEnd(masking, index);
  if (head === -1) return;
  const isOpened = maskParentheses(masking, index, head);
  const from = isOpened ? index + 2 : index + 1;
  const level = (code[index]?.depth ?? 0) + (isOpened ? 1 : 0);
  for (let at = from; at < head; at += 1) {
    if (code[at]?.depth !== level || word(masking, at) !== 'as') continue;
    let end = at + 1;
    while (
      end < head &&
      !(code[end]?.depth === level && word(masking, end) === ',') &&
      (code[end]?.depth ?? 0) >= level
    )
      end += 1;
    const target = code[at + 1];
    const last = code[end - 1];
    if (end > at + 2 && target && last) put(masking, target.start, last.end, '_');
  }
}

/** Takes away the parentheses around all items of a `with`; says whether it has them. */
function maskParentheses(masking: Masking, index: number, head: number): boolean {
  const { code, text, tokens } = masking;
  const open = code[index + 1];
  const close = code[head - 1];
  const level = code[index]?.depth ?? 0;
  if (open === undefined || close === undefined || open.depth !== close.depth) return false;
  if (word(masking, index + 1) !== '(' || word(masking, head - 1) !== ')') return false;
  const inside = code.slice(index + 2, head - 1);
  if (inside.some((token) => token.depth <= level)) return false;
  if (!inside.some((token, at) => token.depth === level + 1 && word(masking, index + 2 + at) === 'as')) return false;
  const comma = word(masking, head - 2) === ',' ? code[head - 2] : undefined;
  for (let at = open.start; at < close.end; at += 1) if (/[\r\n]/.test(text[at] ?? '')) put(masking, at, at + 1, ' ');
  for (const token of tokens) {
    const isWithin = token.start > open.start && token.end < close.end;
    if (isWithin && (token.type === 'comment' || token === comma)) put(masking, token.start, token.end, ' ');
  }
  put(masking, open.start, open.end, ' ');
  put(masking, close.start, close.end, ' ');
  return true;
}

function opensBlock(masking: Masking, index: number): boolean {
  const head = headEnd(masking, index);
  return (
    head > index + 1 && masking.code[head + 1]?.type === 'newline' && !['=', '.'].includes(word(masking, index + 1))
  );
}

function maskMatch(masking: Masking, index: number): void {
  const head = headEnd(masking, index);
  for (let at = index + 1; at < head; at += 1) {
    const token = masking.code[at];
    if (token?.depth !== masking.code[index]?.depth || word(masking, at) !== ',') continue;
    put(masking, token?.start ?? 0, token?.end ?? 0, at === head - 1 ? ' ' : '|');
  }
}

/** `for first, *rest in …`, which the parser knows only as a statement. */
function maskStars(masking: Masking, index: number): void {
  const depth = masking.code[index]?.depth ?? 0;
  for (
    let at = index + 1;
    at < masking.code.length && masking.code[at]?.type !== 'newline' && word(masking, at) !== 'in';
    at += 1
  ) {
    const token = masking.code[at];
    if (token !== undefined && token.depth >= depth && word(masking, at) === '*')
      put(masking, token.start, token.end, ' ');
  }
}

/** `as name` in a pattern becomes an alternative that binds the name; two strings side by side become one, `Name()` a literal. */
function maskCase(masking: Masking, index: number): void {
  const head = headEnd(masking, index);
  for (let at = index + 1; at < head && word(masking, at) !== 'if'; at += 1) {
    const name = masking.code[at + 1];
    const token = masking.code[at];
    if (token && name && word(masking, at) === 'as') {
      put(masking, token.start, token.end, ' ');
      put(masking, token.start, token.start + 1, '|');
    } else if (token?.type === 'string' && name?.type === 'string') put(masking, name.start, name.end, ' ');
    else if (name && word(masking, at) === '(' && word(masking, at + 1) === ')') {
      let from = at - 1;
      while (word(masking, from - 1) === '.') from -= 2;
      put(masking, masking.code[from]?.start ?? name.start, name.end, '1');
    }
  }
}

/** A bare `yield`: nothing that it could yield follows. */
function endsExpression(next: PythonToken | undefined, text: string): boolean {
  return next === undefined || next.type === 'newline' || [')', ']', '}', ';', ',', '='].includes(text);
}
