import type { Span } from '../../text/span.ts';

/** What the cells before one have shown: threaded through the cells of a lesson, in order. */
export interface AsyncState {
  /** What names stand for: `go` for `asyncio.run` after `from asyncio import run as go`; undefined is "something else". */
  readonly names: ReadonlyMap<string, string | undefined>;
  readonly functions: ReadonlyMap<string, FunctionFacts>;
  /** Methods of the classes that the lesson defines, by their name alone. */
  readonly methods: ReadonlyMap<string, FunctionFacts>;
  /** `nest_asyncio.apply()` ran: then a running loop can be entered again. */
  readonly nested: boolean;
}

/** What matters of a function that is not a coroutine function: what it calls when it is called. */
export interface FunctionFacts {
  readonly name: string;
  /** The first call in it that cannot work while an event loop runs. */
  site?: Site;
  readonly calls: string[];
  readonly inner: Map<string, FunctionFacts>;
}

export interface Site {
  readonly what: string;
  readonly file: string;
  readonly span: Span;
}

export const emptyState: AsyncState = { names: new Map(), functions: new Map(), methods: new Map(), nested: false };

/**
 * Calls that start an event loop and so raise RuntimeError in a notebook, where one is running. trio.run and curio.run
 * are not here: their loops run beside asyncio's.
 */
const BLOCKING: Readonly<Record<string, string>> = {
  'asyncio.Runner': 'write `await main()` or `asyncio.run(main())`, which is rewritten',
  'uvloop.run': 'write `asyncio.run(main())`, which is rewritten, or `await main()`',
  'anyio.run': 'write `await main()` instead: anyio works in the loop that runs',
  'uvicorn.run': 'write `await uvicorn.Server(uvicorn.Config(app)).serve()`, or start the server in a thread',
  'hypercorn.asyncio.run': 'write `await hypercorn.asyncio.serve(app, config)`',
  'aiohttp.web.run_app': 'use `aiohttp.web.AppRunner` and `await runner.setup()`, as its documentation shows',
  'tornado.ioloop.IOLoop.current().start': 'leave it out: the loop is running',
};

/** Methods of event loops that raise while the loop runs. */
const LOOP_METHODS = new Set(['run_until_complete', 'run_forever', 'run_sync']);

const LOOP_HELP = 'write `asyncio.run(main())`, which is rewritten, or `await main()`';

/** Makes a future at once: outside of a running loop, as in a script, that is an error. */
export const FUTURES: ReadonlySet<string> = new Set([
  'asyncio.gather',
  'asyncio.ensure_future',
  'asyncio.create_task',
  'asyncio.shield',
]);

/** Functions that call what they are given before they return. */
export const CALLERS: ReadonlySet<string> = new Set([
  'map',
  'filter',
  'sorted',
  'min',
  'max',
  'functools.reduce',
  'timeit.timeit',
  'timeit.repeat',
  'contextvars.copy_context().run',
]);

/** The names of asyncio's `__all__` that matter here. */
export const exportedNames = (module: string): readonly string[] =>
  module === 'asyncio'
    ? ['run', 'Runner', 'gather', 'ensure_future', 'create_task', 'shield', 'get_event_loop', 'new_event_loop']
    : [];

/** Why a call cannot work in a notebook, or undefined where nothing is known against it. */
export function blockingCall(
  name: string | undefined,
  method: string | undefined,
): { what: string; help: string } | undefined {
  if (name === 'asyncio.run' || name === 'asyncio.runners.run') return { what: 'asyncio.run', help: LOOP_HELP };
  const help = name === undefined || !Object.hasOwn(BLOCKING, name) ? undefined : BLOCKING[name];
  if (name !== undefined && help !== undefined) return { what: name, help };
  return method !== undefined && LOOP_METHODS.has(method) ? { what: method, help: LOOP_HELP } : undefined;
}

/** Functions that call each other in a longer row than this are not followed to its end: the stack has one. */
const deepest = 200;

/** The call inside a function, or inside the functions that it calls, that cannot work while an event loop runs. */
export function siteOf(facts: FunctionFacts, state: Pick<AsyncState, 'functions' | 'methods'>): Site | undefined {
  const seen = new Set<FunctionFacts>();
  const search = (one: FunctionFacts, scopes: readonly FunctionFacts[]): Site | undefined => {
    if (seen.has(one) || scopes.length > deepest) return undefined;
    seen.add(one);
    if (one.site !== undefined) return one.site;
    const inner = [one, ...scopes];
    for (const call of one.calls) {
      const local = inner.find((scope) => scope.inner.has(call))?.inner.get(call);
      const next = call.startsWith('.') ? state.methods.get(call.slice(1)) : (local ?? state.functions.get(call));
      const site = next === undefined ? undefined : search(next, inner);
      if (site !== undefined) return site;
    }
    return undefined;
  };
  return search(facts, []);
}
