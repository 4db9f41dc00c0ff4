import type { SyntaxNode } from '@lezer/common';
import { type AsyncState, exportedNames, type FunctionFacts, siteOf } from './async-facts.ts';
import { childrenOf } from './parse.ts';
import { FUNCTION, importedNames, resolveName, type Scope, splitAt, targetNames } from './scope.ts';

/** Where code stands: only in `module` may `await` be written; in `function` it is not run by the cell itself. */
export type CodePlace = 'module' | 'class' | 'generator' | 'annotation' | 'magic' | 'function';

export interface CallContext {
  readonly place: CodePlace;
  readonly scope: Scope;
  /** The function that the code stands in; undefined inside of a coroutine function and outside of any function. */
  readonly facts?: FunctionFacts;
}

/** A walk through a cell: what it knows when it comes to a call. */
export interface CallWalk {
  readonly text: string;
  readonly onCall: (call: SyntaxNode, context: CallContext, walk: CallWalk) => void;
  readonly functions: Map<string, FunctionFacts>;
  readonly methods: Map<string, FunctionFacts>;
}

/**
 * Walks through a cell in the order in which Python runs it, and keeps what names stand for and what functions call.
 * Every call is told with the place and the scope that it stands in, before what is inside of it.
 */
export function walkCalls(
  nodes: readonly SyntaxNode[],
  text: string,
  place: CodePlace,
  before: AsyncState,
  onCall: CallWalk['onCall'],
): Omit<AsyncState, 'nested'> {
  const functions = new Map(before.functions);
  const methods = new Map(before.methods);
  const globals: Scope = { own: new Map(before.names) };
  visitAll({ text, onCall, functions, methods }, nodes, { place, scope: globals });
  return { names: globals.own, functions, methods };
}

function visitAll(walk: CallWalk, nodes: readonly SyntaxNode[], context: CallContext): void {
  for (const node of nodes) visit(walk, node, context);
}

/** By the names of @lezer/python. */
function visit(walk: CallWalk, node: SyntaxNode, context: CallContext): void {
  const children = childrenOf(node);
  switch (node.name) {
    case 'CallExpression':
      walk.onCall(node, context, walk);
      visitAll(walk, children.slice(0, -1), context);
      for (const last of children.slice(-1)) {
        if (last.name === 'ArgList') visitArguments(walk, last, context);
        else visit(walk, last, context);
      }
      return;
    case 'AssignStatement':
      visitAssign(walk, children, context);
      return;
    case 'NamedExpression':
      visitAll(walk, children.slice(1), context);
      bindAll(walk, children.slice(0, 1), context);
      return;
    case 'UpdateStatement':
      visitAll(walk, children, context);
      bindAll(walk, children.slice(0, 1), context);
      return;
    case 'DeleteStatement':
      bindAll(walk, children.slice(1), context);
      return;
    case 'ImportStatement':
      for (const [name, target] of importedNames(node, walk.text, exportedNames)) context.scope.own.set(name, target);
      return;
    case 'ForStatement': {
      const at = children.findIndex((child) => child.name === 'in');
      const body = children.findIndex((child) => child.name === 'Body');
      visitAll(walk, children.slice(at, body), context);
      bindAll(walk, children.slice(0, at), context);
      visitAll(walk, children.slice(body), context);
      return;
    }
    case 'WithStatement':
    case 'TryStatement':
      children.forEach((child, index) => {
        visit(walk, child, context);
        if (children[index - 1]?.name === 'as') bindAll(walk, [child], context);
      });
      return;
    case 'CapturePattern':
      bindAll(walk, children, context);
      return;
    case 'ClassPattern':
      visitAll(walk, children.slice(1), context);
      return;
    case 'FunctionDefinition':
    case 'LambdaExpression':
      visitFunction(walk, node, context);
      return;
    case 'ClassDefinition':
      visitClass(walk, children, context);
      return;
    case 'TypeDef':
    case 'TypeDefinition':
      visitAll(walk, children, { ...context, place: context.place === 'module' ? 'annotation' : context.place });
      return;
    case 'ArrayComprehensionExpression':
    case 'SetComprehensionExpression':
    case 'DictionaryComprehensionExpression':
      visitComprehension(walk, children, context, context.place);
      return;
    case 'ComprehensionExpression':
      visitComprehension(walk, children, context, 'generator');
      return;
    default:
      visitAll(walk, children, context);
      return;
  }
}

function visitArguments(walk: CallWalk, list: SyntaxNode, context: CallContext): void {
  const children = childrenOf(list);
  if (children.some((child) => child.name === 'for')) {
    visitComprehension(walk, children, context, 'generator');
    return;
  }
  for (const argument of splitAt(children, (child) => child.name === ',')) {
    const [name, operator] = argument;
    visitAll(walk, operator?.name === 'AssignOp' ? argument.slice(2) : argument, context);
    if (name !== undefined && operator !== undefined && word(walk, operator) === ':=') bindAll(walk, [name], context);
  }
}

/** The first iterable is evaluated outside of the comprehension, all else inside. */
function visitComprehension(
  walk: CallWalk,
  children: readonly SyntaxNode[],
  context: CallContext,
  place: CodePlace,
): void {
  const scope: Scope = { own: new Map(), outer: context.scope };
  const inside = { ...context, scope, place: context.place === 'module' ? place : context.place };
  const first = children.findIndex((child) => child.name === 'in');
  children.forEach((child, index) => {
    if (child.name !== 'for') return;
    const end = children.findIndex((other, at) => at > index && other.name === 'in');
    for (const name of children.slice(index + 1, end).flatMap((child) => targetNames(child, walk.text)))
      scope.own.set(word(walk, name), undefined);
  });
  children.forEach((child, index) => {
    visit(walk, child, index === first + 1 ? context : inside);
  });
}

