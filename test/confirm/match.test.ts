import { describe, expect, test } from 'vitest';
import { compareText } from '../../src/confirm/match.ts';
import { matchRule } from '../../src/confirm/match-rule.ts';
import { sanitizerNames, withVaryingValues } from '../../src/confirm/sanitize.ts';
import type { Match } from '../../src/model/lesson.ts';
import type { MatchMode } from '../../src/model/match-modes.ts';
import { codesOf, lessonOf } from './lesson-of.ts';

/** Declared text, output, and the line (from 0) that differs, `end`, or `ok`. */
type Row = readonly [declared: string, produced: string, verdict: number | 'end' | 'ok'];

const tables: readonly {
  readonly modes: readonly MatchMode[];
  readonly tolerance?: number;
  readonly absolute?: number;
  readonly rows: readonly Row[];
}[] = [
  {
    modes: [],
    rows: [
      ['a\nb', 'a\nb', 'ok'],
      ['a \nb\t\n\n', 'a\nb', 'ok'],
      ['', '', 'ok'],
      ['a', 'A', 0],
      ['a\nb', 'a\nc', 1],
      ['a\nb', 'a', 1],
      ['a', 'a\nb', 'end'],
      [' a', 'a', 0],
      ['a\n\nb', 'a\nb', 1],
      ['...', 'anything', 0],
    ],
  },
  {
    modes: ['ellipsis'],
    rows: [
      ['a ... z', 'a b c z', 'ok'],
      ['a ... z', 'a z', 0],
      ['a...z', 'az', 'ok'],
      ['first\n...\nlast', 'first\nlast', 'ok'],
      ['first\n...\nlast', 'first\n1\n2\nlast', 'ok'],
      ['first\n...', 'first', 'ok'],
      ['first\n...', 'first\n1\n2', 'ok'],
      ['...\nlast', 'last', 'ok'],
      ['...', '', 'ok'],
      ['  ...\nlast', 'a\nlast', 'ok'],
      ['first\n...\nlast', 'first\nnot last\nlast!', 2],
      ['first\n...\nlast', 'first\nand the last', 2],
      ['a ...\nb', 'a 1\n2\nb', 'ok'],
      ['id=... name=x', 'id=7 name=y', 0],
      ['a...b...c', 'a1b2c3b4c', 'ok'],
      ['a...b...a', 'aba', 'ok'],
      ['ab...ba', 'aba', 0],
    ],
  },
  {
    modes: ['regex'],
    rows: [
      ['\\d+ items?', '12 items', 'ok'],
      ['\\d+ items?', '12 items left', 0],
      ['one\n\\d', 'one\n2\nthree', 'end'],
      ['(?P<name>\\w+) = (?P=name)', 'é = é', 'ok'],
      ['a.b', 'a\nb', 0],
      ['(?s)a.b', 'a\nb', 'ok'],
      ['(?i)ABC', 'abc', 'ok'],
      ["\\{'a': \\d\\}", "{'a': 1}", 'ok'],
      ["{'a': \\d}", "{'a': 1}", 'ok'],
      ['one\n\\d\nthree', 'one\nx\nthree', 1],
      ['a|b', 'b', 'ok'],
      ['(unclosed', '(unclosed', 0],
      ['a)(b', 'ab', 0],
    ],
  },
  {
    modes: ['contains'],
    rows: [
      ['bc', 'abcd', 'ok'],
      ['b\nc', 'ab\ncd', 'ok'],
      ['b\nx', 'ab\ncd', 1],
      ['x', 'abc', 0],
    ],
  },
  {
    modes: ['unordered'],
    rows: [
      ['a\nb\nc', 'c\na\nb', 'ok'],
      ['a\na\nb', 'a\nb\nb', 1],
      ['a\nb', 'b\na\nc', 'end'],
      ['a\nb\nc', 'a\nb', 2],
    ],
  },
  {
    modes: ['tolerance'],
    tolerance: 1e-3,
    rows: [
      ['x = 1.0', 'x = 1.0005', 'ok'],
      ['x = 1.0', 'x = 1.01', 0],
      ['[1. 2. 3.]', '[1.0001 2. 2.999]', 'ok'],
      ['1e-05', '0.00001', 'ok'],
      ['-0.', '0.', 'ok'],
      ['a 1', 'b 1', 0],
      ['1 2', '1', 0],
      ['nan', 'nan', 'ok'],
      ['inf', '-inf', 0],
      ['banana 1', 'banana 1', 'ok'],
      ['1\n2\n3', '1\n2\n4', 2],
    ],
  },
  {
    modes: ['tolerance'],
    tolerance: 1e-9,
    absolute: 1e-12,
    rows: [
      ['0.0', '1.2e-17', 'ok'],
      ['x -1e-13 y 2.5', 'x 0 y 2.5', 'ok'],
      ['0.0', '1.2e-11', 0],
      ['0.0 2.5', '0.0 2.6', 0],
      ['nan', '0', 0],
    ],
  },
  {
    modes: ['tolerance'],
    tolerance: 1e-6,
    rows: [
      ['[ 1.5  22.5]', '[1.50000001 22.5]', 'ok'],
      ['[[-0.1  1. ]\n [ 2.   3. ]]', '[[-0.10000000001  1.           ]\n [ 2.             3.           ]]', 'ok'],
      ['     a    b\n0  0.3  1.0\n1  0.4  2.0', '          a    b\n0  0.300000001  1.0\n1  0.4         2.0', 'ok'],
      ['|   a |\n|----:|\n| 0.3 |', '|         a |\n|----------:|\n| 0.3000001 |', 'ok'],
      ['     a    b\n0  0.3  1.0', '     a    c\n0  0.3  1.0', 0],
      ['0.3  1.0', '0.3  2.0', 0],
      ['1 2', '12', 0],
      ["x 'a  b' 1", "x 'a b' 1", 0],
      ['a\n1', 'a 1', 0],
    ],
  },
  {
    modes: ['json', 'tolerance'],
    tolerance: 0,
    absolute: 0.5,
    rows: [
      ['{"a": 1}', '{"a": 1.5}', 'ok'],
      ['{"a": 1}', '{"a": 1.6}', 0],
    ],
  },
  {
    modes: ['normalize'],
    rows: [
      ['a  b\n c', 'a b\nc', 'ok'],
      ['a b c', 'a\nb\tc', 'ok'],
      ['ab', 'a b', 0],
      ['a\nb\nc', 'a b d', 2],
    ],
  },
  {
    modes: ['json'],
    rows: [
      ['{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}', 'ok'],
      ['{\n "a": 1,\n "b": {"c": 2}\n}', '{"a": 1, "b": {"c": 3}}', 2],
      ['[1, 2]', '[2, 1]', 0],
      ['1', '1.0', 'ok'],
      ['{"x": NaN}', '{"x": NaN}', 'ok'],
      ['{"x": 1', '{"x": 1}', 0],
      ['{"x": 1}', "{'x': 1}", 0],
      ['{"a": 1}', '{"a": 1, "b": 2}', 0],
    ],
  },
  {
    modes: ['ellipsis', 'normalize'],
    rows: [
      ['a  ...  z', 'a b\nc   z', 'ok'],
      ['first\n...\nlast', 'first   last', 'ok'],
      ['first\n...\nlast', 'first 1 2 last one', 'end'],
    ],
  },
  {
    modes: ['ellipsis', 'tolerance'],
    tolerance: 0.01,
    rows: [
      ['loss 0.50 ... acc 0.90', 'loss 0.501 after 3 steps acc 0.899', 'ok'],
      ['loss 0.50 ... acc 0.90', 'loss 0.501 after 3 steps acc 0.7', 0],
      ['epoch 1: 0.5\n...\nepoch 9: 0.1', 'epoch 1: 0.501\nepoch 2: 0.4\nepoch 9: 0.1001', 'ok'],
    ],
  },
  {
    modes: ['tolerance', 'normalize'],
    tolerance: 1e-6,
    rows: [['[1.   2.5]', '[1. 2.5000001]', 'ok']],
  },
  {
    modes: ['unordered', 'ellipsis'],
    rows: [
      ['task a: ... s\ntask b: ... s', 'task b: 1 s\ntask a: 2 s', 'ok'],
      ['x\n...', 'a\nx\nb', 'ok'],
      ['x...', 'x1\ny', 'end'],
      ['... a\n... b', 'x a\nx c', 1],
      // The first declared line could take either; the second only one of them.
      ['a...\nab', 'ab\nac', 'ok'],
    ],
  },
  {
    modes: ['unordered', 'tolerance'],
    tolerance: 0.1,
    rows: [
      ['a 1.0\nb 2.0', 'b 2.1\na 1.05', 'ok'],
      ['a 1.0\nb 2.0', 'b 3.1\na 1.05', 1],
    ],
  },
  {
    modes: ['unordered', 'normalize'],
    rows: [['a  1\nb  2', 'b 2\na 1', 'ok']],
  },
  {
    modes: ['unordered', 'contains'],
    rows: [
      ['b\na', 'xa\nxb\nxc', 'ok'],
      ['a\na', 'xa\nxb', 1],
    ],
  },
  {
    modes: ['contains', 'ellipsis'],
    rows: [
      ['b...d', 'abcde', 'ok'],
      ['d...b', 'abcde', 0],
    ],
  },
  {
    modes: ['contains', 'normalize'],
    rows: [['b  c', 'a b\nc d', 'ok']],
  },
  {
    modes: ['contains', 'tolerance'],
    tolerance: 0.01,
    rows: [
      ['mean 2.0', 'n 5 mean 2.001 std 1', 'ok'],
      ['mean 2.0', 'n 5 mean 2.1 std 1', 0],
    ],
  },
  {
    modes: ['regex', 'contains'],
    rows: [
      ['\\d\\d', 'a 12 b', 'ok'],
      ['\\d\\d', 'a 1 b', 0],
    ],
  },
  {
    modes: ['regex', 'unordered'],
    rows: [
      ['\\d\n[a-z]', 'x\n1', 'ok'],
      ['\\d\n[a-z]', 'x\ny', 0],
    ],
  },
  {
    modes: ['regex', 'normalize'],
    rows: [['a \\d b', 'a   1\nb', 'ok']],
  },
  {
    modes: ['json', 'tolerance'],
    tolerance: 0.01,
    rows: [
      ['{"x": 1.0}', '{"x": 1.001}', 'ok'],
      ['{"x": 1.0}', '{"x": 1.1}', 0],
    ],
  },
  {
    modes: ['json', 'unordered'],
    rows: [
      ['[1, {"a": 2}]', '[{"a": 2}, 1]', 'ok'],
      ['[1, 1]', '[1, 2]', 0],
    ],
  },
  {
    modes: ['json', 'contains'],
    rows: [
      ['{"a": 1}', '{"a": 1, "b": 2}', 'ok'],
      ['{"a": 1, "c": 0}', '{"a": 1, "b": 2}', 0],
    ],
  },
  {
    modes: ['json', 'ellipsis'],
    rows: [
      ['{"id": "user-..."}', '{"id": "user-17"}', 'ok'],
      ['{"id": "user-..."}', '{"id": "group-17"}', 0],
    ],
  },
];

