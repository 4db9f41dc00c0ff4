/** Every place of Python's grammar in which a result can stand, each a program below this. */
export const prelude = `import asyncio

async def v(x=1):
    await asyncio.sleep(0)
    return x

`;

export const places: readonly (readonly [name: string, program: string])[] = [
  [
    'walrus',
    `if (n := asyncio.run(v(3))) > 2:
    print(n)`,
  ],
  [
    'while walrus',
    `k = 3
while (k := asyncio.run(v(k - 1))) > 0:
    print(k)`,
  ],
  [
    'nested tuple unpack',
    `a, (b, *c) = asyncio.run(v((1, (2, 3, 4))))
print(a, b, c)`,
  ],
  [
    'augmented',
    `t = 1
t += asyncio.run(v(4)) * 2
print(t)`,
  ],
  [
    'subscript',
    `d = {"a": [1, 2]}
print(asyncio.run(v(d))["a"][asyncio.run(v(1))])`,
  ],
  ['call of result', `print(asyncio.run(v(len))([1, 2]))`],
  ['attribute', `print(asyncio.run(v("ab")).upper().lower())`],
  ['comprehension', `print([asyncio.run(v(i)) for i in range(3) if asyncio.run(v(i)) != 1])`],
  ['dict comprehension', `print({asyncio.run(v(i)): asyncio.run(v(-i)) for i in range(3)})`],
  ['set comprehension nested', `print(sorted({y for x in range(2) for y in asyncio.run(v([x, x + 10]))}))`],
  ['comprehension first iterable', `print([x for x in asyncio.run(v([1, 2]))])`],
  ['generator first iterable', `print(sum(x for x in asyncio.run(v([1, 2]))))`],
  ['fstring quotes', `print(f'{asyncio.run(v({"a": 1}))["a"]}')`],
  ['ternary', `print(asyncio.run(v(1)) if asyncio.run(v(True)) else asyncio.run(v(2)))`],
  ['boolean ops', `print(asyncio.run(v(0)) or not asyncio.run(v(0)) and asyncio.run(v(5)))`],
  ['compare chain', `print(asyncio.run(v(1)) < asyncio.run(v(2)) <= asyncio.run(v(2)))`],
  ['unary power', `print(-asyncio.run(v(2)) ** 2, 2 ** asyncio.run(v(3)), 2 ** -asyncio.run(v(1)))`],
  ['star args', `print(*asyncio.run(v([1, 2])), **asyncio.run(v({"sep": "-"})))`],
  [
    'slices',
    `s = "abcdef"
print(s[asyncio.run(v(1)):asyncio.run(v(4)):asyncio.run(v(2))])`,
  ],
  [
    'with as',
    `import contextlib
with contextlib.nullcontext(asyncio.run(v(7))) as x, contextlib.nullcontext(asyncio.run(v(8))) as y:
    print(x, y)`,
  ],
  [
    'try except else finally',
    `async def bad():
    raise KeyError("k")
try:
    asyncio.run(bad())
except KeyError as e:
    print(repr(e))
else:
    print("no")
finally:
    print(asyncio.run(v("end")))`,
  ],
  [
    'match',
    `match asyncio.run(v((1, 2))):
    case (1, x) if asyncio.run(v(x)) == 2:
        print("x", x)
    case _:
        print("none")`,
  ],
  [
    'for else',
    `for i in asyncio.run(v(range(2))):
    print(i)
else:
    print(asyncio.run(v("done")))`,
  ],
  [
    'assert del',
    `assert asyncio.run(v(1)) == 1, asyncio.run(v("m"))
d = {1: 2}
del d[asyncio.run(v(1))]
print(d)`,
  ],
  [
    'raise from',
    `try:
    raise ValueError(asyncio.run(v("a"))) from asyncio.run(v(KeyError("b")))
except ValueError as e:
    print(e, repr(e.__cause__))`,
  ],
  ['semicolons', `x = 1; y = asyncio.run(v(2)); print(x, y)`],
  [
    'backslash continuation',
    `z = \\
    asyncio.run(v(1)) + \\
    asyncio.run(
        v(2)
    )
print(z)`,
  ],
  [
    'comments in call',
    `print(asyncio.run(  # go
    v(  # inner
        9,
    ),  # last
))`,
  ],
  [
    'trailing comma kw',
    `print(asyncio.run(main=v(4)))
print(asyncio.run(v(5),))`,
  ],
  [
    'lambda in default',
    `def f(x=asyncio.run(v(2))):
    return x
print(f())`,
  ],
  [
    'decorator arg',
    `def deco(n):
    def wrap(f):
        f.n = n
        return f
    return wrap
@deco(asyncio.run(v(3)))
def g(): pass
print(g.n)`,
  ],
  [
    'gather',
    `async def main():
    return await asyncio.gather(*(v(i) for i in range(3)))
print(asyncio.run(main()))`,
  ],
  [
    'cancel',
    `async def main():
    t = asyncio.create_task(asyncio.sleep(1))
    await asyncio.sleep(0)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled")
asyncio.run(main())`,
  ],
  [
    'result none shown',
    `asyncio.run(v(None))
print("x")`,
  ],
  [
    'global stmt',
    `n = 0
async def inc():
    global n
    n += 1
for _ in range(3):
    asyncio.run(inc())
print(n)`,
  ],
  [
    'queue between runs',
    `q = asyncio.Queue()
async def put():
    await q.put(1)
async def get():
    return await q.get()
asyncio.run(put())
print(asyncio.run(get()))`,
  ],
  [
    'if elif main',
    `if __name__ == "__main__" and asyncio.run(v(True)):
    print("yes")
elif asyncio.run(v(1)):
    print("no")`,
  ],
  [
    'type alias annotation',
    `x: int = asyncio.run(v(3))
y: "list[int]" = [asyncio.run(v(4))]
print(x, y)`,
  ],
  [
    'async gen loop',
    `async def ag():
    for i in range(2):
        yield i
async def main():
    print([i async for i in ag()])
asyncio.run(main())`,
  ],
  ['nested run arg', `print(asyncio.run(v(asyncio.run(v(2)) + 1)))`],
  [
    'await inside coroutine only',
    `async def main():
    print(await v(1), asyncio.get_running_loop() is not None)
asyncio.run(main())`,
  ],
  [
    'future object',
    `async def main():
    f = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(f.set_result, 3)
    return await f
print(asyncio.run(main()))`,
  ],
];
