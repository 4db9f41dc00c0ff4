import type { SyntaxNode } from '@lezer/common';
import { childrenOf, parsePython } from './parse.ts';

/** Classes whose methods are named only: nothing is missing in them. */
const NAMES_ONLY = /\b(?:Protocol|ABC|ABCMeta|TypedDict|NamedTuple)\b/;

/** The decorator of a function that others write out, directly above it. */
const DECLARES =
  /^[ \t]*@[\w.]*(?:overload|abstractmethod)[^\n]*\n(?:[ \t]*@[^\n]*\n)*[ \t]*(?:async[ \t]+)?(?![\s\S])/m;

/**
 * The functions and classes of a cell that stand there unfinished: `...` stands in place of code. `class Done(Exception): ...`
 * is whole, and so are protocols, abstract methods and overloads.
 */
export function sketchedNames(text: string): string[] {
  if (!text.includes('...')) return [];
  const { tree } = parsePython(text);
  return childrenOf(tree.topNode).flatMap((node) => {
    if (!isDefinition(node) || !isSketch(node, text)) return [];
    const name = childrenOf(node).find((child) => child.name === 'VariableName');
    return name === undefined ? [] : [text.slice(name.from, name.to)];
  });
}

/** Decorators stand beside it in the tree (`mask`). */
function isDefinition({ name }: SyntaxNode): boolean {
  return name === 'FunctionDefinition' || name === 'ClassDefinition';
}

function isSketch(definition: SyntaxNode, text: string): boolean {
  const body = childrenOf(definition).find(({ name }) => name === 'Body');
  if (body === undefined || DECLARES.test(text.slice(0, definition.from))) return false;
  const statements = childrenOf(body).filter(({ name }) => name !== ':' && name !== 'Comment');
  const isOpen = statements.some(isEllipsis);
  if (definition.name === 'FunctionDefinition') return isOpen;
  if (NAMES_ONLY.test(text.slice(definition.from, body.from))) return false;
  const says = statements.filter((one) => !isEllipsis(one) && one.firstChild?.name !== 'String');
  return (isOpen && says.length > 0) || says.some((one) => isDefinition(one) && isSketch(one, text));
}

function isEllipsis({ name, firstChild }: SyntaxNode): boolean {
  return name === 'ExpressionStatement' && firstChild?.name === 'Ellipsis' && firstChild.nextSibling === null;
}
