import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rewriteAsync } from '../../src/languages/python/rewrite-async.ts';
import { slice } from '../../src/text/mapped-text.ts';
import { asyncCases } from '../languages/python/async-cases.ts';
import { runPython } from '../python.ts';
import { places, prelude } from './async-places.ts';

/**
 * Makes every name of the table's cases stand for something that can be called, awaited, iterated and so on, and that
 * prints what is done with it, in order.
 */
const setup = `
import asyncio, builtins, collections.abc

class Thing(collections.abc.Coroutine):
    asked = {}
    def __init__(self, name, *rest): self.name = name
    def __repr__(self): return f"<{self.name}>"
    def __call__(self, *args, **options):
        builtins.print("call", self, [getattr(one, "__name__", one) for one in args], options)
        return Thing(f"{self.name}()")
    def send(self, value):
        builtins.print("run", self)
        raise StopIteration(Thing(f"{self.name}!"))
    def throw(self, *error): raise error[0]
    def close(self): pass
    def __await__(self):
        builtins.print("run", self)
        return Thing(f"{self.name}!")
        yield
    def __getattr__(self, name):
        if name.startswith(("_", "cr_", "gi_")): raise AttributeError(name)
        return Thing(f"{self.name}.{name}")
    def keys(self): return ["key"]
    def __getitem__(self, key): return Thing(f"{self.name}[{key!r}]")
    def __iter__(self): return iter([Thing(f"{self.name}#1"), Thing(f"{self.name}#2")])
    def __enter__(self): builtins.print("enter", self); return self
    def __exit__(self, *error): builtins.print("exit", self)
    def __bool__(self):
        Thing.asked[self.name] = not Thing.asked.get(self.name, False)
        builtins.print("bool", self, Thing.asked[self.name])
        return Thing.asked[self.name]
    def __neg__(self): return Thing(f"-{self.name}")
    def __add__(self, other): return Thing(f"({self.name} + {other})")
    def __pow__(self, other): return Thing(f"({self.name} ** {other})")
    def __gt__(self, other): return Thing(f"({self.name} > {other})")
    def __format__(self, spec): return "12"

def print(*args): builtins.print("print", *args)
for name in "a b c d e f g h k m n w x y z app deco main open ____".split():
    globals()[name] = Thing(name)
del name
`;

/** Programs as lessons have them, with the real thing. */
const programs: Readonly<Record<string, string>> = {
  'tasks at the same time': `import asyncio

async def worker(name, delay):
    print(name, "starts")
    await asyncio.sleep(delay)
    print(name, "ends")
    return name

async def main():
    return await asyncio.gather(worker("a", 0.3), worker("b", 0.01))

if __name__ == "__main__":
    names = asyncio.run(main())
    print(*names)
`,
  'context managers and generators': `from asyncio import run, sleep
from contextlib import asynccontextmanager

@asynccontextmanager
async def resource():
    print("acquired")
    try:
        yield "it"
    finally:
        await sleep(0)
        print("released")

async def ticks(n):
    for i in range(n):
        await sleep(0)
        yield i

async def main():
    async with resource() as value:
        print(value, [tick async for tick in ticks(3)])

run(main())
`,
  'an exception goes through': `import asyncio

async def fail():
    raise ValueError("no")

try:
    asyncio.run(fail())
except ValueError as error:
    print("caught", error)
asyncio.run(fail())
`,
  'a lock, twice, and results in expressions': `import asyncio as aio

lock = aio.Lock()

async def add(total, n):
    async with lock:
        return total + n

print(aio.run(add(1, 2)) * aio.run(add(aio.run(add(0, 1)), 1)))
print([aio.run(add(n, n)) for n in range(3)], {n: aio.run(add(n, 1)) for n in range(2)})
print(f"{aio.run(add(1, 1))!r:>4}", aio.run(add("a", "b")).upper(), -aio.run(add(1, 1)) ** 2)
`,
};

const rewrite = (text: string) => rewriteAsync(slice(text, { start: 0, end: text.length }), 'a.md').source.text;

test('a rewritten cell prints under a kernel what the script prints under python', async () => {
  // Lines that only IPython knows are no script, and Python has loop_factory from 3.12 on only.
  const table = asyncCases.filter(({ after, before }) => after !== undefined && !/^[%!?]|loop_factory/m.test(before));
  const whole = [...Object.entries(programs), ...places.map(([name, program]) => [name, prelude + program] as const)];
  const names = [...table.map(({ name }) => name), ...whole.map(([name]) => name)];
  const cases = [
    ...table.map(({ before }) => [setup, before, rewrite(before)]),
    ...whole.map(([, program]) => ['', program, rewrite(program)]),
  ];
  const runner = readFileSync(new URL('run-cells.py', import.meta.url), 'utf8');
  const results = JSON.parse(await runPython(runner, JSON.stringify(cases))) as [unknown, unknown][];
  expect(table.length).toBeGreaterThanOrEqual(50);
  const shown = (side: 0 | 1) => Object.fromEntries(results.map((result, index) => [names[index], result[side]]));
  expect(shown(1)).toEqual(shown(0));
  // The comparison means something only where something ran.
  for (const [index, result] of results.entries()) {
    expect(result[0], names[index]).toMatchObject({ printed: expect.stringMatching(/\S/) });
  }
}, 120_000);
