import type { SyntaxNode } from '@lezer/common';
import { type Diagnostic, diagnostic, type Related } from '../../diagnostics/diagnostic.ts';
import { type Edit, editMapped, type MappedText, originOf } from '../../text/mapped-text.ts';
import { awaitCall, type Piece } from './async-call.ts';
import {
  type AsyncState,
  blockingCall,
  CALLERS,
  emptyState,
  exportedNames,
  FUTURES,
  type FunctionFacts,
  siteOf,
} from './async-facts.ts';
import { childrenOf, parsePython } from './parse.ts';
import { FUNCTION, importedNames, resolveName, type Scope, splitAt, targetNames } from './scope.ts';

/** Where code stands: only in `module` may `await` be written; in `function` it is not run by the cell itself. */
type Place = 'module' | 'class' | 'generator' | 'annotation' | 'magic' | 'function';

interface Context {
  readonly place: Place;
  readonly scope: Scope;
  /** The function that the code stands in; undefined inside of a coroutine function and outside of any function. */
  readonly facts?: FunctionFacts;
}

const PLACES: Readonly<Record<Exclude<Place, 'module' | 'function'>, readonly [string, string]>> = {
  class: ['in a class body', 'call it before the class statement and use the result in the class'],
  generator: ['in a generator expression', 'use a list comprehension: it may await'],
  annotation: ['in an annotation', 'move the call into a statement of its own'],
  magic: ['under a magic command', 'leave the magic out: `await` does not work under it either'],
};

export type { AsyncState } from './async-facts.ts';

/**
 * Makes the module level of a Python cell work in a notebook, where an event loop runs already: `asyncio.run(X)`
 * becomes `await X`, and nothing else changes. What cannot be carried over stays as it is and gives a diagnostic. A
 * cell with a syntax error stays as it is. `known` is the `known` of the lesson's cell before this one.
 */
