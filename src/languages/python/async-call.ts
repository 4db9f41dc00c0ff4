import type { SyntaxNode } from '@lezer/common';
import type { Edit } from '../../text/mapped-text.ts';
import { childrenOf } from './parse.ts';
import { splitAt } from './scope.ts';

/** What can be done with one `asyncio.run(…)`: edits that make it an `await`, or why it must stay. */
export type AwaitCall =
  | { readonly type: 'edits'; readonly edits: readonly Edit[]; readonly coroutine: Piece }
  /** Python itself refuses the call with the same error in a script and in a notebook. */
  | { readonly type: 'wrong' }
  | { readonly type: 'argument'; readonly argument: Piece };

/** An expression, or one that consists of several siblings in the tree: `name := value`. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly node?: SyntaxNode;
}

/** Operands of `await` that need no parentheses. */
const PRIMARY = new Set([
  'VariableName',
  'CallExpression',
  'MemberExpression',
  'ParenthesizedExpression',
  'TupleExpression',
  'ArrayExpression',
  'DictionaryExpression',
  'SetExpression',
  'ArrayComprehensionExpression',
  'DictionaryComprehensionExpression',
  'SetComprehensionExpression',
  'ComprehensionExpression',
  'Number',
  'String',
  'FormatString',
  'Boolean',
  'None',
  'Ellipsis',
]);

/** Works out how `asyncio.run(X)` becomes `await X`. Only the call's own characters are touched, never those of X. */
export function awaitCall(call: SyntaxNode, text: string): AwaitCall {
  const list = call.lastChild;
  if (list?.name !== 'ArgList') return { type: 'wrong' };
  const inside = childrenOf(list).slice(1, -1);
  if (inside.some((node) => node.name === 'for')) return { type: 'wrong' };
  let coroutine: Piece | undefined;
  for (const argument of splitAt(inside, (node) => node.name === ',')) {
    const [first, operator, value] = argument.filter((node) => node.name !== 'Comment');
    if (first === undefined) continue;
    if (first.name === '*' || first.name === '**') {
      return { type: 'argument', argument: { from: first.from, to: operator?.to ?? first.to } };
    }
    const assign = operator?.name === 'AssignOp' ? text.slice(operator.from, operator.to) : undefined;
    const keyword = assign === '=' && value !== undefined ? text.slice(first.from, first.to) : undefined;
    if (keyword === undefined || keyword === 'main') {
      if (coroutine !== undefined) return { type: 'wrong' };
      const node = keyword === undefined ? first : value;
      if (assign === ':=') coroutine = { from: first.from, to: value?.to ?? first.to };
      else if (node !== undefined) coroutine = { from: node.from, to: node.to, node };
    } else if (keyword !== 'debug' && keyword !== 'loop_factory') return { type: 'wrong' };
    else if (value !== undefined && !isDefault(keyword, text.slice(value.from, value.to))) {
      return { type: 'argument', argument: { from: first.from, to: value.to } };
    }
  }
  if (coroutine === undefined) return { type: 'wrong' };
  return { type: 'edits', coroutine, edits: edits(call, list, coroutine, text) };
}

function isDefault(keyword: string, value: string): boolean {
  return value === 'None' || (keyword === 'debug' && value === 'False');
}

function edits(call: SyntaxNode, list: SyntaxNode, coroutine: Piece, text: string): Edit[] {
  const outer = isOperandOfPrimary(call);
  const before = text.slice(list.from + 1, coroutine.from);
  const after = text.slice(coroutine.to, list.to - 1);
  const gap = /[\p{ID_Continue}]$/u.test(text.slice(0, call.from)) && !outer ? ' ' : '';
  const start = `${gap}${outer ? '(' : ''}await `;
  // Line ends and comments between the parentheses stay, and then the parentheses must.
  if (/[\n#\\]/.test(before + after)) {
    const kept = keepLayout(list, coroutine);
    return [{ start: call.from, end: list.from, text: start }, ...kept, ...(outer ? [insert(list.to, ')')] : [])];
  }
  const bare = coroutine.node !== undefined && PRIMARY.has(coroutine.node.name) && !breaksLine(coroutine.node, text);
  const joins =
    /^[\p{ID_Continue}]/u.test(text.slice(call.to)) && /[\p{ID_Continue}]$/u.test(text.slice(0, coroutine.to));
  return [
    { start: call.from, end: coroutine.from, text: bare ? start : `${start}(` },
    { start: coroutine.to, end: list.to, text: `${bare ? '' : ')'}${outer ? ')' : bare && joins ? ' ' : ''}` },
  ];
}

const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });

/** Takes away every argument but the coroutine, and every comma; blanks, line ends and comments stay. */
function keepLayout(list: SyntaxNode, coroutine: Piece): Edit[] {
  return childrenOf(list)
    .slice(1, -1)
    .filter((node) => node.name !== 'Comment' && (node.to <= coroutine.from || node.from >= coroutine.to))
    .map((node) => ({ start: node.from, end: node.to, text: '' }));
}

/** A line end in the expression that only the call's parentheses allow. */
function breaksLine(node: SyntaxNode, text: string): boolean {
  if (!text.slice(node.from, node.to).includes('\n')) return false;
  if (/^(?:Array|Dictionary|Set|Tuple|Parenthesized|Comprehension)/.test(node.name)) return false;
  if (node.name === 'String' || node.name === 'FormatString') return false;
  if (node.name === 'ArgList') return false;
  if (node.name === 'MemberExpression' && node.lastChild?.name === ']') {
    return node.firstChild !== null && breaksLine(node.firstChild, text);
  }
  const children = childrenOf(node);
  const gaps = children.slice(1).map((child, index) => text.slice(children[index]?.to, child.from));
  return gaps.some((gap) => gap.includes('\n')) || children.some((child) => breaksLine(child, text));
}

/** `asyncio.run(a()).x`, `asyncio.run(a())[0]`, `asyncio.run(a())()`, `await asyncio.run(a())`. */
function isOperandOfPrimary(call: SyntaxNode): boolean {
  const parent = call.parent;
  if (parent?.name === 'AwaitExpression') return true;
  return (parent?.name === 'MemberExpression' || parent?.name === 'CallExpression') && parent.from === call.from;
}
