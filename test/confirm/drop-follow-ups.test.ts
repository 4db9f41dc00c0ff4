import { expect, test } from 'vitest';
import { compileLesson } from '../../src/compile/compile-lesson.ts';
import { noFiles } from '../../src/compile/course-files.ts';
import { defaultConfig } from '../../src/config/load-config.ts';
import { withoutFollowUps } from '../../src/confirm/drop-follow-ups.ts';
import type { Advice } from '../../src/diagnostics/advice.ts';
import { diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { lineIndex } from '../../src/text/span.ts';

/** What such a help tells to do, as the stages that give it say. */
function adviceOf(help: string): { readonly advice?: readonly Advice[] } {
  const words = /^coursewright update [^\s,]+(?:, if the cell is not meant to raise any more$)?/.exec(help)?.[0];
  if (words !== undefined) return { advice: [{ to: 'update', words }] };
  if (help.startsWith('allow more')) return { advice: [{ to: 'allow-time', words: help.split(';')[0] ?? '' }] };
  const taken = /^(?:take|write) `raises.*/.exec(help)?.[0];
  if (taken !== undefined) return { advice: [{ to: 'expect', words: taken }] };
  if (help.startsWith('correct the code, or ')) return { advice: [{ to: 'by-hand', words: help }] };
  return help.startsWith('fix the cell, or ') ? { advice: [{ to: 'fix-cell', words: help }] } : {};
}

/** The findings that are left of those that cells have: `[cell, rule, what was raised, help]`. */
function left(
  codes: readonly string[],
  found: readonly (readonly [
    number,
    (
      | 'cell-raised'
      | 'command-failed'
      | 'error-mismatch'
      | 'input-requested'
      | 'output-mismatch'
      | 'cell-timeout'
      | 'raise-missing'
      | 'solution-fails'
    ),
    string,
    string,
  ])[],
) {
  const text = `# A\n\n${codes.map((code) => `\`\`\`python\n${code}\n\`\`\`\n`).join('\n')}`;
  const { cells } = compileLesson(text, 'source-md/a.md', defaultConfig, noFiles);
  const code = cells.filter((cell) => cell.type === 'code');
  const diagnostics = found.map(([index, rule, actual, help]) => {
    const cell = code[index]?.id ?? '';
    const { start = 0, end = 0 } = code[index]?.code.span ?? {};
    const last = text.lastIndexOf('\n', text.lastIndexOf('\n', end - 1) - 1) + 1;
    return diagnostic(
      rule,
      actual,
      'source-md/a.md',
      { start: Math.max(start, last), end },
      {
        ...{ cell, actual, help },
        ...adviceOf(help),
      },
    );
  });
  const lines = lineIndex(text);
  return withoutFollowUps(diagnostics, code, (offset) => lines.point(offset).line).map(({ message, help }) => [
    message,
    help,
  ]);
}

test.each(['%run other.py', 'from other import *', 'exec(open("other.py").read())', '%load_ext other'])(
  'what %s does not bind is missing because of it, whatever its name is',
  (code) => {
    const missing = "NameError: name 'y' is not defined";
    expect(
      left(
        ['y', code, 'y'],
        [
          [1, 'cell-raised', 'OSError: no', 'a'],
          [2, 'cell-raised', missing, 'b'],
        ],
      ),
    ).toEqual([['OSError: no; because of it one later cell raises too', 'a']]);
    // Before it, nothing follows from it.
    expect(left(['y', code], [[0, 'cell-raised', missing, 'b']])).toEqual([[missing, 'b']]);
  },
);

test('a star import above the line that raised has brought what it brings', () => {
  const missing = "NameError: name 'y' is not defined";
  const of = (code: string) =>
    left(
      [code, 'y'],
      [
        [0, 'cell-raised', 'OSError: no', 'a'],
        [1, 'cell-raised', missing, 'b'],
      ],
    ).length;
  // The finding stands at the last line.
  expect(of('from other import *\nboom()')).toBe(2);
  expect(of('x = 1\nfrom other import *')).toBe(1);
});

test('after a cell that raised, no update is advised: it would leave the fence alone', () => {
  const mismatch = (index: number, help: string) => [index, 'output-mismatch', 'differs', help] as const;
  expect(
    left(
      ['x', 'x = f()', 'x', 'x + 1'],
      [
        mismatch(0, 'coursewright update source-md/a.md:3'),
        [1, 'cell-raised', 'OSError: no', 'a'],
        mismatch(2, 'coursewright update source-md/a.md:11'),
        mismatch(2, 'coursewright update source-md/a.md:11, if the cell is not meant to raise any more'),
        mismatch(3, 'coursewright update source-md/a.md:15, or write `tolerance=1e-7` on the fence'),
      ],
    ).map(([, help]) => help),
  ).toEqual([
    'coursewright update source-md/a.md:3',
    'a',
    'fix the cell at line 7 first: this may only follow from it',
    'fix the cell at line 7 first: this may only follow from it',
    'fix the cell at line 7 first: this may only follow from it, or write `tolerance=1e-7` on the fence',
  ]);
});

test('what the lesson says of an exception may be right after a cell that has a mistake in its syntax', () => {
  expect(
    left(
      ['def check(a):\n    raise ValueError(', 'check(1)', 'check(2)'],
      [
        [0, 'cell-raised', 'SyntaxError: no', 'a'],
        [1, 'raise-missing', 'no', 'take `raises` away if the cell is not meant to raise any more'],
        [2, 'error-mismatch', 'NameError: x', 'write `raises=NameError` on the fence, if it is meant to raise that'],
      ],
    ).map(([, help]) => help),
  ).toEqual([
    'a',
    'fix the cell at line 3 first: this may only follow from it',
    'fix the cell at line 3 first: this may only follow from it',
  ]);
});

test('a cell that asked for input has bound nothing', () => {
  expect(
    left(
      ['x = input()', 'x'],
      [
        [0, 'input-requested', 'asked', 'a'],
        [1, 'cell-raised', "NameError: name 'x' is not defined", 'b'],
      ],
    ),
  ).toEqual([['asked; because of it one later cell raises too', 'a']]);
});

test.each([
  ['names = build()', "names.append('b')"],
  ['print(rows[3])\nrows.append(4)', 'rows'],
  ["write('a.csv')", "open('a.csv').read()"],
  ['account.deposit(5)', 'account.balance'],
  ["table.drop(columns='x', inplace=True)", 'table'],
  ['last = rows.pop()', 'rows'],
  ['x = f()', 'y = x + 1', 'y'],
  ['%cd data', 'anything'],
])('what a cell that raised would have made reaches those that use it: %s', (...codes) => {
  expect(
    left(codes, [
      [0, 'cell-raised', 'OSError: no', 'a'],
      [codes.length - 1, 'output-mismatch', 'differs', 'coursewright update source-md/a.md:9'],
    ]).at(-1)?.[1],
  ).toBe('fix the cell at line 3 first: this may only follow from it');
});

test.each([
  ['print(odds[3])', 'odds'],
  ['print(pd.read_csv("x"))', 'import pandas as pd\npd.DataFrame()'],
  ['x = f()', 'x = 1', 'x'],
  ['def f():\n    return 1\nf(2)', 'f()'],
  ["table.drop(columns='x')", 'table'],
  ["pd.read_csv('data/a.csv', 3)", "print(open('data/a.csv').read())"],
  ["json.load(open('a.json'))", "open('a.json')"],
  ['print(table.total())', 'table'],
  ["y = table['x'].mean()\nz = table.find(3)", 'table'],
  ['%pip install nothing', 'x = 1\nx'],
  ['rows.sort()\nwrite("a.csv")\nprint(odds[3])', 'rows'],
  ['rows.sort()\nwrite("a.csv")\nprint(odds[3])', 'open("a.csv").read()'],
])('a cell that has nothing of one that raised is judged by itself: %s', (...codes) => {
  const help = 'coursewright update source-md/a.md:9';
  expect(
    left(codes, [
      [0, 'cell-raised', 'OSError: no', 'a'],
      [codes.length - 1, 'output-mismatch', 'differs', help],
    ]).at(-1)?.[1],
  ).toBe(help);
});

test('a cell that raises over what an earlier one left says so, and one that another version of a library writes does not', () => {
  const fixIt = 'fix the cell, or write `raises=AttributeError` on its fence if it is meant to raise';
  expect(
    left(
      ['names = deque()', "names.appendleft('a')", 'other.pop()'],
      [
        [0, 'cell-raised', 'OSError: no', 'a'],
        [1, 'cell-raised', "AttributeError: 'list' object has no attribute 'appendleft'", fixIt],
        [2, 'cell-raised', "AttributeError: 'list' object has no attribute 'pop'", fixIt],
      ],
    ).map(([, help]) => help),
  ).toEqual(['a', 'fix the cell at line 3 first: this may only follow from it', fixIt]);
});

test('a module that a command was to install is said to be missing once', () => {
  const install = 'install it';
  expect(
    left(
      ['%pip install x\nimport x', 'import x'],
      [
        [0, 'command-failed', 'not there', install],
        [0, 'cell-raised', "ModuleNotFoundError: No module named 'x'", install],
        [1, 'cell-raised', "ModuleNotFoundError: No module named 'x'", 'other'],
      ],
    ).map(([message]) => message),
  ).toEqual(['not there', "ModuleNotFoundError: No module named 'x'"]);
});

test('a solution that took too long is said once', () => {
  const late = 'the solution of exercise `a` did not end within its time';
  expect(
    left(
      ['f()'],
      [
        [0, 'solution-fails', late, 'a'],
        [0, 'cell-timeout', 'took longer', 'b'],
      ],
    ),
  ).toEqual([['took longer', 'b']]);
});

test.each([
  ['a method', ['p = Pool(4)', 'p.join()', 'p.close()\np.join()'], true],
  ['a method that gives a value', ['p = Pool(4)', 'r = p.map(f, [1])', 'p.close()'], true],
  ['a value that is bound anew', ['p = Pool(4)', 'r = p.map(f, [1])', 'p = Pool(2)\np.join()'], false],
  ['a module', ['import p', 'p.wait(1)', 'p.wait(2)'], false],
])('no more time is advised where a cell waits for what an earlier one did not end: %s', (_, codes, follows) => {
  const skip = 'if the cell is not meant to end, mark the fence with `skip`';
  const more = `allow more with \`timeout=SECONDS\` on the fence; ${skip}`;
  const found = left(
    codes,
    [1, 2].map((cell) => [cell, 'cell-timeout', 'took longer', more] as const),
  );
  expect(found.map(([, help]) => help)).toEqual([
    more,
    follows ? `fix the cell at line 7 first: this may only follow from it; ${skip}` : more,
  ]);
});

test('a difference in blanks alone, or of another version, follows from nothing before', () => {
  const text = '# A\n\n```python\nx = f()\n```\n\n```python\nx\n```\n';
  const cells = compileLesson(text, 'a.md', defaultConfig, noFiles).cells.filter((cell) => cell.type === 'code');
  const found = (cause: string) => [
    diagnostic(
      'cell-raised',
      'no',
      'a.md',
      { start: 15, end: 20 },
      { cell: cells[0]?.id ?? '', actual: 'OSError: no' },
    ),
    diagnostic(
      'output-mismatch',
      'differs',
      'a.md',
      { start: 40, end: 41 },
      {
        ...{ cell: cells[1]?.id ?? '', cause, help: 'coursewright update a.md:7' },
        ...adviceOf('coursewright update a.md:7'),
      },
    ),
  ];
  const helpOf = (cause: string) => withoutFollowUps(found(cause), cells, () => 3).at(-1)?.help;
  expect(['version', 'blanks'].map(helpOf)).toEqual(['coursewright update a.md:7', 'coursewright update a.md:7']);
  expect(helpOf('more')).toBe('fix the cell at line 3 first: this may only follow from it');
});

test('what a function or class that is only sketched does is no reason to update the lesson', () => {
  const update = 'coursewright update source-md/a.md:9';
  const helpOf = (sketch: string, use: string) =>
    left([sketch, use], [[1, 'output-mismatch', 'x', update]]).map(([, help]) => help);
  const said = (name: string) => [
    `\`${name}\` at line 3 is only a sketch (\`...\`), and this may only follow from it: write its code, or write \`display\` on this fence`,
  ];
  expect(helpOf('def cost(name):\n    ...\n    # Your code here\n    ...', 'cost("a.csv")')).toEqual(said('cost'));
  expect(helpOf('class Stock:\n    def cost(self): return 1\n    ...', 's = Stock()\ns.cost()')).toEqual(said('Stock'));
  expect(helpOf('class Stock:\n    def cost(self):\n        ...', 'print(Stock().cost())')).toEqual(said('Stock'));
  for (const whole of [
    'class Stock(Exception): ...',
    'class Stock(Protocol):\n    def cost(self): ...',
    'class Stock:\n    @abstractmethod\n    def cost(self): ...',
    'def Stock():\n    return (1, ...)',
    'Stock = ...',
  ]) {
    expect([whole, ...helpOf(whole, 'print(Stock)')]).toEqual([whole, update]);
  }
  expect(helpOf('@overload\ndef f(): ...\ndef Stock():\n    ...', 'print(Stock())')).toEqual(said('Stock'));
  // Written out below, it is whole.
  expect(left(['def f(): ...', 'def f(): return 1', 'f()'], [[2, 'output-mismatch', 'x', update]])).toEqual([
    ['x', update],
  ]);
});

test('an error of a line that uses nothing of the cell that went wrong is its own', () => {
  const fix = 'fix the cell, or write `raises=TypeError` on its fence';
  const first = 'fix the cell at line 3 first: this may only follow from it';
  const helps = (code: string, raised = 'TypeError: no') =>
    left(
      ['x = f()', code],
      [
        [0, 'cell-raised', 'OSError: no', 'a'],
        [1, 'cell-raised', raised, fix],
      ],
    ).map(([, help]) => help);
  // The finding stands at the last line.
  expect(helps('print(x)\n1 + "a"')).toEqual(['a', fix]);
  expect(helps('print(1)\nx + "a"')).toEqual(['a', first]);
  expect(helps('y = x\ny + "a"')).toEqual(['a', first]);
  expect(helps('y = x\ny = 1\ny + "a"')).toEqual(['a', fix]);
  expect(helps('for y in x:\n    y + "a"')).toEqual(['a', first]);
  expect(helps('x +', 'SyntaxError: invalid syntax')).toEqual(['a', fix]);
  expect(helps('x + z', "NameError: name 'z' is not defined")).toEqual(['a', fix]);
});

test('what may follow from a command that failed is not to be updated', () => {
  expect(
    left(
      ['!wget example.org/a.csv', 'len(open("a.csv").read())', '1'],
      [
        [0, 'command-failed', 'wget', 'a'],
        [1, 'output-mismatch', 'differs', 'coursewright update source-md/a.md:7'],
        [2, 'output-mismatch', 'differs', 'coursewright update source-md/a.md:11'],
      ],
    ).map(([, help]) => help),
  ).toEqual([
    'a',
    'fix the cell at line 3 first: this may only follow from it',
    'coursewright update source-md/a.md:11',
  ]);
});

test('nor is it to be put right by hand what may only follow from a sketch', () => {
  const help = 'correct the code, or take away what stands below it: the statement shows nothing';
  expect(
    left(
      ['x = f()', 'x'],
      [
        [0, 'cell-raised', 'OSError: no', 'a'],
        [1, 'output-mismatch', 'differs', help],
      ],
    ).map(([, said]) => said),
  ).toEqual(['a', 'fix the cell at line 3 first: this may only follow from it']);
});

test('after a star import that was not reached, only names that no cell binds may be missing', () => {
  const update = 'coursewright update source-md/a.md:9';
  const helps = (...codes: string[]) =>
    left(codes, [
      [0, 'cell-raised', 'OSError: no', 'a'],
      [codes.length - 1, 'output-mismatch', 'differs', update],
    ]).at(-1)?.[1];
  const first = 'fix the cell at line 3 first: this may only follow from it';
  expect(helps('print(rows)\nfrom math import *', 'cos(1)')).toBe(first);
  expect(helps('print(rows)\nfrom math import *', 'def f():\n    return cos(1)', 'f()')).toBe(first);
  expect(helps('print(rows)\nfrom math import *', 'import numpy as np\nx = np.ones(3)', 'np.sum(x)')).toBe(update);
  expect(helps('print(rows)\nfrom math import *', 'print(1)')).toBe(update);
  // It was done.
  expect(helps('from math import *\nprint(rows)', 'cos(1)')).toBe(update);
});

test('what misses a name is blamed for no other cell that misses it: that has the same mistake, or another cause', () => {
  const missing = (name: string) => `NameError: name '${name}' is not defined`;
  const said = (codes: readonly string[], ...found: readonly (readonly [number, string])[]) =>
    left(
      codes,
      found.map(([index, words]) => [index, 'cell-raised', words, 'fix the cell'] as const),
    ).map(([message]) => message);
  const mass = missing('mass');
  expect(said(['print(mass)', 'mass', 'mass'], [0, mass], [1, mass], [2, mass])).toEqual([
    `${mass}; 2 later cells raise the same (lines 8, 12)`,
  ]);
  // The cell between would have bound it.
  expect(said(['print(mass)', 'mass = f()', 'mass'], [0, mass], [1, 'OSError: no'], [2, mass])).toEqual([
    mass,
    'OSError: no; because of it one later cell raises too',
  ]);
  // With the name, the second would have run, and bound what the third misses.
  expect(said(['print(mass)', 'x = mass', 'x'], [0, mass], [1, mass], [2, missing('x')])).toEqual([
    `${mass}; one later cell raises the same (line 8), and because of that one later cell raises something else too`,
  ]);
});

test('two cells that raise the same words have one cause, which is neither of them', () => {
  const fix = 'fix the cell, or write `raises=Error` on its fence if it is meant to raise';
  const helps = (first: string, second: string) =>
    left(
      ["session.sql('use a')", "session.sql('use b')"],
      [
        [0, 'cell-raised', first, 'a'],
        [1, 'cell-raised', second, fix],
      ],
    ).map(([, help]) => help);
  expect(helps('Error: call 27 of `sql`', 'Error: call 31 of `read`')).toEqual(['a', fix]);
  expect(helps('OSError: no', 'Error: call 31 of `read`')).toEqual([
    'a',
    'fix the cell at line 3 first: this may only follow from it',
  ]);
});

test('a magic may be missing because of an extension that was not loaded, and of nothing else', () => {
  const fix = 'fix the cell, or write `raises=UsageError` on its fence';
  const missing = 'UsageError: Cell magic `%%x` not found.';
  const helps = (first: string) =>
    left(
      [first, '%%x\ny'],
      [
        [0, 'cell-raised', 'OSError: no', 'a'],
        [1, 'cell-raised', missing, fix],
      ],
    ).map(([, help]) => help);
  expect(helps('%load_ext x')).toEqual(['a', 'fix the cell at line 3 first: this may only follow from it']);
  expect(helps('y = 1')).toEqual(['a', fix]);
});