describe.each(tables)('$modes $tolerance $absolute', ({ modes, tolerance, absolute, rows }) => {
  test.each(rows)('%j and %j: %s', (declared, produced, verdict) => {
    const match: Match = {
      modes,
      ...(tolerance !== undefined && { tolerance }),
      ...(absolute !== undefined && { absolute }),
    };
    const comparison = compareText(declared, produced, matchRule(match, [], []));
    expect(comparison.equal ? 'ok' : comparison.line).toBe(verdict);
  });
});

test('the modes of the course are those of every fence, but for one that says exact', () => {
  const rule = (match: Match) =>
    compareText('a ... z', 'a  b z', matchRule(match, ['ellipsis', 'normalize'], [])).equal;
  expect(rule({ modes: [] })).toBe(true);
  expect(rule({ modes: ['unordered'] })).toBe(true);
  expect(rule({ modes: ['exact'] })).toBe(false);
});

test("the course's tolerance is that of every fence that has none of its own, but for one that says exact", () => {
  const agrees = (match: Match, tolerance?: number) =>
    compareText('1.000', '1.004', matchRule(match, ['tolerance'], [], tolerance)).equal;
  expect(agrees({ modes: [] })).toBe(false);
  expect(agrees({ modes: [] }, 0.01)).toBe(true);
  expect(agrees({ modes: ['tolerance'] }, 0.01)).toBe(true);
  expect(agrees({ modes: ['tolerance'], tolerance: 1e-6 }, 0.01)).toBe(false);
  expect(agrees({ modes: ['exact'] }, 0.01)).toBe(false);
});

