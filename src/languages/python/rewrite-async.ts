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
import { type CallContext, type CallWalk, type CodePlace, visitFunction, walkCalls } from './walk-calls.ts';

const PLACES: Readonly<Record<Exclude<CodePlace, 'module' | 'function'>, readonly [string, string]>> = {
  class: ['in a class body', 'call it before the class statement and use the result in the class'],
  generator: ['in a generator expression', 'use a list comprehension: it may await'],
  annotation: ['in an annotation', 'move the call into a statement of its own'],
  magic: ['under a magic command', 'leave the magic out: `await` does not work under it either'],
};

export type { AsyncState } from './async-facts.ts';

/** What is known and what was decided of a cell so far. */
interface AsyncRewrite {
  readonly source: MappedText;
  readonly text: string;
  readonly file: string;
  readonly edits: Edit[];
  readonly diagnostics: Diagnostic[];
  /** Functions of which a diagnostic has said that they raise. */
  readonly warned: Set<FunctionFacts>;
  /** `nest_asyncio.apply()` ran. */
  nested: boolean;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A call that the walk came to. */
interface Call {
  readonly node: SyntaxNode;
  readonly callee: SyntaxNode;
  /** What is called, where the code shows it: `asyncio.run`. */
  readonly name: string | undefined;
  /** The last part of what is called, where it has several. */
  readonly method: string | undefined;
  readonly context: CallContext;
  readonly walk: CallWalk;
}

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
  const rewrite: AsyncRewrite = {
    ...{ source, text, file, edits: [], diagnostics: [], warned: new Set() },
    nested: known.nested,
  };
  for (const token of cell.tokens) if (token.type === 'magic') lookInMagic(rewrite, token);
  const place = cell.cellMagic === undefined ? 'module' : 'magic';
  const after = walkCalls(childrenOf(cell.tree.topNode), text, place, known, (node, context, walk) => {
    const callee = node.firstChild;
    if (callee === null) return;
    const name = resolveName(context.scope, callee, text);
    const method = callee.name === 'MemberExpression' && callee.lastChild ? word(rewrite, callee.lastChild) : undefined;
    lookAtCall(rewrite, { node, callee, name, method, context, walk });
  });
  return {
    source: editMapped(source, rewrite.edits),
    diagnostics: rewrite.diagnostics,
    known: { ...after, nested: rewrite.nested },
  };
}