export function rewriteAsync(
  source: MappedText,
  file: string,
  known: AsyncState = emptyState,
): { source: MappedText; diagnostics: Diagnostic[]; known: AsyncState } {
  const { text } = source;
  const cell = parsePython(text);
  if (!cell.valid) return { source, diagnostics: [], known };
  const edits: Edit[] = [];
  const diagnostics: Diagnostic[] = [];
  const globals: Scope = { own: new Map(known.names) };
  const functions = new Map(known.functions);
  const methods = new Map(known.methods);
  let nested = known.nested;
  const warned = new Set<FunctionFacts>();

  for (const token of cell.tokens) {
    const call = token.type === 'magic' ? /\basyncio\s*\.\s*run\s*\(/.exec(text.slice(token.start, token.end)) : null;
    if (call && !/^!/.test(text.slice(token.start))) {
      warnPlace('magic', token.start + call.index, token.start + call.index + call[0].length - 1);
    }
  }
  const place = cell.cellMagic === undefined ? 'module' : 'magic';
  visitAll(childrenOf(cell.tree.topNode), { place, scope: globals });
  return {
    source: editMapped(source, edits),
    diagnostics,
    known: { names: globals.own, functions, methods, nested },
  };

  function visitAll(nodes: readonly SyntaxNode[], context: Context): void {
    for (const node of nodes) visit(node, context);
  }

  function visit(node: SyntaxNode, context: Context): void {
    const children = childrenOf(node);
    switch (node.name) {
      case 'CallExpression':
        visitCall(node, context);
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
    const known = context.facts?.inner ?? functions;
    if (facts === undefined) known.delete(name);
    else known.set(name, facts);
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

  function visitCall(call: SyntaxNode, context: Context): void {
    const callee = call.firstChild;
    if (callee === null) return;
    const name = resolveName(context.scope, callee, text);
    const method = callee.name === 'MemberExpression' && callee.lastChild ? word(callee.lastChild) : undefined;
    if (name === 'nest_asyncio.apply') nested = true;
    const blocking = blockingCall(name, method);
    if (context.place === 'function') {
      const facts = context.facts;
      const what = blocking?.what;
      if (facts === undefined) return;
      if (what !== undefined && !nested) facts.site ??= { what, file, span: originOf(source, call.from, call.to) };
      else facts.calls.push(callee.name === 'VariableName' ? word(callee) : `.${method}`);
      return;
    }
    if (blocking?.what === 'asyncio.run') runCall(call, callee, context);
    else if (blocking !== undefined) {
      warn(
        'async-loop-running',
        `\`${blocking.what}\` raises in a notebook, where an event loop is already running`,
        callee,
        {
          help: blocking.help,
        },
      );
    } else calledFunctions(call, callee, name, method, context);
  }

  function runCall(call: SyntaxNode, callee: SyntaxNode, context: Context): void {
    if (context.place !== 'module') {
      if (context.place !== 'function') warnPlace(context.place, callee.from, callee.to);
      return;
    }
    const made = awaitCall(call, text);
    if (made.type === 'wrong') return;
    if (made.type === 'argument') {
      const { from, to } = made.argument;
      const message = `\`asyncio.run\` with \`${text.slice(from, to)}\` cannot become \`await\`, and raises in a notebook`;
      warn('async-run-arguments', message, made.argument, {
        help: 'leave the argument out, or keep the fence out of the notebook with `display`',
      });
      return;
    }
    const given = text.slice(made.coroutine.from, made.coroutine.to);
    const help = notCoroutine(made.coroutine, context);
    if (help === undefined) edits.push(...made.edits);
    else {
      const message = `\`asyncio.run\` needs a coroutine, and \`${given}\` is none`;
      warn('async-run-arguments', message, made.coroutine, { help });
    }
  }

  /** How to mend what is given to `asyncio.run` and is no coroutine: with `await` it might even work, or fail otherwise. */
  function notCoroutine({ node }: Piece, context: Context): string | undefined {
    if (node === undefined) return undefined;
    if (/^(?:Lambda|Array|Dictionary|Set|Tuple|String|FormatString|Number|Boolean|None)/.test(node.name)) {
      return 'give it the call of an `async def` function';
    }
    const callee = node.name === 'CallExpression' ? (node.firstChild ?? node) : node;
    const name = resolveName(context.scope, callee, text);
    if (callee === node) return name === FUNCTION ? `call it: \`asyncio.run(${word(node)}())\`` : undefined;
    return name !== undefined && FUTURES.has(name) ? 'await it in an `async def` and run that' : undefined;
  }

  /** Functions of the lesson that this call runs: their `asyncio.run` raises although a script's would not. */
  function calledFunctions(
    call: SyntaxNode,
    callee: SyntaxNode,
    name: string | undefined,
    method: string | undefined,
    context: Context,
  ): void {
    const candidates: (FunctionFacts | undefined)[] = [];
    const bare = callee.name === 'ParenthesizedExpression' ? callee.firstChild?.nextSibling : undefined;
    if (callee.name === 'VariableName') candidates.push(functions.get(word(callee)));
    else if (method !== undefined && name === undefined) candidates.push(methods.get(method));
    else if (bare?.name === 'LambdaExpression') candidates.push(visitFunction(bare, context));
    if (name !== undefined && CALLERS.has(name) && call.lastChild !== null) {
      for (const argument of childrenOf(call.lastChild)) {
        if (argument.name === 'VariableName') candidates.push(functions.get(word(argument)));
        if (argument.name === 'LambdaExpression') candidates.push(visitFunction(argument, context));
        if (blockingCall(resolveName(context.scope, argument, text), undefined)?.what === 'asyncio.run') {
          warn(
            'async-loop-running',
            '`asyncio.run` raises in a notebook, where an event loop is already running',
            argument,
            {
              help: 'use a list comprehension with `asyncio.run(…)`, which is rewritten',
            },
          );
        }
      }
    }
    for (const facts of candidates) {
      const site = facts === undefined ? undefined : siteOf(facts, { functions, methods });
      if (facts === undefined || site === undefined || warned.has(facts)) continue;
      warned.add(facts);
      const related: Related[] = [{ message: `\`${site.what}\` is called here`, file: site.file, span: site.span }];
      warn('async-run-in-function', `\`${facts.name}\` calls \`${site.what}\`, which raises in a notebook`, callee, {
        help: 'make the function `async def`, `await` in it, and call it with `asyncio.run(…)`, which is rewritten',
        related,
      });
    }
  }

  function warnPlace(where: Exclude<Place, 'module' | 'function'>, from: number, to: number): void {
    const [named, help] = PLACES[where];
    if (!nested) {
      const message = `\`asyncio.run\` ${named} raises in a notebook, and \`await\` is not possible there`;
      diagnostics.push(diagnostic('async-run-place', message, file, originOf(source, from, to), { help }));
    }
  }

  function warn(
    rule: 'async-run-arguments' | 'async-run-in-function' | 'async-loop-running',
    message: string,
    node: { readonly from: number; readonly to: number },
    details: { help: string; related?: Related[] },
  ): void {
    if (!nested) diagnostics.push(diagnostic(rule, message, file, originOf(source, node.from, node.to), details));
  }

  function word(node: { readonly from: number; readonly to: number }): string {
    return text.slice(node.from, node.to);
  }
}