test('and so is its absolute part, where the fence gives no number', () => {
  const agrees = (match: Match) => compareText('0', '1e-13', matchRule(match, ['tolerance'], [], 0, 1e-12)).equal;
  expect(agrees({ modes: [] })).toBe(true);
  expect(agrees({ modes: ['tolerance'] })).toBe(true);
  expect(agrees({ modes: ['tolerance'], tolerance: 1e-6 })).toBe(false);
  expect(agrees({ modes: ['tolerance'], tolerance: 1e-6, absolute: 1e-12 })).toBe(true);
  expect(agrees({ modes: ['exact'] })).toBe(false);
});

test('the absolute part is read after the relative one', () => {
  const matchOf = (words: string) =>
    codesOf(lessonOf(`\`\`\`python\nf()\n\`\`\`\n\n\`\`\`output ${words}\n1\n\`\`\`\n`))[0]?.expected[0]?.match;
  expect(matchOf('tolerance=1e-6,abs=1e-12')).toEqual({ modes: ['tolerance'], tolerance: 1e-6, absolute: 1e-12 });
  expect(matchOf('ellipsis tolerance=.5,abs=1')).toEqual({
    modes: ['ellipsis', 'tolerance'],
    tolerance: 0.5,
    absolute: 1,
  });
  expect(matchOf('tolerance=1e-6,abs=')).toEqual({ modes: [] });
});

