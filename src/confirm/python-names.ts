import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Code } from '../lesson/lesson.ts';
import { originOf } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';

/** A name that code binds at module level, and where in the code. */
export interface Binding {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The names that a cell binds for the cells after it: assignments, definitions, imports, loop and `with` targets. */
export function moduleBindings(source: string): Binding[] {
  const found: Binding[] = [];
  const add = (node: SyntaxNode) =>
    found.push({ name: source.slice(node.from, node.to), start: node.from, end: node.to });
  visit(parse(source).topNode, (node) => {
    switch (node.name) {
      case 'FunctionDefinition':
      case 'ClassDefinition': {
        const name = node.getChild('VariableName');
        if (name !== null) add(name);
        return false;
      }
      case 'LambdaExpression':
      case 'ArrayComprehensionExpression':
      case 'ComprehensionExpression':
      case 'SetComprehensionExpression':
      case 'DictionaryComprehensionExpression':
        return false;
      case 'AssignStatement':
      case 'UpdateStatement':
      case 'NamedExpression':
        targets(
          node,
          (child) => child.name === 'AssignOp' || child.name === 'UpdateOp' || child.name === 'TypeDef',
        ).forEach(add);
        return true;
      case 'ForStatement':
        targets(node, (child) => child.name === 'in').forEach(add);
        return true;
      case 'ImportStatement':
        imported(node).forEach(add);
        return false;
      case 'as': {
        const next = node.nextSibling;
        if (next !== null) names(next).forEach(add);
        return false;
      }
      default:
        return true;
    }
  });
  return found;
}

/** Every name that stands in a cell's code as a variable, wherever. */
export function usedNames(source: string): Set<string> {
  const used = new Set<string>();
  visit(parse(source).topNode, (node) => {
    if (node.name === 'VariableName') used.add(source.slice(node.from, node.to));
    return true;
  });
  return used;
}

/** Answers where the lesson's cells first bind a name. */
export function firstBindings(cells: readonly Code[]): (name: string) => Span | undefined {
  const places = new Map<string, Span>();
  for (const { language, source } of cells) {
    if (language !== 'python') continue;
    for (const { name, start, end } of moduleBindings(source.text)) {
      if (!places.has(name)) places.set(name, originOf(source, start, end));
    }
  }
  return (name) => places.get(name);
}

/** Magics and shell lines are no Python; blanks in their place keep every offset. */
function parse(source: string): Tree {
  return parser.parse(source.replace(/^[ \t]*[%!].*$/gm, (line) => ' '.repeat(line.length)));
}

function visit(node: SyntaxNode, enter: (node: SyntaxNode) => boolean): void {
  if (!enter(node)) return;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) visit(child, enter);
}

/** The names before the last operator of an assignment, or before `in`: `a = b = 1`, `a, (b, *c) = f()`. */
function targets(node: SyntaxNode, ends: (child: SyntaxNode) => boolean): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  const last = children.findLastIndex(ends);
  return children.slice(0, Math.max(last, 0)).flatMap(names);
}

/** Plain names in a target; `a.b` and `a[0]` bind nothing. */
function names(node: SyntaxNode): SyntaxNode[] {
  if (node.name === 'VariableName') return [node];
  if (!['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression'].includes(node.name) && node.name !== '*')
    return [];
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(...names(child));
  return found;
}

/** `import a.b` binds `a`, `import a as b` and `from a import b` bind `b`. */
function imported(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let importing = false;
  let dotted = false;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === 'import') importing = true;
    else if (child.name === '.') dotted = true;
    else if (child.name === ',') dotted = false;
    else if (child.name === 'as') found.pop();
    else if (importing && child.name === 'VariableName') {
      const renamed = child.prevSibling?.name === 'as';
      if (renamed || !dotted) found.push(child);
      dotted = false;
    }
  }
  return found;
}
