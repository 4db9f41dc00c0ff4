/** A cell as the author wrote it, and as the notebook must have it; without `after` it stays. `rules` are its findings. */
export interface AsyncCase {
  readonly name: string;
  readonly before: string;
  readonly after?: string;
  readonly rules?: readonly string[];
}

export const asyncCases: readonly AsyncCase[] = [
  // Rewritten: where the call may stand.
  { name: 'a statement', before: 'asyncio.run(main())', after: 'await main()' },
  { name: 'an assignment', before: 'x = asyncio.run(main())', after: 'x = await main()' },
  { name: 'several targets', before: 'x = y = asyncio.run(main())', after: 'x = y = await main()' },
  { name: 'an annotated assignment', before: 'x: int = asyncio.run(main())', after: 'x: int = await main()' },
  { name: 'an augmented assignment', before: 'x += asyncio.run(main())', after: 'x += await main()' },
  { name: 'unpacking', before: 'a, *b = asyncio.run(f())', after: 'a, *b = await f()' },
  { name: 'a walrus', before: 'if (n := asyncio.run(f())) > 1: print(n)', after: 'if (n := await f()) > 1: print(n)' },
  { name: 'an argument', before: 'print(asyncio.run(main()))', after: 'print(await main())' },
  { name: 'a keyword argument', before: 'f(x=asyncio.run(g()))', after: 'f(x=await g())' },
  {
    name: 'a starred argument',
    before: 'f(*asyncio.run(g()), **asyncio.run(h()))',
    after: 'f(*await g(), **await h())',
  },
  {
    name: 'the main guard',
    before: 'if __name__ == "__main__":\n    asyncio.run(main())',
    after: 'if __name__ == "__main__":\n    await main()',
  },
  {
    name: 'try and except',
    before:
      'try:\n    asyncio.run(f())\nexcept ValueError as e:\n    print(asyncio.run(g(e)))\nfinally:\n    asyncio.run(h())',
    after: 'try:\n    await f()\nexcept ValueError as e:\n    print(await g(e))\nfinally:\n    await h()',
  },
  {
    name: 'loops',
    before:
      'for x in asyncio.run(f()):\n    asyncio.run(g(x))\nelse:\n    asyncio.run(h())\nwhile asyncio.run(f()): pass',
    after: 'for x in await f():\n    await g(x)\nelse:\n    await h()\nwhile await f(): pass',
  },
  {
    name: 'with',
    before: 'with open(asyncio.run(f())) as file, b:\n    asyncio.run(g())',
    after: 'with open(await f()) as file, b:\n    await g()',
  },
  {
    name: 'with in parentheses',
    before: 'with (\n    asyncio.run(a()) as b,  # the first\n    c as d,\n):\n    asyncio.run(e())',
    after: 'with (\n    await a() as b,  # the first\n    c as d,\n):\n    await e()',
  },
  {
    name: 'match',
    before: 'match asyncio.run(f()):\n    case asyncio.run(): pass\n    case int() as n if asyncio.run(g()): pass',
    after: 'match await f():\n    case asyncio.run(): pass\n    case int() as n if await g(): pass',
  },
  {
    name: 'assert',
    before: 'assert asyncio.run(f()), asyncio.run(g())',
    after: 'assert await f(), await g()',
  },
  { name: 'a list comprehension', before: '[asyncio.run(f(x)) for x in y]', after: '[await f(x) for x in y]' },
  {
    name: 'a dict comprehension with a condition',
    before: '{k: asyncio.run(f(k)) for k in y if asyncio.run(g(k))}',
    after: '{k: await f(k) for k in y if await g(k)}',
  },
  {
    name: 'the iterable of a generator',
    before: 'sum(x for x in asyncio.run(f()))',
    after: 'sum(x for x in await f())',
  },
  {
    name: 'defaults and decorators',
    before: '@deco(asyncio.run(f()))\ndef g(x=asyncio.run(f())): pass',
    after: '@deco(await f())\ndef g(x=await f()): pass',
  },
  { name: 'the bases of a class', before: 'class A(asyncio.run(f())): pass', after: 'class A(await f()): pass' },
  { name: "a lambda's default", before: 'g = lambda x=asyncio.run(f()): x', after: 'g = lambda x=await f(): x' },
  {
    name: 'an f-string',
    before: 'f"{asyncio.run(f())!r:>{asyncio.run(w())}} asyncio.run(f())"',
    after: 'f"{await f()!r:>{await w()}} asyncio.run(f())"',
  },
  { name: 'after a semicolon', before: 'x = 1; asyncio.run(f()); y = 2', after: 'x = 1; await f(); y = 2' },
  {
    name: 'a condition',
    before: 'asyncio.run(f()) if x else asyncio.run(g())',
    after: 'await f() if x else await g()',
  },
  { name: 'nested calls', before: 'asyncio.run(f(asyncio.run(g())))', after: 'await f(await g())' },
  { name: 'a coroutine by name', before: 'coro = main()\nasyncio.run(coro)', after: 'coro = main()\nawait coro' },
  {
    name: 'a coroutine from elsewhere',
    before: 'asyncio.run(app.jobs[0].start())',
    after: 'await app.jobs[0].start()',
  },
  // Rewritten: precedence.
  { name: 'an attribute of the result', before: 'asyncio.run(a()).x', after: '(await a()).x' },
  { name: 'an item of the result', before: 'asyncio.run(a())[0]', after: '(await a())[0]' },
  { name: 'a call of the result', before: 'asyncio.run(a())(asyncio.run(b()))', after: '(await a())(await b())' },
  { name: 'a power and a sign', before: '-asyncio.run(a())**asyncio.run(b())', after: '-await a()**await b()' },
  { name: 'not, and, or', before: 'not asyncio.run(a()) and asyncio.run(b())', after: 'not await a() and await b()' },
  { name: 'an operand that is no primary', before: 'asyncio.run(a() or b())', after: 'await (a() or b())' },
  { name: 'a conditional operand', before: 'asyncio.run(a() if x else b())', after: 'await (a() if x else b())' },
  { name: 'a walrus operand', before: 'asyncio.run(coro := main())', after: 'await (coro := main())' },
  { name: 'an operand in parentheses', before: 'asyncio.run((main()))', after: 'await (main())' },
  { name: 'both kinds of parentheses', before: 'asyncio.run(a or b).x', after: '(await (a or b)).x' },
  // Rewritten: layout.
  { name: 'blanks', before: 'x = asyncio . run ( main() )', after: 'x = await main()' },
  { name: 'a last comma', before: 'asyncio.run(main(),)', after: 'await main()' },
  { name: 'lines', before: 'asyncio.run(\n    main()\n)', after: 'await (\n    main()\n)' },
  {
    name: 'lines and comments',
    before: 'asyncio.run(  # why\n    main(),\n    # no\n)',
    after: 'await (  # why\n    main()\n    # no\n)',
  },
  {
    name: "lines in the operand's brackets",
    before: 'asyncio.run(main(\n    1,\n    2,\n))',
    after: 'await main(\n    1,\n    2,\n)',
  },
  { name: 'lines in the operand', before: 'asyncio.run(app\n    .start())', after: 'await (app\n    .start())' },
  { name: 'no blanks around', before: 'x=1if(asyncio.run)(c)else 2', after: 'x=1if await c else 2' },
  {
    name: 'an argument on a later line',
    before: 'print(asyncio.run(\n    main()).x)',
    after: 'print((await (\n    main())).x)',
  },
  // Rewritten: arguments that change nothing.
  { name: 'main by keyword', before: 'asyncio.run(main=main())', after: 'await main()' },
  { name: 'debug off', before: 'asyncio.run(main(), debug=False)', after: 'await main()' },
  { name: 'no loop factory', before: 'asyncio.run(debug=None, main=main(), loop_factory=None)', after: 'await main()' },
  // Rewritten: names.
  {
    name: 'from import',
    before: 'from asyncio import run\nrun(main())',
    after: 'from asyncio import run\nawait main()',
  },
  {
    name: 'from import as, in parentheses',
    before: 'from asyncio import (\n    sleep,\n    run as go,  # x\n)\ngo(main())',
    after: 'from asyncio import (\n    sleep,\n    run as go,  # x\n)\nawait main()',
  },
  {
    name: 'import as',
    before: 'import sys, asyncio as aio\naio.run(main())',
    after: 'import sys, asyncio as aio\nawait main()',
  },
  {
    name: 'from import star',
    before: 'from asyncio import *\nrun(main())',
    after: 'from asyncio import *\nawait main()',
  },
  {
    name: 'the module inside',
    before: 'import asyncio.runners\nasyncio.runners.run(f())',
    after: 'import asyncio.runners\nawait f()',
  },
  {
    name: 'assignment of the function',
    before: 'go = asyncio.run\ngo(main())',
    after: 'go = asyncio.run\nawait main()',
  },
  {
    name: 'rebound and bound again',
    before: 'run = print\nrun(x)\nfrom asyncio import run\nrun(main())',
    after: 'run = print\nrun(x)\nfrom asyncio import run\nawait main()',
  },
  {
    name: 'a parameter of its own',
    before: 'def f(asyncio):\n    asyncio.run(m())\nasyncio.run(g())',
    after: 'def f(asyncio):\n    asyncio.run(m())\nawait g()',
  },
  // Rewritten: among lines that are no Python.
  {
    name: 'magic, shell and help lines',
    before:
      '%matplotlib inline\n!echo "(" && \\\n  ls\nfiles = !ls\nif files:\n    %time 1\n    asyncio.run(main())\nasyncio.run?\n?x',
    after:
      '%matplotlib inline\n!echo "(" && \\\n  ls\nfiles = !ls\nif files:\n    %time 1\n    await main()\nasyncio.run?\n?x',
  },
  { name: 'blanks to fill in', before: 'x = ____\nasyncio.run(main(____))', after: 'x = ____\nawait main(____)' },
  {
    name: 'below what the parser would stumble over',
    before: 'def g():\n    x = yield\nprint(1. / 2, x[*a])\nexec = print\nasyncio.run(f())',
    after: 'def g():\n    x = yield\nprint(1. / 2, x[*a])\nexec = print\nawait f()',
  },
  // Untouched, rightly.
  { name: 'awaited already', before: 'await main()' },
  { name: 'a def', before: 'def f():\n    asyncio.run(main())' },
  { name: 'an async def', before: 'async def f():\n    asyncio.run(main())' },
  { name: 'a def in an if', before: 'if x:\n    def f(): return asyncio.run(main())' },
  { name: 'a lambda', before: 'go = lambda: asyncio.run(main())' },
  { name: 'a method', before: 'class A:\n    def f(self):\n        asyncio.run(main())' },
  { name: 'a string', before: 'x = "asyncio.run(main())"' },
  { name: 'a long string', before: 'x = """\nasyncio.run(main())\n%magic {asyncio.run(main())}\n"""' },
  { name: 'a comment', before: 'x = 1  # asyncio.run(main())' },
  { name: 'another function run', before: 'import subprocess\nsubprocess.run(main())\nrun(main())' },
  { name: 'a rebound alias', before: 'from asyncio import run\nrun = print\nrun(main())' },
  { name: 'a rebound module', before: 'import fake as asyncio\nasyncio.run(main())' },
  { name: 'a function of that name', before: 'from asyncio import run\ndef run(x): return x\nrun(main())' },
  { name: 'a loop variable of that name', before: 'from asyncio import run\nfor run in runs:\n    run(x)' },
  { name: "a comprehension's variable of that name", before: 'from asyncio import run\n[run(x) for run in runs]' },
  { name: 'a deleted name', before: 'from asyncio import run\ndel run\nrun(x)' },
  { name: 'a name that with binds', before: 'with a as asyncio: pass\nasyncio.run(f())' },
  { name: 'passed to a thread', before: 'Thread(target=asyncio.run, args=(main(),)).start()' },
  { name: "trio's loop", before: 'import trio\ntrio.run(main)' },
  { name: 'no argument', before: 'asyncio.run()' },
  { name: 'too many arguments', before: 'asyncio.run(a(), b())' },
  { name: 'a file that is written', before: '%%writefile main.py\nimport asyncio\nasyncio.run(main())' },
  { name: 'another language', before: '\n%%bash\npython -c "asyncio.run(main())"' },
  { name: 'a shell line', before: '!python -c "asyncio.run(main())"' },
  { name: 'a syntax error', before: 'asyncio.run(main()' },
  { name: 'a syntax error elsewhere', before: 'def f(:\n    pass\nasyncio.run(main())' },
  // Kept, with a finding.
  { name: 'debug mode', before: 'asyncio.run(main(), debug=True)', rules: ['async-run-arguments'] },
  { name: 'a loop factory', before: 'asyncio.run(main(), loop_factory=make)', rules: ['async-run-arguments'] },
  { name: 'starred arguments', before: 'asyncio.run(*args)', rules: ['async-run-arguments'] },
  { name: 'keywords', before: 'asyncio.run(main(), **options)', rules: ['async-run-arguments'] },
  { name: 'a future', before: 'asyncio.run(asyncio.gather(a(), b()))', rules: ['async-run-arguments'] },
  {
    name: 'a function not called',
    before: 'async def main(): pass\nasyncio.run(main)',
    rules: ['async-run-arguments'],
  },
  { name: 'a class body', before: 'class A:\n    x = asyncio.run(main())', rules: ['async-run-place'] },
  { name: 'a generator', before: 'print(sum(asyncio.run(f(x)) for x in y))', rules: ['async-run-place'] },
  { name: 'an annotation', before: 'x: asyncio.run(f()) = 1', rules: ['async-run-place'] },
  { name: 'a line magic', before: '%time asyncio.run(main())', rules: ['async-run-place'] },
  { name: 'a cell magic', before: '%%time\nasyncio.run(main())', rules: ['async-run-place'] },
  {
    name: 'a function that is called',
    before: 'def f():\n    asyncio.run(main())\nf()\nf()',
    rules: ['async-run-in-function'],
  },
  {
    name: 'a function that calls one',
    before: 'def f():\n    def g():\n        asyncio.run(main())\n    g()\ndef h():\n    f()\nx = [h()]',
    rules: ['async-run-in-function'],
  },
  {
    name: 'a lambda that is called',
    before: 'go = lambda: asyncio.run(main())\ngo()',
    rules: ['async-run-in-function'],
  },
  { name: 'a lambda called at once', before: '(lambda: asyncio.run(main()))()', rules: ['async-run-in-function'] },
  {
    name: 'a lambda that is timed',
    before: 'from timeit import timeit\ntimeit(lambda: asyncio.run(main()), number=1)',
    rules: ['async-run-in-function'],
  },
  {
    name: 'a method that is called',
    before: 'class A:\n    def __init__(self):\n        self.go()\n    def go(self):\n        asyncio.run(main())\nA()',
    rules: ['async-run-in-function'],
  },
  {
    name: 'a loop of its own',
    before: 'loop = asyncio.new_event_loop()\nloop.run_until_complete(main())',
    rules: ['async-loop-running'],
  },
  {
    name: 'the current loop',
    before: 'asyncio.get_event_loop().run_until_complete(main())',
    rules: ['async-loop-running'],
  },
  {
    name: 'a runner',
    before: 'with asyncio.Runner() as runner:\n    runner.run(main())',
    rules: ['async-loop-running'],
  },
  { name: 'uvicorn', before: 'import uvicorn as server\nserver.run(app)', rules: ['async-loop-running'] },
  { name: 'aiohttp', before: 'from aiohttp import web\nweb.run_app(app)', rules: ['async-loop-running'] },
  { name: 'anyio', before: 'from anyio import run\nrun(main)', rules: ['async-loop-running'] },
  { name: 'map', before: 'list(map(asyncio.run, coroutines))', rules: ['async-loop-running'] },
  {
    name: 'a loop in a function that is called',
    before: 'def f(loop):\n    loop.run_until_complete(x)\nf(l)',
    rules: ['async-run-in-function'],
  },
  // Nothing raises any more.
  {
    name: 'nest_asyncio',
    before: 'import nest_asyncio\nnest_asyncio.apply()\nloop.run_until_complete(main())\nasyncio.run(f(), debug=True)',
  },
];
