import type { SyntaxNode } from '@lezer/common';
import { type AsyncState, exportedNames, type FunctionFacts, siteOf } from './async-facts.ts';
import { childrenOf } from './parse.ts';
import { FUNCTION, importedNames, resolveName, type Scope, splitAt, targetNames } from './scope.ts';

/** Where code stands: only in `module` may `await` be written; in `function` it is not run by the cell itself. */
export type Place = 'module' | 'class' | 'generator' | 'annotation' | 'magic' | 'function';

export interface Context {
  readonly place: Place;
  readonly scope: Scope;
  /** The function that the code stands in; undefined inside of a coroutine function and outside of any function. */
  readonly facts?: FunctionFacts;
}

/** What the walk knows when it comes to a call. */
export interface Known {
  readonly functions: Map<string, FunctionFacts>;
  readonly methods: Map<string, FunctionFacts>;
  /** Walks through a function that stands in the call, and says what it calls. */
  readonly visitFunction: (node: SyntaxNode, context: Context) => FunctionFacts | undefined;
}

/**
 * Walks through a cell in the order in which Python runs it, and keeps what names stand for and what functions call.
 * Every call is told with the place and the scope that it stands in, before what is inside of it.
 */
export function walkCalls(
  nodes: readonly SyntaxNode[],
  text: string,
  place: Place,
  before: AsyncState,
  onCall: (call: SyntaxNode, context: Context, known: Known) => void,
): Omit<AsyncState, 'nested'> {
  const globals: Scope = { own: new Map(before.names) };
  const functions = new Map(before.functions);
  const methods = new Map(before.methods);
  const known: Known = { functions, methods, visitFunction };
  visitAll(nodes, { place, scope: globals });
  return { names: globals.own, functions, methods };

  function visitAll(nodes: readonly SyntaxNode[], context: Context): void {
    for (const node of nodes) visit(node, context);
  }

  function visit(node: SyntaxNode, context: Context): void {
    const children = childrenOf(node);
    switch (node.name) {
      case 'CallExpression':
        onCall(node, context, known);
        if (node.lastChild?.name === 'ArgList') {
          if (node.firstChild !== null) visit(node.firstChild, context);
          visitArguments(node.lastChild, context);
          return;
        }
        visitAll(children, context);
        return;
      case 'AssignStatement':
        visitAssign(children, context);
        return;
      case 'NamedExpression':
        visitAll(children.slice(1), context);
        bindAll(children.slice(0, 1), context);
        return;
      case 'UpdateStatement':
        visitAll(children, context);
        bindAll(children.slice(0, 1), context);
        return;
      case 'DeleteStatement':
        bindAll(children.slice(1), context);
        return;
      case 'ImportStatement':
        for (const [name, target] of importedNames(node, text, exportedNames)) context.scope.own.set(name, target);
        return;
      case 'ForStatement': {
        const at = children.findIndex((child) => child.name === 'in');
        const body = children.findIndex((child) => child.name === 'Body');
        visitAll(children.slice(at, body), context);
        bindAll(children.slice(0, at), context);
        visitAll(children.slice(body), context);
        return;
      }
      case 'WithStatement':
      case 'TryStatement':
        children.forEach((child, index) => {
          visit(child, context);
          if (children[index - 1]?.name === 'as') bindAll([child], context);
        });
        return;
      case 'CapturePattern':
        bindAll(children, context);
        return;
      case 'ClassPattern':
        visitAll(children.slice(1), context);
        return;
      case 'FunctionDefinition':
      case 'LambdaExpression':
        visitFunction(node, context);
        return;
      case 'ClassDefinition':
        visitClass(children, context);
        return;
      case 'TypeDef':
      case 'TypeDefinition':
        visitAll(children, { ...context, place: context.place === 'module' ? 'annotation' : context.place });
        return;
      case 'ArrayComprehensionExpression':
      case 'SetComprehensionExpression':
      case 'DictionaryComprehensionExpression':
        visitComprehension(children, context, context.place);
        return;
      case 'ComprehensionExpression':
        visitComprehension(children, context, 'generator');
        return;
      default:
        visitAll(children, context);
        return;
    }
  }

  function visitArguments(list: SyntaxNode, context: Context): void {
    const children = childrenOf(list);
    if (children.some((child) => child.name === 'for')) {
      visitComprehension(children, context, 'generator');
      return;
    }
    for (const argument of splitAt(children, (child) => child.name === ',')) {
      const [name, operator] = argument;
      visitAll(operator?.name === 'AssignOp' ? argument.slice(2) : argument, context);
      if (name !== undefined && operator !== undefined && word(operator) === ':=') bindAll([name], context);
    }
  }

  /** The first iterable is evaluated outside of the comprehension, all else inside. */
  function visitComprehension(children: readonly SyntaxNode[], context: Context, place: Place): void {
    const scope: Scope = { own: new Map(), outer: context.scope };
    const inside = { ...context, scope, place: context.place === 'module' ? place : context.place };
    const first = children.findIndex((child) => child.name === 'in');
    children.forEach((child, index) => {
      if (child.name !== 'for') return;
      const end = children.findIndex((other, at) => at > index && other.name === 'in');
      for (const name of children.slice(index + 1, end).flatMap((child) => targetNames(child, text)))
        scope.own.set(word(name), undefined);
    });
    children.forEach((child, index) => {
      visit(child, index === first + 1 ? context : inside);
    });
  }

  function visitAssign(children: readonly SyntaxNode[], context: Context): void {
    const parts = splitAt(children, (child) => child.name === 'AssignOp');
    const [value = [], ...targets] = parts.length > 1 ? [...parts].reverse() : [[], ...parts];
    const only = value.length === 1 ? value[0] : undefined;
    const facts = only?.name === 'LambdaExpression' ? visitFunction(only, context) : undefined;
    if (facts === undefined) visitAll(value, context);
    const meaning = only === undefined ? undefined : facts === undefined ? resolvedModule(only, context) : FUNCTION;
    for (const target of targets.flat()) {
      visit(target, context);
      for (const name of targetNames(target, text)) context.scope.own.set(word(name), meaning);
      if (facts !== undefined && target.name === 'VariableName') {
        remember(word(target), { ...facts, name: word(target) }, context);
      }
    }
  }

  /** What an assignment's value stands for; a name that was never bound is no module here. */
  function resolvedModule(value: SyntaxNode, context: Context): string | undefined {
    const name = resolveName(context.scope, value, text);
    return name?.includes('.') || name === 'asyncio' || name === FUNCTION ? name : undefined;
  }

  function visitFunction(node: SyntaxNode, context: Context): FunctionFacts | undefined {
    const children = childrenOf(node);
    const name = children.find((child) => child.name === 'VariableName' && node.name === 'FunctionDefinition');
    const scope: Scope = { own: new Map(), outer: context.scope };
    let body = children.findIndex((child) => child.name === 'Body' || child.name === ':');
    if (body === -1) body = children.length;
    for (const child of children.slice(0, body)) {
      if (child.name !== 'ParamList') {
        if (child.name === 'TypeDef') visit(child, context);
        continue;
      }
      for (const parameter of splitAt(childrenOf(child), (one) => one.name === ',')) {
        const equals = parameter.findIndex((one) => one.name === 'AssignOp');
        if (equals !== -1) visitAll(parameter.slice(equals + 1), context);
        for (const part of parameter.slice(0, equals === -1 ? undefined : equals)) {
          if (part.name === 'TypeDef') visit(part, context);
          else if (part.name === 'VariableName') scope.own.set(word(part), undefined);
        }
      }
    }
    const isAsync = children[0]?.name === 'async';
    const facts: FunctionFacts = { name: name ? word(name) : 'lambda', calls: [], inner: new Map() };
    if (name !== undefined) {
      context.scope.own.set(word(name), FUNCTION);
      remember(word(name), isAsync ? undefined : facts, context);
    }
    visitAll(children.slice(body), { place: 'function', scope, ...(isAsync ? {} : { facts }) });
    return isAsync ? undefined : facts;
  }

  function visitClass(children: readonly SyntaxNode[], context: Context): void {
    const name = children.find((child) => child.name === 'VariableName');
    const body = children.find((child) => child.name === 'Body');
    for (const child of children) if (child.name === 'ArgList') visitArguments(child, context);
    if (name !== undefined) context.scope.own.set(word(name), undefined);
    if (body === undefined) return;
    const facts: FunctionFacts = { name: name ? word(name) : '', calls: [], inner: new Map() };
    const scope: Scope = { own: new Map(), outer: context.scope };
    // A class in a function is part of the function for us: its body runs when the function does.
    const place = context.place === 'module' ? 'class' : context.place;
    visit(body, { ...context, place, scope, ...(context.place === 'function' ? {} : { facts }) });
    if (context.place === 'function') return;
    for (const [method, one] of facts.inner) if (siteOf(one, { functions, methods })) methods.set(method, one);
    const made = facts.inner.get('__init__');
    if (made !== undefined && name !== undefined) remember(word(name), { ...made, name: word(name) }, context);
  }

  /** Keeps what a function calls under its name; the name's earlier meaning ends. */
  function remember(name: string, facts: FunctionFacts | undefined, context: Context): void {
    const ofName = context.facts?.inner ?? functions;
    if (facts === undefined) ofName.delete(name);
    else ofName.set(name, facts);
  }

  function bindAll(targets: readonly SyntaxNode[], context: Context): void {
    for (const target of targets) {
      if (target.name !== 'VariableName') visit(target, context);
      for (const name of targetNames(target, text)) {
        context.scope.own.set(word(name), undefined);
        if (context.place === 'module') functions.delete(word(name));
      }
    }
  }

  function word(node: { readonly from: number; readonly to: number }): string {
    return text.slice(node.from, node.to);
  }
}
