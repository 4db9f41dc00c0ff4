import type { Rules } from '../rule.ts';

/** What is special to lessons in Python. */
export const pythonRules = {
  'async-run-arguments': {
    severity: 'warning',
    what: '`asyncio.run` has arguments that `await` cannot carry over.',
    why: 'In a notebook an event loop is already running, so `asyncio.run` raises RuntimeError. `asyncio.run(main())` is rewritten to `await main()`, but debug mode, a loop factory or something that is not a coroutine has no such form.',
    fix: 'Leave the argument out, give it a coroutine, or keep the code out of the notebook with `display`.',
    bad: {
      kind: 'lesson',
      text: '# Debug\n\n```python\nimport asyncio\n\nasync def main():\n    print("hi")\n\nasyncio.run(main(), debug=True)\n```\n',
      at: '9:21',
    },
    good: {
      kind: 'lesson',
      text: '# Debug\n\n```python\nimport asyncio\n\nasync def main():\n    print("hi")\n\nasyncio.run(main())\n```\n',
    },
  },
  'async-run-place': {
    severity: 'warning',
    what: '`asyncio.run` is where `await` is not possible: in a class body, a generator expression, an annotation or under a magic command.',
    why: 'In a notebook an event loop is already running, so `asyncio.run` raises RuntimeError, and `await` in its place would be a syntax error or change what the code means.',
    fix: 'Call it in a statement of its own and use the result.',
    bad: {
      kind: 'lesson',
      text: '# Totals\n\n```python\nimport asyncio\n\nasync def double(n):\n    return 2 * n\n\nprint(sum(asyncio.run(double(n)) for n in range(3)))\n```\n',
      at: '9:11',
    },
    good: {
      kind: 'lesson',
      text: '# Totals\n\n```python\nimport asyncio\n\nasync def double(n):\n    return 2 * n\n\nprint(sum([asyncio.run(double(n)) for n in range(3)]))\n```\n',
    },
  },
  'async-run-in-function': {
    severity: 'warning',
    what: 'The cell calls a function that calls `asyncio.run` or another function that starts an event loop.',
    why: 'In a notebook an event loop is already running, so the call raises RuntimeError although the same code works as a script. Only calls at module level can be rewritten.',
    fix: 'Make the function `async def`, `await` in it, and call it with `asyncio.run`, which is rewritten; or run it in a thread.',
    bad: {
      kind: 'lesson',
      text: '# Start\n\n```python\nimport asyncio\n\nasync def main():\n    print("hi")\n\ndef start():\n    asyncio.run(main())\n\nstart()\n```\n',
      at: '12:1',
    },
    good: {
      kind: 'lesson',
      text: '# Start\n\n```python\nimport asyncio\n\nasync def main():\n    print("hi")\n\nasync def start():\n    await main()\n\nasyncio.run(start())\n```\n',
    },
  },
  'async-loop-running': {
    severity: 'warning',
    what: 'The cell starts an event loop in a way that has no form for a notebook.',
    why: 'In a notebook an event loop is already running: `loop.run_until_complete`, `asyncio.Runner`, `uvicorn.run` and their like raise RuntimeError.',
    fix: 'Write `asyncio.run(main())`, which is rewritten for the notebook, or `await main()`.',
    bad: {
      kind: 'lesson',
      text: '# Loop\n\n```python\nimport asyncio\n\nloop = asyncio.new_event_loop()\nloop.run_until_complete(asyncio.sleep(0))\n```\n',
      at: '7:1',
    },
    good: {
      kind: 'lesson',
      text: '# Loop\n\n```python\nimport asyncio\n\nasyncio.run(asyncio.sleep(0))\n```\n',
    },
  },
} as const satisfies Rules;
