import { expect, test } from 'vitest';
import { parseTranscript, type TranscriptCell } from '../../../src/languages/python/transcript.ts';
import { originOf, slice } from '../../../src/text/mapped-text.ts';

const read = (text: string) => parseTranscript(slice(text, { start: 0, end: text.length }));

/** Each cell as its source and its outputs; errors are marked by `!`, elided ones by `…`, remarks by `#`. */
const show = (cells: readonly TranscriptCell[] | undefined) =>
  cells?.map(({ source, expected }) => [
    source.text,
    ...expected.map(
      (one) => `${one.kind === 'error' ? '! ' : ''}${one.elided ? '… ' : ''}${one.remark ? '# ' : ''}${one.text.text}`,
    ),
  ]);

const cases: { name: string; text: string; cells: string[][] | undefined }[] = [
  {
    name: 'a value and a print',
    text: '>>> 1 + 1\n2\n>>> print("a")\na',
    cells: [
      ['1 + 1', '2'],
      ['print("a")', 'a'],
    ],
  },
  {
    name: 'statements without output go with the next one that has one',
    text: '>>> import math\n>>> x = 2\n>>> x\n2\n>>> y = 3',
    cells: [['import math\nx = 2\nx', '2'], ['y = 3']],
  },
  {
    name: 'a statement below a comment at the prompt',
    text: '>>> # Tuples may be nested:\n... u = 1, (2, 3)\n>>> u\n(1, (2, 3))',
    cells: [['# Tuples may be nested:\nu = 1, (2, 3)\nu', '(1, (2, 3))']],
  },
  {
    name: 'a block below two comments at the prompt, and a comment alone',
    text: '>>> # All\n... # of it\n... for x in u:\n...     print(x)\n...\n1\n>>> # just so\n...\n>>> 2\n2',
    cells: [
      ['# All\n# of it\nfor x in u:\n    print(x)', '1'],
      ['# just so\n2', '2'],
    ],
  },
  { name: 'bare prompts', text: '>>>\n>>> 1\n1\n>>> \n>>>', cells: [['1', '1']] },
  {
    name: 'a block with continuation prompts',
    text: '>>> for i in range(2):\n...     print(i)\n...\n0\n1\n>>> i\n1',
    cells: [
      ['for i in range(2):\n    print(i)', '0\n1'],
      ['i', '1'],
    ],
  },
  {
    name: 'a block without continuation prompts',
    text: '>>> for i in range(2):\n        print(i)\n\n0\n1\n>>>',
    cells: [['for i in range(2):\n        print(i)', '0\n1']],
  },
  {
    name: 'a block without an empty line after it',
    text: '>>> for i in range(2):\n        print(i)\n0\n1',
    cells: [['for i in range(2):\n        print(i)', '0\n1']],
  },
  {
    name: 'further clauses of a block, and a decorator',
    text: '>>> if x:\n        a\nelse:\n        b\n\n>>> @wraps\ndef f():\n    pass\n\n>>> f\n1',
    cells: [['if x:\n        a\nelse:\n        b\n@wraps\ndef f():\n    pass\nf', '1']],
  },
  {
    name: 'continuation lines that stand under the code',
    text: '>>> if x:\n        a\n    else:\n        b\n\n>>> 1\n1',
    cells: [['if x:\n    a\nelse:\n    b\n1', '1']],
  },
  {
    name: 'open brackets, long strings and backslashes',
    text: '>>> x = [1,\n         2]\n>>> s = """a\n\n... b"""\n>>> t = 1 + \\\n  2\n>>> (3 + 4\n     + 5)\n12',
    cells: [['x = [1,\n         2]\ns = """a\n\nb"""\nt = 1 + \\\n  2\n(3 + 4\n     + 5)', '12']],
  },
  { name: 'a block in one line', text: '>>> if True: print(1)\n1', cells: [['if True: print(1)', '1']] },
  {
    name: 'an empty line in an output, and around it',
    text: '>>> print("a\\n\\nb")\na\n\nb\n\n>>> 1\n1\n',
    cells: [
      ['print("a\\n\\nb")', 'a\n\nb'],
      ['1', '1'],
    ],
  },
  { name: "doctest's empty line", text: '>>> print("a\\n")\na\n<BLANKLINE>', cells: [['print("a\\n")', 'a\n']] },
  {
    name: 'nothing but that line',
    text: '>>> print()\n<BLANKLINE>\n>>> 1\n1',
    cells: [
      ['print()', ''],
      ['1', '1'],
    ],
  },
  {
    name: 'remarks at the prompt and between',
    text: '>>> # First\n>>> x = 1\n# Nothing is shown\n>>> x\n# a number\n1',
    cells: [['# First\nx = 1\n# Nothing is shown\nx', '1'], ['# a number']],
  },
  { name: 'an output that begins with a hash', text: ">>> print('# a')\n# a", cells: [["print('# a')", '# a']] },
  {
    name: 'a traceback after an output',
    text: '>>> f()\nbegin\nTraceback (most recent call last):\n  File "<stdin>", line 1, in <module>\nValueError: no\n>>> 1\n1',
    cells: [
      ['f()', 'begin', '! Traceback (most recent call last):\n  File "<stdin>", line 1, in <module>\nValueError: no'],
      ['1', '1'],
    ],
  },
  {
    name: 'only the last line of a traceback',
    text: ">>> s[0] = 'a'\nTypeError: no item assignment\n>>> next(it)\nStopIteration",
    cells: [
      ["s[0] = 'a'", '! TypeError: no item assignment'],
      ['next(it)', '! StopIteration'],
    ],
  },
  {
    name: 'a printed line that looks like it',
    text: '>>> print(e)\nValueError: no',
    cells: [['print(e)', 'ValueError: no']],
  },
  {
    name: 'a syntax error',
    text: '>>> x = = 1\n  File "<stdin>", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax',
    cells: [['x = = 1', '!   File "<stdin>", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax']],
  },
  {
    name: 'a syntax error in a block, with its last line below its code',
    text: '>>> if x:\n...     a()\n...       b()\n  File "<stdin>", line 3\n    b()\n    ^\n    IndentationError: unexpected indent\n>>> x',
    cells: [
      ['if x:\n    a()\n      b()', '!   File "<stdin>", line 3\n    b()\n    ^\nIndentationError: unexpected indent'],
      ['x'],
    ],
  },
  {
    name: 'answers left blank',
    text: '>>> 1 in x\n?\n>>> 2 in x\nTrue',
    cells: [
      ['1 in x', '# ?'],
      ['2 in x', 'True'],
    ],
  },
  {
    name: 'outputs that are cut short',
    text: '>>> f()\na\n...\n>>> g()\n... look at it ...\n>>> h()\n[1, ..., 3]',
    cells: [
      ['f()', '… a\n...'],
      ['g()', '# ... look at it ...'],
      ['h()', '[1, ..., 3]'],
    ],
  },
  {
    name: "Python's banner after a shell command",
    text: 'bash $ python3 -i x.py\nPython 3.12.1 (main, Dec  8 2023)\n[GCC 12.2.0] on linux\nType "help", "copyright" for more information.\n>>> 1\n1',
    cells: [
      [
        '# bash $ python3 -i x.py\n# Python 3.12.1 (main, Dec  8 2023)\n# [GCC 12.2.0] on linux\n# Type "help", "copyright" for more information.\n1',
        '1',
      ],
    ],
  },
  {
    name: 'a session that only begins',
    text: '$ python3\nPython 3.12.1\n>>>',
    cells: [['# $ python3\n# Python 3.12.1']],
  },
  {
    name: 'code above the first prompt',
    text: 'class A:\n    x = 1\n\n    y = 2\n\n>>> A.x\n1',
    cells: [['class A:\n    x = 1\n\n    y = 2\nA.x', '1']],
  },
  { name: "IDLE's restart", text: '>>> ====== RESTART ======\n>>> 1\n1', cells: [['# ====== RESTART ======\n1', '1']] },
  {
    name: 'prompts that are indented',
    text: '  >>> x = [\n  ...   1]\n  >>> x\n  [1]',
    cells: [['x = [\n  1]\nx', '[1]']],
  },
  {
    name: 'prompts without a blank',
    text: '>>>1\n1\n>>>  1\n1',
    cells: [
      ['1', '1'],
      [' 1', '1'],
    ],
  },
  { name: 'two lines pasted at one prompt', text: '>>> x = 1\n... y = 2\n>>> y\n2', cells: [['x = 1\ny = 2\ny', '2']] },
  { name: 'code', text: 'x = 1\nprint(x)', cells: undefined },
  { name: 'a docstring', text: 'def f():\n    """\n    >>> f()\n    1\n    """', cells: undefined },
  { name: 'something else above the prompt', text: 'Write this at the prompt:\n>>> 1\n1', cells: undefined },
];

