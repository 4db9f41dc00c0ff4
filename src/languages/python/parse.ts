import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { scanPython, type Token } from './scan.ts';

/** A Python cell, parsed. Offsets in the tree are offsets into `text`. */
export interface PythonCell {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly tree: Tree;
  /** No syntax error was found. The parser is lenient: Python itself may still find one. */
  readonly valid: boolean;
  /** The name of the cell magic in the first line, without `%%`. */
  readonly cellMagic?: string;
}

/** Cell magics whose body is Python, run by IPython in another frame (where `await` does not work). */
const PYTHON_BODIES = new Set(['time', 'timeit', 'capture', 'prun', 'memit', 'mprun', 'lprun']);

/**
 * Parses a Python cell as IPython reads it. Magic and shell lines stand in the tree as names of their length; so does
 * what @lezer/python 1.1 takes for an error although Python does not (see `mask`). The body of a cell magic that is
 * not Python is not parsed: the tree is empty.
 */
export function parsePython(text: string): PythonCell {
  const cellMagic = /^(?:[ \t]*\r?\n)*%%(\S+)/.exec(text)?.[1];
  if (cellMagic !== undefined && !PYTHON_BODIES.has(cellMagic)) {
    return { text, tokens: [], tree: parser.parse(''), valid: true, cellMagic };
  }
  const tokens = scanPython(text);
  const tooDeep = tokens.some((token) => token.depth > MOST_BRACKETS);
  const parsed = parser.parse(tooDeep ? '' : mask(text, tokens));
  const depth = depthOf(parsed);
  const tree = depth > MOST_LEVELS ? parser.parse('') : parsed;
  const valid = !tooDeep && depth <= MOST_LEVELS && !hasError(tree);
  return { text, tokens, tree, valid, ...(cellMagic === undefined ? {} : { cellMagic }) };
}

/** Python refuses code with more brackets in each other; also with more levels, from some thousand on. */
const MOST_BRACKETS = 200;
const MOST_LEVELS = 1000;