test('an address in the repr of an object is nobody’s affair, and any other value is, but with evidence', () => {
  const rule = matchRule({ modes: [] }, [], sanitizerNames);
  const reprs: readonly [string, string][] = [
    ['<object at 0x7f1111111110>', '<object at 0x7f2222222220>'],
    ['[<f at 0x7f1111111110>, <g at 0x10>]', '[<f at 0x7f2222222220>, <g at 0x20>]'.replaceAll('0x10', '0x1000')],
    [
      '<code object f at 0x7f1111111110, file "a.py", line 1>',
      '<code object f at 0x7f2222222220, file "a.py", line 1>',
    ],
    ['<weakref at 0x7f1111111110; to "C" at 0x7f1111111120>', '<weakref at 0x7f2222222220; to "C" at 0x7f3333333330>'],
  ];
  for (const [declared, produced] of reprs) {
    const isShort = declared.includes('0x10>');
    expect(compareText(declared, produced, rule).equal, declared).toBe(!isShort);
    expect(compareText(declared, produced, matchRule({ modes: ['exact'] }, [], sanitizerNames)).equal).toBe(false);
    expect(compareText(declared, produced, matchRule({ modes: [] }, [], [])).equal).toBe(false);
    expect(compareText(`x ${declared}`, produced, matchRule({ modes: ['contains'] }, [], sanitizerNames)).equal).toBe(
      false,
    );
  }
  const different: readonly [string, string][] = [
    ['0xdead', '0xbeef'],
    ['<f at 0x7f1111111110> 1', '<f at 0x7f2222222220> 2'],
    ['saved /tmp/abc/x.txt', 'saved /tmp/abd/x.txt'],
    ['took 0.12 s', 'took 12.3 s'],
    ['CPU times: user 3 µs, sys: 1 µs, total: 4 µs', 'CPU times: user 9 ms, sys: 0 ns, total: 9 ms'],
    ['on 2020-01-02', 'on 2026-11-22'],
  ];
  for (const [declared, produced] of different) {
    for (const modes of [[], ['exact'], ['contains'], ['ellipsis'], ['normalize']] as const) {
      expect(compareText(declared, produced, matchRule({ modes }, [], sanitizerNames)).equal, declared).toBe(false);
    }
  }
});

