import { expect, test } from 'vitest';
import { dependsOnHashSeed } from '../../../src/languages/python/hash-order.ts';

test.each([
  'set(word)',
  'print(frozenset([1]))',
  'hash("a")',
  '{1, 2}',
  'x = {"a"}',
  '{f(a, b)}',
  '{(1, 2), 3}',
  '{x for x in y}',
  '{x: {1, 2}}',
  '{*a, *b}',
])('%j depends on the hash seed', (code) => expect(dependsOnHashSeed(code)).toBe(true));

test.each([
  '{}',
  'x = {"a": 1}',
  '{x: y for x, y in z}',
  '{**a, **b}',
  '{f(a, b): 1, c: 2}',
  'print("{a, b}")',
  'f"{a}, {b}"',
  'settle(x); reset()',
  'x.set = 1',
  '# set(x)',
  'd = {\n    # comment, with a comma\n    "a": 1,\n}',
])('%j does not', (code) => expect(dependsOnHashSeed(code)).toBe(false));
