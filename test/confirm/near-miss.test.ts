import { expect, test } from 'vitest';
import { compareText } from '../../src/confirm/match.ts';
import { matchRule } from '../../src/confirm/match-rule.ts';
import { nearMiss } from '../../src/confirm/near-miss.ts';
import type { MatchMode } from '../../src/model/match-modes.ts';

const rule = matchRule({ modes: [] }, [], []);

const cases: readonly (readonly [
  name: string,
  expected: string,
  actual: string,
  kind: string,
  modes?: string | undefined,
])[] = [
  ['a table with other column widths', 'a   b\n1   2', ' a b\n 1 2', 'blanks', 'normalize'],
  ['an array with other inner blanks', '[ 1.  2.]', '[1. 2.]', 'blanks'],
  ['rounding noise', 'x 0.30000000000000004', 'x 0.3', 'numeric', 'tolerance=1e-15'],
  ['noise with other widths', '[1.0  2.5]', '[1.0 2.5000001]', 'numeric', 'tolerance=1e-7'],
  ['another result is no noise', 'x 0.5', 'x 0.6', 'none'],
  ['text left out', 'a\n...\nz', 'a\nb\nz', 'ellipsis', 'ellipsis'],
  ['text left out and noise', '0.1\n...\n0.3', '0.10000001\n0.2\n0.3', 'numeric', 'ellipsis tolerance=1e-7'],
  ['lines in another order', 'a\nb', 'b\na', 'order', 'unordered'],
  ['a set', "{'a', 'b', 'c'}", "{'c', 'a', 'b'}", 'order'],
  ['addresses', '<f at 0x7f0000001000>', '<f at 0x7f0000002000>', 'none'],
  ['dates', '2020-01-01', '2026-01-01', 'none'],
  ['dates and addresses', '2020-01-01 0x7f0000001000', '2026-01-01 0x7f0000002000', 'none'],
  ['printed and displayed', "'lettuce'", 'lettuce', 'display'],
  ['pandas 3', 'Name: x, dtype: object', 'Name: x, dtype: str', 'version'],
  ['NumPy 2', '[1.5, True]', '[np.float64(1.5), np.True_]', 'version'],
  ['NumPy 2 with noise', '20880.023800000003', 'np.float64(20880.0238)', 'numeric'],
  [
    'old NumPy arrays',
    '[[ 0.  0. ...,  3.  0.]\n ...,\n [ 0.  1. ...,  1.  0.]]',
    '[[0. 0. ... 3. 0.]\n ...\n [0. 1. ... 1. 0.]]',
    'version',
  ],
  ['class names', "<class 'pandas.core.frame.DataFrame'>", "<class 'pandas.DataFrame'>", 'version'],
  ['a type that is displayed', "<class 'int'>", 'int', 'display'],
  ['types in a list that is displayed', "[<class 'int'>, <class 'str'>]", '[int, str]', 'display'],
  ['a class of the lesson that is displayed', "<class '__main__.Dog'>", '__main__.Dog', 'display'],
  ['a class of NumPy that is displayed', "<class 'numpy.ndarray'>", 'numpy.ndarray', 'display'],
  ['a class that moved, displayed', "<class 'pandas.core.frame.DataFrame'>", 'pandas.DataFrame', 'display'],
  ['a function that is displayed', '<function f at 0x7f0000001000>', '<function __main__.f(x, y=2)>', 'display'],
  ['a function of Python that is displayed', '<built-in function len>', '<function len(obj, /)>', 'display'],
  ['another type that is displayed', "<class 'int'>", 'float', 'none'],
  ['one of two types that is another', "[<class 'int'>, <class 'str'>]", '[int, float]', 'none'],
  ['another function that is displayed', '<function f at 0x7f0000001000>', '<function __main__.g(x)>', 'none'],
  ['a class of another package that is displayed', "<class 'a.X'>", 'b.X', 'none'],
  ['a type of a column', "dtype('O')", '<StringDtype(na_value=nan)>', 'version'],
  ['a type of NumPy that has another name', "<class 'numpy.bool_'>", "<class 'numpy.bool'>", 'version'],
  ['another type of NumPy’s, by name', "<class 'numpy.int64'>", "<class 'numpy.int32'>", 'none'],
  ['a date of another unit', "dtype('<M8[ns]')", "dtype('<M8[us]')", 'version'],
  [
    'the columns of a table, counted',
    "<class 'pandas.core.frame.DataFrame'>\nData columns (total 2 columns):\na    2 non-null float64\nbcd  2 non-null object\ndtypes: float64(1), object(1)\nmemory usage: 208.0+ bytes",
    "<class 'pandas.DataFrame'>\nData columns (total 2 columns):\n #   Column  Non-Null Count  Dtype\n---  ------  --------------  -----\n 0   a       2 non-null      float64\n 1   bcd     2 non-null      str\ndtypes: float64(1), str(1)\nmemory usage: 240.0+ bytes",
    'version',
  ],
  [
    'the columns of a table, counted, of which one is another',
    'a    2 non-null float64\ndtypes: float64(1)',
    ' #   Column  Non-Null Count  Dtype\n---  ------  --------------  -----\n 0   a       3 non-null      float64\ndtypes: float64(1)',
    'none',
  ],
  [
    'an array of strings',
    "['Albany Park' 'Altgeld'\n 'Archer']",
    "<StringArray>\n[ 'Albany Park',     'Altgeld',\n      'Archer']\nLength: 3, dtype: str",
    'version',
  ],
  ['an array of other strings', "['a' 'b']", "<ArrowStringArray>\n['a', 'c']\nLength: 2, dtype: str", 'none'],
  ['a set of Python 2', "set(['a'])", "{'a'}", 'version'],
  ['a string of Python 2', "[u'a', 'b']", "['a', 'b']", 'version'],
  ['a set with another item', "set(['a'])", "{'b'}", 'none'],
  ['more lines', 'a\nb', 'a\nb\nc', 'more', 'contains'],
  ['nothing', 'a', '', 'nothing-printed'],
  ['a number that is another', '1 2 3 4', '1 2 3 5', 'none'],
  ['a number of which it is a part', '3', '33', 'none'],
  ['a number before the point', '3', '3.5', 'none'],
  ['a number of another version’s text that is another', '[np.float64(1.5)]', '[2.5]', 'none'],
  ['something else altogether', 'a', 'b', 'none'],
  ['a table with pandas 3', 'a object\nb int64\ndtype: object', 'a str\nb int64\ndtype: object', 'version'],
  [
    'dictionaries that are laid out otherwise',
    "[{'a': 1, 'b': 2}, {'c': 3}]",
    "[{'b': 2, 'a': 1},\n {'c': 3}]",
    'order',
  ],
  ['a dictionary', "{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}", 'order'],
  ['another integer, nearly as large', '100000', '100001', 'none'],
  ['another year', 'in 2025', 'in 2026', 'none'],
  ['a float that is another', 'x 3.141', 'x 3.142', 'none'],
  ['an integer for a float', 'x 3', 'x 3.0000001', 'none'],
  ['values that are swapped', 'x 1 y 2', 'x 2 y 1', 'none'],
  ['a list in another order', '[1, 2, 3]', '[1, 3, 2]', 'none'],
  ['a tuple for a list', '[1, 2]', '(1, 2)', 'none'],
  ['blanks in a string', "['a b']", "['a  b']", 'none'],
  ['a blank at the end of a string', "['a']", "['a ']", 'none'],
  ['a string for a number', "'1'", '1', 'none'],
  ['strings for names in a list', "['a', 'b']", '[a, b]', 'none'],
  ['another type of NumPy', 'np.int64(3)', 'np.float64(3.0)', 'none'],
  ['another type of a column', 'dtype: object', 'dtype: category', 'none'],
  ['another type of a date', 'dtype: object', 'dtype: datetime64[ns]', 'none'],
  ['a class of another package', "<class 'a.X'>", "<class 'b.X'>", 'none'],
  ['a word that names a type', 'str', 'object', 'none'],
  ['another shape', 'array([1, ...], shape=(10,))', 'array([1, ...], shape=(11,))', 'none'],
  ['more in a line', 'HELLO WORLD', 'HELLO WORLD!!', 'none'],
  ['a word before it', 'True', 'not True', 'none'],
  ['dots that are printed', 'Loading...', 'Loading failed', 'none'],
];