function depthOf(tree: Tree): number {
  let depth = 0;
  let deepest = 0;
  tree.iterate({
    enter() {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    leave() {
      depth -= 1;
    },
  });
  return deepest;
}

function hasError(tree: Tree): boolean {
  let found = false;
  tree.iterate({
    enter(node) {
      found ||= node.type.isError;
      return !found;
    },
  });
  return found;
}

/** The children of a node, in order, punctuation and all. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

/**
 * The text with the same length in which everything that the parser does not know is put so that it does: magics,
 * `x = yield`, `print` and `exec` as names, `with (a as b, c as d):`, `with a as (b, c)`, `case … as name`,
 * `match a, b:`, `x[*a]`, `for x in *a`, decorators that are any expression,
 * template strings, `1.`, a bare `yield`, `case Name():`.
 */
function mask(text: string, tokens: readonly Token[]): string {
  const chars = text.split('');
  const code = tokens.filter((token) => token.type !== 'comment' && token.type !== 'break');
  const word = (index: number) => {
    const token = code[index];
    return token === undefined ? '' : text.slice(token.start, token.end);
  };
  const put = (start: number, end: number, char: string) => {
    for (let at = start; at < end; at += 1) chars[at] = char;
  };
  code.forEach((token, index) => {
    const next = code[index + 1];
    if (token.type === 'magic') put(token.start, token.end, '_');
    else if (token.type === 'number') {
      const point = /\.(?!\d)/.exec(word(index));
      if (point) put(token.start + point.index, token.start + point.index + 1, '0');
    } else if (token.type === 'string' && /^(?:[tT][rR]?|[rR][tT])["']/.test(word(index))) {
      put(token.start + word(index).search(/[tT]/), token.start + word(index).search(/[tT]/) + 1, 'f');
    } else if (token.type === 'op') {
      const before = code[index - 1];
      if (word(index) === '@' && token.first) put(token.start, token.end, '~');
      else if (word(index) === '*' && before?.type === 'op' && ['[', ':'].includes(word(index - 1)) && token.depth > 0)
        put(token.start, token.end, ' ');
      else if (word(index) === '*' && word(index - 1) === 'in') put(token.start, token.end, ' ');
    } else if (token.type === 'name') {
      const name = word(index);
      if ((name === 'print' || name === 'exec') && word(index - 1) !== '.') put(token.end - 1, token.end, '_');
      else if (name === 'yield' && endsExpression(next, word(index + 1))) put(token.start, token.end, '_');
      else if (name === 'for') maskStars(index);
      else if (name === 'with' && (token.first || word(index - 1) === 'async')) maskWith(index);
      else if (name === 'match' && token.first && opensBlock(index)) maskMatch(index);
      else if (name === 'case' && token.first) maskCase(index);
    }
  });
  return chars.join('');

  /** The index of the colon that ends the statement's head. */
  function headEnd(index: number): number {
    const depth = code[index]?.depth ?? 0;
    let lambdas = 0;
    for (let at = index + 1; at < code.length && code[at]?.type !== 'newline'; at += 1) {
      if (code[at]?.depth !== depth) continue;
      if (word(at) === 'lambda') lambdas += 1;
      else if (word(at) === ':' && lambdas > 0) lambdas -= 1;
      else if (word(at) === ':') return at;
    }
    return -1;
  }

  function maskWith(index: number): void {
    const head = headEnd(index);
    if (head === -1) return;
    const open = code[index + 1];
    const close = code[head - 1];
    let from = index + 1;
    let level = code[index]?.depth ?? 0;
    const inside = code.slice(index + 2, head - 1);
    const whole = word(index + 1) === '(' && word(head - 1) === ')' && open?.depth === close?.depth;
    if (whole && open && close && inside.every((token) => token.depth > level)) {
      if (inside.some((token, at) => token.depth === level + 1 && word(index + 2 + at) === 'as')) {
        const last = word(head - 2) === ',' ? code[head - 2] : undefined;
        for (let at = open.start; at < close.end; at += 1) if (/[\r\n]/.test(text[at] ?? '')) put(at, at + 1, ' ');
        for (const token of tokens) {
          const within = token.start > open.start && token.end < close.end;
          if (within && (token.type === 'comment' || token === last)) put(token.start, token.end, ' ');
        }
        put(open.start, open.end, ' ');
        put(close.start, close.end, ' ');
        from += 1;
        level += 1;
      }
    }
    for (let at = from; at < head; at += 1) {
      if (code[at]?.depth !== level || word(at) !== 'as') continue;
      let end = at + 1;
      while (end < head && !(code[end]?.depth === level && word(end) === ',') && (code[end]?.depth ?? 0) >= level) {
        end += 1;
      }
      const target = code[at + 1];
      const last = code[end - 1];
      if (end > at + 2 && target && last) put(target.start, last.end, '_');
    }
  }

  function opensBlock(index: number): boolean {
    const head = headEnd(index);
    return head > index + 1 && code[head + 1]?.type === 'newline' && !['=', '.'].includes(word(index + 1));
  }

  function maskMatch(index: number): void {
    const head = headEnd(index);
    for (let at = index + 1; at < head; at += 1) {
      const token = code[at];
      if (token?.depth !== code[index]?.depth || word(at) !== ',') continue;
      put(token?.start ?? 0, token?.end ?? 0, at === head - 1 ? ' ' : '|');
    }
  }

  /** `for first, *rest in …`, which the parser knows only as a statement. */
  function maskStars(index: number): void {
    const depth = code[index]?.depth ?? 0;
    for (let at = index + 1; at < code.length && code[at]?.type !== 'newline' && word(at) !== 'in'; at += 1) {
      const token = code[at];
      if (token !== undefined && token.depth >= depth && word(at) === '*') put(token.start, token.end, ' ');
    }
  }

  /** `as name` in a pattern becomes an alternative that binds the name; two strings side by side become one, `Name()` a literal. */
  function maskCase(index: number): void {
    const head = headEnd(index);
    for (let at = index + 1; at < head && word(at) !== 'if'; at += 1) {
      const name = code[at + 1];
      const token = code[at];
      if (token && name && word(at) === 'as') {
        put(token.start, token.end, ' ');
        put(token.start, token.start + 1, '|');
      } else if (token?.type === 'string' && name?.type === 'string') put(name.start, name.end, ' ');
      else if (name && word(at) === '(' && word(at + 1) === ')') {
        let from = at - 1;
        while (word(from - 1) === '.') from -= 2;
        put(code[from]?.start ?? name.start, name.end, '1');
      }
    }
  }
}

/** A bare `yield`: nothing that it could yield follows. */
function endsExpression(next: Token | undefined, text: string): boolean {
  return next === undefined || next.type === 'newline' || [')', ']', '}', ';', ',', '='].includes(text);
}
