import type { SyntaxNode } from '@lezer/common';
import { type Diagnostic, diagnostic, type Related } from '../../diagnostics/diagnostic.ts';
import { type Edit, editMapped, type MappedText, originOf } from '../../text/mapped-text.ts';
import { awaitCall, type Piece } from './async-call.ts';
import {
  type AsyncState,
  blockingCall,
  CALLERS,
  emptyState,
  FUTURES,
  type FunctionFacts,
  siteOf,
} from './async-facts.ts';
import { childrenOf, parsePython } from './parse.ts';
import { FUNCTION, resolveName } from './scope.ts';
import { type Context, type Known, type Place, walkCalls } from './walk-calls.ts';

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
  let nested = known.nested;
  const warned = new Set<FunctionFacts>();

  for (const token of cell.tokens) {
    const call = token.type === 'magic' ? /\basyncio\s*\.\s*run\s*\(/.exec(text.slice(token.start, token.end)) : null;
    if (call && !/^!/.test(text.slice(token.start))) {
      warnPlace('magic', token.start + call.index, token.start + call.index + call[0].length - 1);
    }
  }
  const place = cell.cellMagic === undefined ? 'module' : 'magic';
  const after = walkCalls(childrenOf(cell.tree.topNode), text, place, known, visitCall);
  return {
    source: editMapped(source, edits),
    diagnostics,
    known: { ...after, nested },
  };

  function visitCall(call: SyntaxNode, context: Context, walk: Known): void {
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
    } else calledFunctions(call, callee, name, method, context, walk);
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
    if (help === undefined) for (const one of made.edits) edits.push(one);
    else {
      const message = `\`asyncio.run\` needs a coroutine, and \`${given}\` is none`;
      warn('async-run-arguments', message, made.coroutine, { help });
    }
  }

  /** How to fix what is given to `asyncio.run` and is no coroutine: with `await` it might even work, or fail otherwise. */
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
    { functions, methods, visitFunction }: Known,
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