function lookInMagic(rewrite: AsyncRewrite, { start, end }: { readonly start: number; readonly end: number }): void {
  const magic = rewrite.text.slice(start, end);
  const call = /\basyncio\s*\.\s*run\s*\(/.exec(magic);
  if (call === null || magic.startsWith('!')) return;
  warnPlace(rewrite, 'magic', { from: start + call.index, to: start + call.index + call[0].length - 1 });
}

function lookAtCall(rewrite: AsyncRewrite, call: Call): void {
  const { callee, name, method, context } = call;
  if (name === 'nest_asyncio.apply') rewrite.nested = true;
  const blocking = blockingCall(name, method);
  if (context.place === 'function') keepInFacts(rewrite, call, blocking?.what);
  else if (blocking?.what === 'asyncio.run') rewriteRun(rewrite, call);
  else if (blocking !== undefined) {
    const message = `\`${blocking.what}\` raises in a notebook, where an event loop is already running`;
    warn(rewrite, 'async-loop-running', message, callee, { help: blocking.help });
  } else lookIntoFunctions(rewrite, call);
}

/** What a call in a function does is what calling the function does. */
function keepInFacts(rewrite: AsyncRewrite, { node, callee, method, context }: Call, what: string | undefined): void {
  const { facts } = context;
  if (facts === undefined) return;
  if (what !== undefined && !rewrite.nested) {
    facts.site ??= { what, file: rewrite.file, span: originOf(rewrite.source, node.from, node.to) };
  } else facts.calls.push(callee.name === 'VariableName' ? word(rewrite, callee) : `.${method}`);
}

function rewriteRun(rewrite: AsyncRewrite, { node, callee, context }: Call): void {
  if (context.place !== 'module') {
    if (context.place !== 'function') warnPlace(rewrite, context.place, callee);
    return;
  }
  const call = awaitCall(node, rewrite.text);
  if (call.type === 'wrong') return;
  if (call.type === 'argument') {
    const argument = word(rewrite, call.argument);
    const message = `\`asyncio.run\` with \`${argument}\` cannot become \`await\`, and raises in a notebook`;
    const help = 'leave the argument out, or keep the fence out of the notebook with `display`';
    warn(rewrite, 'async-run-arguments', message, call.argument, { help });
    return;
  }
  const help = notCoroutine(rewrite, call.coroutine, context);
  if (help === undefined) for (const edit of call.edits) rewrite.edits.push(edit);
  else {
    const message = `\`asyncio.run\` needs a coroutine, and \`${word(rewrite, call.coroutine)}\` is not one`;
    warn(rewrite, 'async-run-arguments', message, call.coroutine, { help });
  }
}

/** How to fix what is given to `asyncio.run` and is no coroutine: with `await` it might even work, or fail otherwise. */
function notCoroutine(rewrite: AsyncRewrite, { node }: Piece, context: CallContext): string | undefined {
  if (node === undefined) return undefined;
  if (/^(?:Lambda|Array|Dictionary|Set|Tuple|String|FormatString|Number|Boolean|None)/.test(node.name)) {
    return 'give it the call of an `async def` function';
  }
  const callee = node.name === 'CallExpression' ? (node.firstChild ?? node) : node;
  const name = resolveName(context.scope, callee, rewrite.text);
  if (callee === node) return name === FUNCTION ? `call it: \`asyncio.run(${word(rewrite, node)}())\`` : undefined;
  return name !== undefined && FUTURES.has(name) ? 'await it in an `async def` and run that' : undefined;
}

/** Functions of the lesson that this call runs: their `asyncio.run` raises although a script's would not. */
function lookIntoFunctions(rewrite: AsyncRewrite, call: Call): void {
  const { callee, walk } = call;
  for (const facts of [...calledFunctions(rewrite, call), ...givenFunctions(rewrite, call)]) {
    const site = facts === undefined ? undefined : siteOf(facts, walk);
    if (facts === undefined || site === undefined || rewrite.warned.has(facts)) continue;
    rewrite.warned.add(facts);
    const message = `\`${facts.name}\` calls \`${site.what}\`, which raises in a notebook`;
    const help = 'make the function `async def`, `await` in it, and call it with `asyncio.run(…)`, which is rewritten';
    const related: Related[] = [{ message: `\`${site.what}\` is called here`, file: site.file, span: site.span }];
    warn(rewrite, 'async-run-in-function', message, callee, { help, related });
  }
}

function calledFunctions(rewrite: AsyncRewrite, call: Call): readonly (FunctionFacts | undefined)[] {
  const { callee, name, method, context, walk } = call;
  const inner = callee.name === 'ParenthesizedExpression' ? callee.firstChild?.nextSibling : undefined;
  if (callee.name === 'VariableName') return [walk.functions.get(word(rewrite, callee))];
  if (method !== undefined && name === undefined) return [walk.methods.get(method)];
  return inner?.name === 'LambdaExpression' ? [visitFunction(walk, inner, context)] : [];
}

/** The functions that are given to one that calls them: `map(f, …)`. */
function givenFunctions(rewrite: AsyncRewrite, call: Call): readonly (FunctionFacts | undefined)[] {
  const { node, name, context, walk } = call;
  if (name === undefined || !CALLERS.has(name) || node.lastChild === null) return [];
  return childrenOf(node.lastChild).flatMap((argument) => {
    warnGivenRun(rewrite, argument, context);
    if (argument.name === 'VariableName') return [walk.functions.get(word(rewrite, argument))];
    return argument.name === 'LambdaExpression' ? [visitFunction(walk, argument, context)] : [];
  });
}

function warnGivenRun(rewrite: AsyncRewrite, argument: SyntaxNode, context: CallContext): void {
  const name = resolveName(context.scope, argument, rewrite.text);
  if (blockingCall(name, undefined)?.what !== 'asyncio.run') return;
  const message = '`asyncio.run` raises in a notebook, where an event loop is already running';
  const help = 'use a list comprehension with `asyncio.run(…)`, which is rewritten';
  warn(rewrite, 'async-loop-running', message, argument, { help });
}

function warnPlace(rewrite: AsyncRewrite, where: keyof typeof PLACES, node: Range): void {
  const [named, help] = PLACES[where];
  const message = `\`asyncio.run\` ${named} raises in a notebook, and \`await\` is not possible there`;
  warn(rewrite, 'async-run-place', message, node, { help });
}

function warn(
  { source, file, nested, diagnostics }: AsyncRewrite,
  rule: 'async-run-place' | 'async-run-arguments' | 'async-run-in-function' | 'async-loop-running',
  message: string,
  { from, to }: Range,
  details: { help: string; related?: Related[] },
): void {
  if (!nested) diagnostics.push(diagnostic(rule, message, file, originOf(source, from, to), details));
}

function word(rewrite: AsyncRewrite, { from, to }: Range): string {
  return rewrite.text.slice(from, to);
}