test.each([
  ['saved /tmp/abc/x.txt', 'saved /tmp/one/x.txt', 'saved /tmp/two/x.txt'],
  ['took 0.12 s', 'took 12.3 s', 'took 12.4 s'],
  [
    '1.23 µs ± 4 ns per loop (mean ± std. dev. of 7 runs, 1,000,000 loops each)',
    '9 ms ± 1 ms per loop (mean ± std. dev. of 7 runs, 100 loops each)',
    '8 ms ± 1 ms per loop (mean ± std. dev. of 7 runs, 100 loops each)',
  ],
  [
    'CPU times: user 3 µs, sys: 1 µs, total: 4 µs\nWall time: 5 µs',
    'CPU times: user 9 ms, sys: 0 ns, total: 9 ms\nWall time: 9 ms',
    'CPU times: user 8 ms, sys: 0 ns, total: 8 ms\nWall time: 8 ms',
  ],
  ['on 2020-01-02', 'on 2026-11-22', 'on 2026-11-23'],
  ['2020-01-02 10:11:12.123456', '2026-11-22 22:00:00.000001', '2026-11-22 22:00:01.000001'],
  [
    'datetime.datetime(2020, 1, 2, 3, 4)',
    'datetime.datetime(2026, 11, 22, 22, 0, 1)',
    'datetime.datetime(2026, 11, 22, 22, 0, 2)',
  ],
  ['Sun Nov 22 22:00:00 2026', 'Thu Jan  2 03:04:05 2020', 'Thu Jan  2 03:04:06 2020'],
])('%j is put right where two runs differ in it, and stays where they agree', (declared, first, second) => {
  expect(withVaryingValues(declared, first, second, sanitizerNames)).toBe(first);
  expect(withVaryingValues(declared, first, first, sanitizerNames)).toBe(declared);
  expect(withVaryingValues(`${declared}\n7`, `${first}\n8`, `${second}\n8`, sanitizerNames)).toBe(`${first}\n7`);
});

test('`json` compares integers digit by digit, however many they are', () => {
  const json = (declared: string, produced: string, tolerance?: number) =>
    compareText(
      declared,
      produced,
      matchRule({ modes: ['json'], ...(tolerance === undefined ? {} : { tolerance }) }, [], []),
    ).equal;
  expect(json('{"id": 12345678901234567890}', '{"id":12345678901234567890}')).toBe(true);
  expect(json('{"id": 12345678901234567890}', '{"id": 12345678901234567891}')).toBe(false);
  expect(json('[-9007199254740993]', '[-9007199254740992]')).toBe(false);
  expect(json('[9007199254740993]', '[9007199254740992]', 1e-9)).toBe(true);
  expect(json('[1, 1.0, 1e2, NaN]', '[1.0, 1, 100, NaN]')).toBe(true);
  expect(json('["12345678901234567890"]', '["12345678901234567891"]')).toBe(false);
  expect(json('[12345678901234567890]', '["12345678901234567890"]')).toBe(false);
  expect(json('[0.12345678901234567890]', '[0.12345678901234567891]')).toBe(true);
});
