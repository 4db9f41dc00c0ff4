import { expect, test } from 'vitest';
import { folderOrder, sortFirst, varyInOrder } from '../../src/confirm/folder-order.ts';
import { matchRule } from '../../src/confirm/match-rule.ts';
import { nearMiss } from '../../src/confirm/near-miss.ts';

const rule = matchRule({ modes: [] }, [], []);

test.each([
  ['for f in glob.glob("*.csv"):\n    print(f)', 'a.csv\nb.csv', 'b.csv\na.csv', 'glob.glob(…)', true],
  ['print("all:", glob("*.csv"))', "all: ['a.csv', \\\n'b.csv']", "all: ['b.csv', 'a.csv']", 'glob(…)', false],
  ['os.listdir("data")', "['a', 'b']", "['b', 'a']", 'os.listdir(…)', false],
  ['list(folder.iterdir())', "['a', 'b']", "['b', 'a']", 'folder.iterdir(…)', false],
  ['print("b")', "['a', 'b']", "['b', 'a']", undefined, false],
  ['os.listdir("data")', "['a', 'b']", "['b', 'c']", undefined, false],
])('what %j lists in another order is told to be sorted', (code, expected, actual, call, isUnordered) => {
  const fix = folderOrder(code, expected, actual, nearMiss(expected, actual, rule))?.fix;
  const unordered = isUnordered ? ', or `unordered` on the fence' : '';
  expect(fix).toBe(call && `write \`sorted(…)\` around \`${call}\` in the code${unordered}`);
});

test.each([
  ['print(os.listdir())', ["['a', 'b']", "['b', 'a']"], true],
  ['print(os.listdir())', ["['a', 'b']", "['a', 'b']"], false],
  ['print(os.listdir()[0])', ['a', 'b'], false],
  ['print(names)', ["['a', 'b']", "['b', 'a']"], false],
])('runs of %j that gave %j found the same files in another order: %j', (code, runs, same) => {
  expect(varyInOrder(code, runs)).toBe(same);
});

test('what is listed unsorted is to be sorted before an update writes it', () => {
  expect(sortFirst('print(os.listdir("data"))')).toBe('write `sorted(…)` around `os.listdir(…)` in the code');
  expect(sortFirst('print(sorted(os.listdir("data")))')).toBeUndefined();
  expect(sortFirst('files = glob("*")\nfiles.sort()\nprint(files)')).toBeUndefined();
  expect(sortFirst('print(1)')).toBeUndefined();
});
