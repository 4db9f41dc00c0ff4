import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from './parse.ts';

/** Stands for any function that the lesson itself defines. */
export const FUNCTION = '<function>';

/**
 * What the names of a scope stand for, as far as the code shows it: the dotted name of a module or of something in it,
 * FUNCTION, or undefined for anything else. A name bound to anything else hides the outer one.
 */
export interface Scope {
  readonly own: Map<string, string | undefined>;
  readonly outer?: Scope;
}

/**
 * The dotted name that `a`, `a.b` or `(a.b)` stands for: `aio.run` is `asyncio.run` after `import asyncio as aio`. A
 * name that was never bound is taken for the module of that name, because the fragments of a lesson leave imports out.
 */
export function resolveName(scope: Scope, node: SyntaxNode, text: string): string | undefined {
  if (node.name === 'VariableName') return lookUp(scope, text.slice(node.from, node.to));
  if (node.name === 'ParenthesizedExpression') {
    const [, inner, close] = childrenOf(node);
    return inner !== undefined && close?.name === ')' ? resolveName(scope, inner, text) : undefined;
  }
  const property = node.lastChild;
  if (node.name !== 'MemberExpression' || node.firstChild === null || property?.name !== 'PropertyName')
    return undefined;
  const object = resolveName(scope, node.firstChild, text);
  return object === undefined || object === FUNCTION
    ? undefined
    : `${object}.${text.slice(property.from, property.to)}`;
}

function lookUp(scope: Scope, name: string): string | undefined {
  if (scope.own.has(name)) return scope.own.get(name);
  return scope.outer === undefined ? name : lookUp(scope.outer, name);
}

/** What an import statement binds, by name. `exported` are the names that `from module import *` gives. */
export function importedNames(
  statement: SyntaxNode,
  text: string,
  exported: (module: string) => readonly string[] = () => [],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const words = childrenOf(statement)
    .filter((node) => node.name !== 'Comment')
    .map((node) => text.slice(node.from, node.to));
  const at = words.indexOf('import');
  const module = words[0] === 'from' ? words.slice(1, at).join('') : undefined;
  const listed = words.slice(at + 1).filter((word) => word !== '(' && word !== ')');
  for (const part of splitAt(listed, (word) => word === ',')) {
    const as = part.indexOf('as');
    const path = part.slice(0, as === -1 ? part.length : as).join('');
    const alias = as === -1 ? undefined : part[as + 1];
    if (path === '*') for (const name of exported(module ?? '')) names.set(name, `${module}.${name}`);
    else if (module !== undefined && path !== '') names.set(alias ?? path, `${module}.${path}`);
    else if (path !== '')
      names.set(alias ?? path.split('.')[0] ?? path, alias === undefined ? (path.split('.')[0] ?? path) : path);
  }
  return names;
}

/** Where a name stands. */
export interface NameRange {
  readonly from: number;
  readonly to: number;
}

/** The names that an assignment target binds: `a`, `(a, *b)`, `[a, b]`; not `a.b` or `a[0]`. */
export function targetNames(node: SyntaxNode, text: string): readonly NameRange[] {
  if (node.name === 'VariableName')
    return /^[([]|\./.test(text.slice(node.from, node.to)) ? maskedNames(node, text) : [node];
  if (!['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression'].includes(node.name)) return [];
  return childrenOf(node).flatMap((child) => targetNames(child, text));
}

/** The names in a target that stands in the tree as one name, because the parser does not know it: `with a as (b, c)`. */
function maskedNames(node: SyntaxNode, text: string): readonly NameRange[] {
  const names = text.slice(node.from, node.to).matchAll(/(?<![\w.])[\p{ID_Start}_]\w*(?![\w.[(])/gu);
  return [...names].map(({ 0: name, index }) => ({ from: node.from + index, to: node.from + index + name.length }));
}

/** The parts of a list between its separators, which are left out. */
export function splitAt<T>(list: readonly T[], separates: (item: T) => boolean): T[][] {
  const parts: T[][] = [[]];
  for (const item of list) {
    if (separates(item)) parts.push([]);
    else parts.at(-1)?.push(item);
  }
  return parts;
}
