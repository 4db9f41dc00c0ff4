import { expect, test } from 'vitest';
import { blankAt, hasBlanks } from '../../../src/languages/python/blanks.ts';
import {
  findRegions,
  hasRegions,
  starterOf,
  withoutHiddenTests,
  withoutMarkers,
} from '../../../src/languages/python/regions.ts';
import { originOf, slice } from '../../../src/text/mapped-text.ts';

const mapped = (text: string) => slice(text, { start: 0, end: text.length });

const solution = `def mean(xs):
    """The mean."""
    ### BEGIN SOLUTION
    total = sum(xs)
    return total / len(xs)
    ### END SOLUTION

x = 1
### BEGIN SOLUTION
y = 2
### END SOLUTION`;

test('a solution region becomes the stub of nbgrader, at its indentation', () => {
  expect(starterOf(mapped(solution)).text).toBe(`def mean(xs):
    """The mean."""
    # YOUR CODE HERE
    raise NotImplementedError()

x = 1
# YOUR CODE HERE
raise NotImplementedError()`);
});

test('the stub stands where its region stands', () => {
  const starter = starterOf(mapped(solution));
  const at = starter.text.indexOf('# YOUR CODE HERE');
  const span = originOf(starter, at, at + 16);
  expect(solution.slice(span.start, span.end)).toMatch(/^ {4}### BEGIN SOLUTION[\s\S]*### END SOLUTION$/);
  const one = starter.text.indexOf('x = 1');
  expect(originOf(starter, one).start).toBe(solution.indexOf('x = 1'));
});

test('what runs has the code of the regions without their markers', () => {
  expect(withoutMarkers(mapped(solution)).text).toBe(`def mean(xs):
    """The mean."""
    total = sum(xs)
    return total / len(xs)

x = 1
y = 2`);
});

const tests = `assert mean([1, 3]) == 2
### BEGIN HIDDEN TESTS
assert mean([5]) == 5
### END HIDDEN TESTS`;

test('hidden tests go with their markers, at the end and in the middle', () => {
  expect(withoutHiddenTests(mapped(tests)).text).toBe('assert mean([1, 3]) == 2');
  expect(withoutHiddenTests(mapped(`${tests}\nx`)).text).toBe('assert mean([1, 3]) == 2\nx');
  expect(withoutHiddenTests(mapped(tests.slice(25))).text).toBe('');
  expect(withoutHiddenTests(mapped(solution)).text).toBe(solution);
  expect(starterOf(mapped(tests)).text).toBe('assert mean([1, 3]) == 2');
});

test('markers without a partner are told, and nothing is cut', () => {
  const text = 'a\n# END SOLUTION\n  ### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\nb\n### END SOLUTION\n';
  const { regions, stray } = findRegions(text);
  expect(regions).toEqual([]);
  expect(stray.map(({ start, end, message }) => [text.slice(start, end), message])).toEqual([
    ['# END SOLUTION', '"END SOLUTION" has no beginning'],
    ['  ### BEGIN SOLUTION', '"BEGIN SOLUTION" has no end'],
    ['### END SOLUTION', '"END SOLUTION" has no beginning'],
    ['### BEGIN HIDDEN TESTS', '"BEGIN HIDDEN TESTS" has no end'],
  ]);
  expect(starterOf(mapped(text)).text).toBe(text);
});

test('a marker is a comment of its own', () => {
  expect(hasRegions('x = "### BEGIN SOLUTION"\n### END SOLUTION')).toBe(false);
  expect(hasRegions('# BEGIN SOLUTION\nx\n#### END SOLUTION  ')).toBe(true);
  expect(hasRegions(tests, 'solution')).toBe(false);
});

test.each([
  ['x = ____', true],
  ['for ____ in range(3): print(___)', true],
  ['def f(): return ____ + 1', true],
  ['x = _', false],
  ['for __ in y: pass', false],
  ['x = "____"', false],
  ['x = 1  # ____', false],
  ['a____b = 1', false],
  ['class A: __init__ = 1', false],
])('%s has blanks: %s', (text, blank) => {
  expect(hasBlanks(text)).toBe(blank);
});

test('the first blank is named', () => {
  expect(blankAt('a = 1\nb = ____ + ____')).toMatchObject({ start: 10, end: 14 });
});