function visitAssign(walk: CallWalk, children: readonly SyntaxNode[], context: CallContext): void {
  const parts = splitAt(children, (child) => child.name === 'AssignOp');
  const [value = [], ...targets] = parts.length > 1 ? [...parts].reverse() : [[], ...parts];
  const only = value.length === 1 ? value[0] : undefined;
  const facts = only?.name === 'LambdaExpression' ? visitFunction(walk, only, context) : undefined;
  if (facts === undefined) visitAll(walk, value, context);
  const meaning = only === undefined ? undefined : facts === undefined ? resolvedModule(walk, only, context) : FUNCTION;
  for (const target of targets.flat()) {
    visit(walk, target, context);
    for (const name of targetNames(target, walk.text)) context.scope.own.set(word(walk, name), meaning);
    if (facts !== undefined && target.name === 'VariableName') {
      remember(walk, word(walk, target), { ...facts, name: word(walk, target) }, context);
    }
  }
}

/** What an assignment's value stands for; a name that was never bound is no module here. */
function resolvedModule(walk: CallWalk, value: SyntaxNode, context: CallContext): string | undefined {
  const name = resolveName(context.scope, value, walk.text);
  return name?.includes('.') || name === 'asyncio' || name === FUNCTION ? name : undefined;
}

/** Walks through a function, and says what it calls; of a coroutine function, nothing: it may await. */
export function visitFunction(walk: CallWalk, node: SyntaxNode, context: CallContext): FunctionFacts | undefined {
  const children = childrenOf(node);
  const name = children.find((child) => child.name === 'VariableName' && node.name === 'FunctionDefinition');
  const isAsync = children[0]?.name === 'async';
  const at = children.findIndex((child) => child.name === 'Body' || child.name === ':');
  const body = at === -1 ? children.length : at;
  const scope: Scope = { own: new Map(), outer: context.scope };
  for (const child of children.slice(0, body)) {
    if (child.name === 'ParamList') visitParameters(walk, child, context, scope);
    else if (child.name === 'TypeDef') visit(walk, child, context);
  }
  const facts: FunctionFacts = { name: name ? word(walk, name) : 'lambda', calls: [], inner: new Map() };
  if (name !== undefined) {
    context.scope.own.set(word(walk, name), FUNCTION);
    remember(walk, word(walk, name), isAsync ? undefined : facts, context);
  }
  visitAll(walk, children.slice(body), { place: 'function', scope, ...(isAsync ? {} : { facts }) });
  return isAsync ? undefined : facts;
}

/** Defaults and annotations are evaluated outside of the function, and parameters are names of its own. */
function visitParameters(walk: CallWalk, list: SyntaxNode, context: CallContext, scope: Scope): void {
  for (const parameter of splitAt(childrenOf(list), (child) => child.name === ',')) {
    const equals = parameter.findIndex((part) => part.name === 'AssignOp');
    if (equals !== -1) visitAll(walk, parameter.slice(equals + 1), context);
    for (const part of parameter.slice(0, equals === -1 ? undefined : equals)) {
      if (part.name === 'TypeDef') visit(walk, part, context);
      else if (part.name === 'VariableName') scope.own.set(word(walk, part), undefined);
    }
  }
}

function visitClass(walk: CallWalk, children: readonly SyntaxNode[], context: CallContext): void {
  const name = children.find((child) => child.name === 'VariableName');
  const body = children.find((child) => child.name === 'Body');
  for (const child of children) if (child.name === 'ArgList') visitArguments(walk, child, context);
  if (name !== undefined) context.scope.own.set(word(walk, name), undefined);
  if (body === undefined) return;
  const facts: FunctionFacts = { name: name ? word(walk, name) : '', calls: [], inner: new Map() };
  const scope: Scope = { own: new Map(), outer: context.scope };
  // A class in a function is part of the function for us: its body runs when the function does.
  const place = context.place === 'module' ? 'class' : context.place;
  visit(walk, body, { ...context, place, scope, ...(context.place === 'function' ? {} : { facts }) });
  if (context.place === 'function') return;
  for (const [method, one] of facts.inner) if (siteOf(one, walk)) walk.methods.set(method, one);
  const made = facts.inner.get('__init__');
  if (made !== undefined && name !== undefined)
    remember(walk, word(walk, name), { ...made, name: word(walk, name) }, context);
}

/** Keeps what a function calls under its name; the name's earlier meaning ends. */
function remember(walk: CallWalk, name: string, facts: FunctionFacts | undefined, context: CallContext): void {
  const ofName = context.facts?.inner ?? walk.functions;
  if (facts === undefined) ofName.delete(name);
  else ofName.set(name, facts);
}

/** Binds names to something that is not known; any other target is walked through. */
function bindAll(walk: CallWalk, targets: readonly SyntaxNode[], context: CallContext): void {
  for (const target of targets) {
    if (target.name !== 'VariableName') visit(walk, target, context);
    for (const name of targetNames(target, walk.text)) {
      context.scope.own.set(word(walk, name), undefined);
      if (context.place === 'module') walk.functions.delete(word(walk, name));
    }
  }
}

function word(walk: CallWalk, node: { readonly from: number; readonly to: number }): string {
  return walk.text.slice(node.from, node.to);
}