test.each(cases)('$name', ({ text, cells }) => {
  expect(show(read(text))).toEqual(cells);
});

test('a cell that waits for code is blank, one that asks for a value is not', () => {
  const blank = (text: string) => read(text)?.map((cell) => cell.blank);
  expect(blank('>>> x = ?\n>>> x\n1')).toEqual([true]);
  expect(blank('>>> # The length of x?\n3\n>>> len(x)\n3')).toEqual([true, false]);
  expect(blank('>>> x[0]\n?\n>>> y?\n')).toEqual([false, false]);
});

test("doctest's options are named", () => {
  const text = '>>> f()  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE\na...\n>>> g()\nb';
  expect(read(text)?.map((cell) => cell.options)).toEqual([['ELLIPSIS', 'NORMALIZE_WHITESPACE'], []]);
});

test('code and outputs know where they stand in the file', () => {
  const file = '```\n>>> for x in y:\n...     f(x)\n...\none\ntwo\n```';
  const [cell] = parseTranscript(slice(file, { start: 4, end: file.length - 4 })) ?? [];
  const place = (at: number, end: number) => {
    const span = cell === undefined ? { start: 0, end: 0 } : originOf(cell.source, at, end);
    return file.slice(span.start, span.end);
  };
  expect(place(0, 11)).toBe('for x in y:');
  expect(place(16, 20)).toBe('f(x)');
  const out = cell?.expected[0]?.text;
  const span = out === undefined ? undefined : originOf(out, 4, 7);
  expect(file.slice(span?.start, span?.end)).toBe('two');
});

