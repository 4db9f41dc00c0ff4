import type { SyntaxNode } from '@lezer/common';
import type { Change } from './change.ts';
import { childrenOf } from './parse.ts';

/** Functions and methods with those that are mistaken for them. */
const OTHERS: Readonly<Record<string, string>> = {
  ...{ min: 'max', max: 'min', any: 'all', all: 'any' },
  ...{ mean: 'sum', sum: 'mean', head: 'tail', tail: 'head', union: 'intersection', intersection: 'union' },
  ...{ startswith: 'endswith', endswith: 'startswith', floor: 'ceil', ceil: 'floor' },
};

/** Of these only the methods: the functions of that name have no counterpart. */
const METHODS_ONLY: ReadonlySet<string> = new Set(['mean', 'sum']);

/** Methods that give back what they are called on, only otherwise: one that is forgotten breaks nothing. */
const FORGETTABLE: ReadonlySet<string> = new Set([
  ...['lower', 'upper', 'title', 'capitalize', 'casefold', 'strip', 'lstrip', 'rstrip', 'replace'],
  ...['dropna', 'fillna', 'sort_values', 'sort_index', 'drop_duplicates', 'round', 'abs'],
]);

/** Functions that give a list of what is in their first argument. */
const ORDERING: ReadonlySet<string> = new Set(['sorted', 'reversed']);

/** The mistakes that can be made with a call: another function, one that is forgotten. */
export function ofCall(node: SyntaxNode, text: string): Change[] {
  const [callee, argumentList] = childrenOf(node);
  if (callee === undefined) return [];
  const isMethod = callee.name === 'MemberExpression';
  const [object] = childrenOf(callee);
  const named = isMethod ? childrenOf(callee).at(-1) : callee.name === 'VariableName' ? callee : undefined;
  if (named === undefined) return [];
  const name = text.slice(named.from, named.to);
  const other = Object.hasOwn(OTHERS, name) && (isMethod || !METHODS_ONLY.has(name)) ? OTHERS[name] : undefined;
  if (other !== undefined) {
    return [{ start: named.from, end: named.to, text: other, description: `\`${name}\` became \`${other}\`` }];
  }
  if (isMethod && object !== undefined && FORGETTABLE.has(name)) {
    const kept = text.slice(object.from, object.to);
    return [{ start: node.from, end: node.to, text: kept, description: `\`.${name}(…)\` left out` }];
  }
  const [, first] = argumentList === undefined ? [] : childrenOf(argumentList);
  if (!isMethod && first !== undefined && ORDERING.has(name)) {
    const kept = `list(${text.slice(first.from, first.to)})`;
    return [{ start: node.from, end: node.to, text: kept, description: `\`${name}\` left out` }];
  }
  return [];
}
