import { expect, test } from 'vitest';
import { cellNames } from '../../../src/languages/python/names.ts';

const names = (text: string) => {
  const { defines, uses } = cellNames(text);
  return [defines.map(({ name }) => name).join(' '), uses.map(({ name }) => name).join(' ')];
};

test.each([
  ['x = y + 1', 'x', 'y'],
  ['x = x + 1', 'x', 'x'],
  ['x += 1', 'x', 'x'],
  ['a, (b, *c) = d', 'a b c', 'd'],
  ['a = b = c', 'a b', 'c'],
  ['x.y = z[i]\nw[0] = 1', '', 'x z i w'],
  ['x: int = 3\ny: T', 'x', 'T'],
  ['def f():\n    x = yield\n    yield', 'f', ''],
  ['import numpy as np, os.path\nfrom a.b import c as d, e\nfrom f import *', 'np os d e', ''],
  ['import numpy\nnumpy.array([1])\npandas.read()', 'numpy', 'pandas'],
  ['def f(a, b=c, *d, **e):\n    g = a + h\n    return f(g)', 'f', 'c h'],
  ['def f():\n    return later\nlater = 1', 'f later', ''],
  ['f()\ndef f(): pass', 'f', 'f'],
  ['def f():\n    global n\n    n = 1', 'f n', ''],
  ['class A(B):\n    x = y\n    def m(self):\n        return x, self', 'A', 'B y'],
  ['for i in items:\n    print(i, sep=s)\nelse:\n    z = 1', 'i z', 'items s'],
  ['with open(p) as file, lock:\n    file.read()', 'file', 'p lock'],
  ['try:\n    a\nexcept (E, KeyError) as e:\n    print(e)', 'e', 'a E'],
  ['[i * k for i in xs if i in ys]', '', 'k xs ys'],
  ['sum(i for i in xs)', '', 'xs'],
  ['if (n := len(xs)) > 1: print(n)', 'n', 'xs'],
  ['go = lambda a, b=c: a + d', 'go', 'c d'],
  ['f"{x} {y!r:>{w}} z"', '', 'x y w'],
  ['match p:\n    case Point(x=a): print(a)\n    case [b, *c]: pass', 'a b c', 'p Point'],
  ['%time x\n!ls {y}\nprint(z)\nw = ____', 'w', 'z'],
  ['%%bash\necho $x', '', ''],
  ['async def main():\n    async with a() as b:\n        await b\nawait main()', 'main', 'a'],
  ['del x', '', 'x'],
  ['@wraps(f)\ndef g(): pass', 'g', 'wraps f'],
  ['print(df.head())\ndf = 1', 'df', 'df'],
])('%j defines "%s" and uses "%s"', (text, defines, uses) => {
  const [defined, used] = names(text);
  expect({ defines: defined, uses: used?.split(' ').sort().join(' ') }).toEqual({
    defines,
    uses: uses.split(' ').sort().join(' '),
  });
});

test('a name is told at its first place', () => {
  const text = 'print(df)\ndf = load()\ndf = df.dropna()';
  const { defines, uses } = cellNames(text);
  expect(defines).toEqual([{ name: 'df', start: 10, end: 12 }]);
  expect(uses[0]).toEqual({ name: 'df', start: 6, end: 8 });
});