test('the prompt that follows a compound statement on one line is no elision', () => {
  const session = '>>> for i in range(3): print(i)\n...\n0\n1\n2\n>>> if True: x = 1\n... \n>>> x\n1\n';
  const cells = read(session) ?? [];
  expect(cells.map(({ source, expected }) => [source.text, expected.map(({ text }) => text.text)])).toEqual([
    ['for i in range(3): print(i)', ['0\n1\n2']],
    ['if True: x = 1\nx', ['1']],
  ]);
});

test('a block that was pasted goes on below an empty line of it', () => {
  const session =
    '>>> class A:\n...     x = 1\n...     \n...     @property\n...     def y(self):\n...         return 2\n... \n>>> A().y\n2\n';
  expect(read(session)?.map(({ source, expected }) => [source.text, expected.map(({ text }) => text.text)])).toEqual([
    ['class A:\n    x = 1\n    \n    @property\n    def y(self):\n        return 2\nA().y', ['2']],
  ]);
  const clause = '>>> if 0:\n...   1\n...\n... else:\n...   2\n...\n2\n';
  expect(read(clause)?.[0]?.source.text).toBe('if 0:\n  1\n\nelse:\n  2');
});

test('a sentence behind dots is for readers', () => {
  expect(read('>>> size()\n... look at result. Should be around 220MB\n')?.[0]?.expected[0]?.remark).toBe(true);
});

test('a `...` after a whole statement still stands for what is left out', () => {
  const cells = read('>>> print(text)\nfirst\n...\nlast\n') ?? [];
  expect(cells.map(({ expected }) => expected.map(({ text }) => text.text))).toEqual([['first\n...\nlast']]);
});

const promptOf = (session: string) => read(session)?.map(({ prompt }) => prompt);

test.each([
  '>>> type(1)\nint',
  '>>> type(x)  # what is it?\ncollections.OrderedDict',
  ">>> words * 2\n['one',\n 'two']",
  ">>> book\n{'a': ['one',\n  'two'],\n 'b': []}",
])("what `repr` never shows at `>>>` is in IPython's words: %j", (session) =>
  expect(promptOf(session)).toEqual(['ipython']),
);

test.each([
  ">>> type(1)\n<class 'int'>",
  ">>> words\n['one', 'two']",
  '>>> [m]\n[array([[1, 2],\n       [3, 4]])]',
  '>>> print(m)\n[[1 2]\n [3 4]]',
  '>>> f(1)\nint',
])('what `repr` may show is judged by it: %j', (session) => expect(promptOf(session)).toEqual(['python']));

test('sessions of IPython are read as those of Python', () => {
  const session = `In [1]: import math

In [2]: def area(r):
   ...:     return math.pi * r ** 2
   ...:

In [3]: area(1)
Out[3]: 3.141592653589793

In [4]: print("hi")
hi

In [5]: [[1, 2],
   ...:  [3, 4]]
Out[5]:
[[1, 2],
 [3, 4]]
`;
  const cells = read(session) ?? [];
  expect(cells.map(({ source, expected }) => [source.text, expected.map(({ text }) => text.text)])).toEqual([
    ['import math\ndef area(r):\n    return math.pi * r ** 2\narea(1)', ['3.141592653589793']],
    ['print("hi")', ['hi']],
    ['[[1, 2],\n [3, 4]]', ['[[1, 2],\n [3, 4]]']],
  ]);
  expect(read('x = """\nIn [1]: no\n"""\n')).toBeUndefined();
});

test('an output that is written as a comment is for readers, whatever quotes the code has', () => {
  const [cell] = read(">>> 'skin' in person  # no keys()\n# False\n>>> 1\n1\n") ?? [];
  expect(cell?.source.text).toBe("'skin' in person  # no keys()\n# False\n1");
  expect(read('>>> 2 ** 8\n#256\n')?.[0]?.expected).toEqual([]);
  expect(read(">>> print('# a')\n# a\n")?.[0]?.expected[0]?.text.text).toBe('# a');
});
