import { expect, test } from 'vitest';
import { mutants } from '../../../src/languages/python/mutate.ts';

/** Each mutant as the changed code and the description. */
const changes = (source: string, limit?: number) =>
  mutants(source, limit).map(({ description, source: changed, start, end }) => {
    const tail = source.length - end;
    return [source.slice(start, end), changed.slice(start, changed.length - tail), description];
  });

const became = (source: string) => changes(source).map(([before, after]) => `${before} → ${after}`);

test.each<[string, string[]]>([
  ['x = a + b', ['+ → -']],
  ['x = a ** b // c', ['** → *', '// → /']],
  ['x = a < b', ['< → <=']],
  ['x = a == b and c not in d', ['== → !=', 'and → or', 'not in → in']],
  ['x = a is not None', ['is not → is']],
  ['x = -a', ['-a → a']],
  ['x = not a', ['not a → a']],
  ['x = 0\ny = 41\nz = 1.5', ['0 → 1', '41 → 42', '1.5 → (1.5 + 1)']],
  ['x = True', ['True → False']],
  ['x = "a"\ny = ""', ['"a" → ""', '"" → "x"']],
  ['x += a', ['x += a → pass', '+= → -=']],
  ['x.append(a)', ['x.append(a) → pass']],
  ['x[a] = b', ['x[a] = b → pass']],
  ['def f(a):\n    return a', ['return a → return None']],
  ['def f():\n    return\ndef g():\n    return None', []],
  ['async def f():\n    return await g()', ['return await g() → return None', 'await g() → g()']],
  ['if a > b: x()', ['a > b → not (a > b)', '> → >=', 'x() → pass']],
  ['if a == b: x()', ['== → !=', 'x() → pass']],
  ['x = a if b else c', ['b → not (b)']],
  ['for a in b:\n    if c: continue\n    break', ['c → not (c)', 'continue → pass', 'break → pass']],
  ['x = max(a)', ['max → min']],
  ['x = a.max() + sum(b)', ['max → min', '+ → -']],
  ['x = t.lower().split()', ['t.lower() → t']],
  ['x = sorted(a, key=f)', ['sorted(a, key=f) → list(a)']],
  ['x = d.groupby(k).mean()', ['mean → sum']],
  ['x = f"{a:>7.2f}|{b}"', [':>7.2f → ']],
  ['raise ValueError(f"{a:.2f}")', ['raise ValueError(f"{a:.2f}") → pass']],
  ['async with lock:\n    x()', ['async with lock → if True', 'x() → pass']],
  ['raise ValueError("no")', ['raise ValueError("no") → pass']],
])('%j', (source, expected) => {
  expect(became(source).sort()).toEqual([...expected].sort());
});

test.each([
  ['a docstring', 'def f():\n    """Adds 1 + 2."""\n    ...'],
  ['annotations', 'def f(a: "int", b: list[1]) -> 3: pass\nx: Literal[4]'],
  ['the main guard', 'if __name__ == "__main__":\n    main(1 + 2)'],
  ['imports', 'from a import b\nimport c'],
  ['what is printed', 'print("a", 1 + 2)\nlogging.info("x")'],
  ['messages', 'assert a, "1 + 2"'],
  ['pauses', 'x = wait_for(f, timeout=5)'],
  ['magics', '%%time\nx = 1 + 2'],
  ['a syntax error', 'x = 1 +'],
  ['a decorator', '@a.b\ndef f(): pass'],
])('%s stays', (_, source) => {
  expect(became(source)).toEqual([]);
});

test('the idiom for the best of two values has no mutant that only swaps equal ones', () => {
  expect(became('for x in xs:\n    if x > best:\n        best = x')).toEqual(['x > best → not (x > best)']);
});

test('a mutant says what is wrong with it', () => {
  const source = 'def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total';
  expect(mutants(source).map(({ description }) => description)).toEqual([
    '`0` became `1`',
    '`total += x` left out',
    '`+=` became `-=`',
    'the result of `return total` left out',
  ]);
});

test('every mutant is the source with only its range changed, and differs from all others', () => {
  const source = 'def f(a, b=2):\n    if a < b and not a:\n        a -= 1\n    return [x * 2 for x in a if x != "y"]';
  const all = mutants(source);
  expect(all.length).toBeGreaterThan(8);
  expect(new Set(all.map((mutant) => mutant.source)).size).toBe(all.length);
  for (const { source: changed, start, end } of all) {
    expect(changed).not.toBe(source);
    expect(changed.startsWith(source.slice(0, start))).toBe(true);
    expect(changed.endsWith(source.slice(end))).toBe(true);
  }
});

test('a function that only prints has mutants of what it prints', () => {
  const all = mutants('def greet(name):\n    """Greet."""\n    print("Hello", 2)');
  expect(all.map(({ source }) => source.split('\n')[2])).toContain('    print("Hello", 3)');
  expect(all.map(({ source }) => source.split('\n')[2])).toContain('    print("", 2)');
  expect(all.every(({ source }) => source.includes('"""Greet."""'))).toBe(true);
  expect(
    mutants('def f(n):\n    print("n is", 2)\n    return n').some(({ description }) => /"|2/.test(description)),
  ).toBe(false);
});

test.each([
  'import contextlib, io\nout = io.StringIO()\nwith contextlib.redirect_stdout(out):\n    assert f(1) == 1\nassert out.getvalue()',
  'import sys, io\nsys.stdout = io.StringIO()\nf(1)',
  'from unittest.mock import patch\nwith patch("builtins.print") as said:\n    f(1)',
  'def test_f(capsys):\n    f(1)',
])('a function that prints and returns has mutants of what it prints where its tests look at that: %j', (looks) => {
  const of = (...tests: string[]) =>
    mutants('def f(n):\n    time.sleep(3)\n    print("n is", 2)\n    return n', 40, tests).map(({ source }) =>
      source.split('\n'),
    );
  const printed = of('assert f(1) == 1', looks).map(([, , line]) => line);
  expect(printed).toEqual(expect.arrayContaining(['    print("", 2)', '    print("n is", 3)', '    pass']));
  expect(of('assert f(1) == 1', looks).every(([, pause]) => pause === '    time.sleep(3)')).toBe(true);
  expect(of('assert f(1) == 1').every(([, , line]) => line === '    print("n is", 2)')).toBe(true);
});

test('what changes nothing is no mutant: neutral operands, and code that is never reached', () => {
  const sources = (source: string) => mutants(source).map((one) => one.source);
  expect(sources('y = x + 0')).not.toContain('y = x - 0');
  expect(sources('y = x * 1')).not.toContain('y = x / 1');
  expect(sources('y = x + 2')).toContain('y = x - 2');
  const all = mutants('def f(x):\n    return x + 2\n    return x * 3');
  expect(all.every(({ source }) => source.endsWith('    return x * 3'))).toBe(true);
  expect(all.length).toBeGreaterThan(1);
});

test('a limit gives every line its share, the same ones each time', () => {
  const source = 'a = 1 + 2 + 3 + 4\nb = 5\nc = 6';
  const lines = mutants(source, 3).map(({ start }) => source.slice(0, start).split('\n').length);
  expect(lines).toEqual([1, 2, 3]);
  expect(mutants(source, 4)).toEqual(mutants(source, 4));
  expect(mutants(source, 4)).toHaveLength(4);
});