test.each(cases.map((row) => [row] as const))('%j', ([_name, expected, actual, kind, modes]) => {
  const near = nearMiss(expected, actual, rule);
  expect(near?.kind ?? 'none').toBe(kind);
  expect(near?.modes?.join(' ')).toBe(modes);
});

test('a mode that is named really passes', () => {
  for (const [, expected, actual] of cases) {
    const { modes } = nearMiss(expected, actual, rule) ?? {};
    if (modes === undefined) continue;
    const tolerance = modes.map((mode) => /^tolerance=(.*)$/.exec(mode)?.[1]).find((value) => value !== undefined);
    const names = modes.filter((mode) => !mode.startsWith('tolerance')) as MatchMode[];
    const match = { modes: names, ...(tolerance === undefined ? {} : { tolerance: Number(tolerance) }) };
    expect(compareText(expected, actual, matchRule(match, [], [])).equal).toBe(true);
  }
});

test('other quotes are said, and are no matter of how a value is displayed', () => {
  for (const [said, shown] of [
    ['"abc"', "'abc'"],
    ['["a", "b c"]', "['a', 'b c']"],
  ] as const)
    expect(nearMiss(said, shown, rule)).toEqual({ message: 'only the kind of quotes does' });
  expect(nearMiss('"it\'s"', "'its'", rule)).toBeUndefined();
});
