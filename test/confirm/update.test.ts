import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { confirmCell } from '../../src/confirm/confirm-cell.ts';
import { missingFiles } from '../../src/confirm/missing-files.ts';
import { type UpdateOptions, updateLesson } from '../../src/confirm/update.ts';
import type { Lesson } from '../../src/model/lesson.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { codesOf, raise, ran, lessonOf as read, result, stderr } from './lesson-of.ts';

/** Reading is most of the work here, and each text is asked for several times. */
const lessons = new Map<string, Lesson>();
function lessonOf(text: string): Lesson {
  const lesson = lessons.get(text) ?? read(text);
  lessons.set(text, lesson);
  return lesson;
}

/** Updates a lesson whose cells end as told, in document order. */
function update(text: string, executed: readonly (ExecutedCell | undefined)[], options: UpdateOptions = {}) {
  const lesson = lessonOf(text);
  const cells = codesOf(lesson).map((code, index) => ({ code, executed: executed[index] }));
  return updateLesson(lesson, cells, options);
}

/** The verdicts over all fences of a lesson. */
function verdicts(text: string, executed: readonly (ExecutedCell | undefined)[], options: UpdateOptions = {}) {
  const lesson = lessonOf(text);
  return codesOf(lesson).flatMap((code, index) =>
    confirmCell(code, executed[index], { file: 'lesson.md', text, cell: 'c', ...options }).outputs.map(
      ({ verdict }) => verdict,
    ),
  );
}

const cell = '```python\nf()\n```\n\n';

test('only the lines that differ are rewritten', () => {
  const { text, changes } = update(`# T\n\n${cell}\`\`\`output\none  \ntwo\nthree\n\`\`\`\n\nend\n`, [
    ran('one\n2\nthree\n'),
  ]);
  expect(text).toBe(`# T\n\n${cell}\`\`\`output\none  \n2\nthree\n\`\`\`\n\nend\n`);
  expect(changes).toEqual([
    { type: 'changed', line: 7, stream: 'output', before: 'one  \ntwo\nthree', after: 'one\n2\nthree' },
  ]);
});

test('a set is written in order, and none where its order in one run is a part of the text', () => {
  const updated = (first: string, other: string) => {
    const executed = ran(`${first}\n`);
    const again = new Map([[executed, [ran(`${other}\n`)]]]);
    const { changes, kept } = update(`${cell}\`\`\`output\nold\n\`\`\`\n`, [executed], { again });
    return [...changes.map(({ after }) => after), ...kept.map(({ reason }) => reason)];
  };
  expect(updated("{'b', 'a', 'c'}", "{'a', 'c', 'b'}")).toEqual(["{'a', 'b', 'c'}"]);
  expect(updated("{1, 'b', 'a'}", "{'b', 1, 'a'}")).toEqual(["{'a', 'b', 1}"]);
  expect(updated("x {'b', 'a'}", "x {'a', 'b'}")).toEqual(['sets in the output have another order in each run']);
  expect(updated("x {'b', 'a'}", "y {'a', 'b'}")).toEqual(["x {'b', 'a'}"]);
});

describe('what a run does not show as it should is left to the author, by name', () => {
  const two = `${cell}\`\`\`output\none\n\`\`\`\n\n${cell}\`\`\`output\ntwo\n\`\`\`\n`;
  const printed = ran('other\n');
  const reasons = (executed: readonly (ExecutedCell | undefined)[], text = two) => {
    const updated = update(text, executed, { add: true });
    expect(updated.changes).toEqual([]);
    expect(updated.text).toBe(text);
    return updated.kept.map(({ line, reason }) => `${line}: ${reason}`);
  };

  test('what is printed because a file is not there that the lesson has not', () => {
    const ask = (code: string, declared: string) =>
      `\`\`\`python\n${code}\n\`\`\`\n\n\`\`\`output\n${declared}\n\`\`\`\n\n`;
    const text = `${ask('os.path.exists("x.csv")', 'True')}${ask('glob("data/*.txt")', "['data/a.txt']")}${ask(
      'print("yes" if Path("logs/app.log").is_file() else "missing")',
      'yes',
    )}`;
    const lesson = lessonOf(text);
    const ends = [result('False'), result('[]'), 'missing\n'].map((output) => ran(output));
    const cells = codesOf(lesson).map((code, index) => ({ code, executed: ends[index] }));
    const updated = (files: readonly string[], more: Lesson = lesson) =>
      updateLesson(lesson, cells, { add: true, missing: missingFiles(codesOf(more), files) });
    expect(updated([]).text).toBe(text);
    expect(updated([]).kept.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '5: there is no file `x.csv`, and this may only follow from it',
      '13: there is no file `data/*.txt`, and this may only follow from it',
      '21: there is no file `logs/app.log`, and this may only follow from it',
    ]);
    // A cell that makes another file does not make the one that it asks for.
    const other = lessonOf(text.replace('os.path.exists', 'os.mkdir("y")\nos.path.exists'));
    expect(updated([], other).kept.map(({ line }) => line)).toEqual([5, 13, 21]);
    // What is there, or may be made, is no reason.
    expect(updated(['x.csv', 'data/b.txt', 'logs/app.log']).changes).toHaveLength(3);
    const maker = lessonOf('```python\nopen("x.csv", "w")\nPath("data/*.txt app.log").touch()\n```\n');
    expect(updated([], maker).changes).toHaveLength(3);
  });

  test('an output that was cut', () => {
    expect(reasons([{ ...printed, truncatedAt: 10 }, ran('two\n')])).toEqual([
      '5: the output was cut at the limit, `execute.maxOutput`',
    ]);
  });

  test.each<[string, ExecutedCell, string]>([
    ['raised', ran(raise('FileNotFoundError', 'x.csv')), 'the cell raised'],
    ['did not end', { ...printed, status: 'timeout' }, 'the cell did not run to its end'],
  ])('what cells after one that %s made of it, as the findings about them say', (_, first, reason) => {
    const text = two.replace('f()', 'x = f()').replace(/f\(\)(?=\n```\n\n```output\ntwo)/, 'f(x)');
    expect(reasons([first, printed], text)).toEqual([
      `5: ${reason}`,
      '13: the cell at line 1 went wrong, and this may only follow from it',
    ]);
    expect(update(two, [first, printed]).changes.map(({ line }) => line)).toEqual([13]);
  });

  test('but not those after one whose error is declared, or that are right', () => {
    const declared = two.replace('```output\none', '```error\nValueError: x');
    expect(update(declared, [ran(raise('ValueError', 'x')), printed]).changes).toHaveLength(1);
    expect(reasons([ran(raise('ValueError', 'x')), ran('two\n')])).toEqual(['5: the cell raised']);
  });

  test('what a shell command says that failed, and cells after it', () => {
    const failedCommands = [{ command: 'cat x.csv', line: 1, code: 1 }];
    const text = two.replace('f()', '!cat x.csv').replace(/f\(\)(?=\n```\n\n```output\ntwo)/, 'open("x.csv")');
    expect(reasons([{ ...printed, failedCommands }, printed], text)).toEqual([
      '5: `cat x.csv` failed',
      '13: the cell at line 1 went wrong, and this may only follow from it',
    ]);
  });

  test('what a function that is only sketched puts out', () => {
    const text = `\`\`\`python\ndef f():\n    ...\n\`\`\`\n\n${cell}\`\`\`output\none\n\`\`\`\n`;
    expect(reasons([ran(), ran('two\n')], text)).toEqual([
      '10: `f` is only a sketch (`...`), and this may only follow from it',
    ]);
    // The starter of an exercise, which no run executes, is none.
    expect(update(text, [undefined, ran('two\n')]).changes).toHaveLength(1);
  });

  test.each(['len?', 'len??', '?len', 'str.join?', '%pinfo len'])('help in a pager: %s', (source) => {
    const text = `\`\`\`python\n${source}\n\`\`\`\n\n\`\`\`output\nSignature: …\n\`\`\`\n`;
    expect(reasons([ran('')], text)).toEqual(['5: the cell shows help in a pager, which no output holds']);
  });
});

test('a lesson that is right keeps its bytes', () => {
  const text = `${cell}\`\`\`output\none   \n\n\`\`\`\n`;
  expect(update(text, [ran('one\n')])).toEqual({ text, changes: [], kept: [], images: [] });
});

test.each<[name: string, before: string, printed: string, after: string]>([
  [
    'a fence in a list',
    '- a\n\n  ```python\n  f()\n  ```\n\n  ```output\n  x\n  ```\n',
    'y\n\n  z\n',
    '- a\n\n  ```python\n  f()\n  ```\n\n  ```output\n  y\n\n    z\n  ```\n',
  ],
  [
    'a fence on the list marker',
    '1. ```python\n   f()\n   ```\n   ```output\n   x\n   ```\n',
    'y\nz\n',
    '1. ```python\n   f()\n   ```\n   ```output\n   y\n   z\n   ```\n',
  ],
  [
    'a block quote',
    '> ```python\n> f()\n> ```\n>\n> ```output\n> x\n> ```\n',
    'y\n\nz\n',
    '> ```python\n> f()\n> ```\n>\n> ```output\n> y\n>\n> z\n> ```\n',
  ],
  [
    'CRLF',
    '```python\r\nf()\r\n```\r\n\r\n```output\r\nx\r\nk\r\n```\r\n',
    'y\nk\nz\n',
    '```python\r\nf()\r\n```\r\n\r\n```output\r\ny\r\nk\r\nz\r\n```\r\n',
  ],
  ['tildes', `${cell}~~~output\nx\n~~~\n`, 'y\n', `${cell}~~~output\ny\n~~~\n`],
  [
    'backticks in the output',
    `${cell}\`\`\`output\nx\n\`\`\`\n`,
    '```\ny\n````\n',
    `${cell}\`\`\`\`\`output\n\`\`\`\ny\n\`\`\`\`\n\`\`\`\`\`\n`,
  ],
  [
    'backticks that close nothing',
    `${cell}\`\`\`output\nx\n\`\`\`\n`,
    '```python\ny\n',
    `${cell}\`\`\`output\n\`\`\`python\ny\n\`\`\`\n`,
  ],
  ['an empty fence', `${cell}\`\`\`output\n\`\`\`\n`, 'y\n', `${cell}\`\`\`output\ny\n\`\`\`\n`],
  ['an output that is gone', `${cell}\`\`\`output\nx\n\`\`\`\n`, '', `${cell}\`\`\`output\n\`\`\`\n`],
  [
    'an ellipsis line that still stands for something',
    `${cell}\`\`\`output ellipsis\na\n...\nz\n\`\`\`\n`,
    'a\nb\nc\ny\n',
    `${cell}\`\`\`output ellipsis\na\n...\ny\n\`\`\`\n`,
  ],
  [
    'an ellipsis in a line',
    `${cell}\`\`\`output ellipsis\ntook ... s for 3 items\n\`\`\`\n`,
    'took 0.2 s for 4 items\n',
    `${cell}\`\`\`output ellipsis\ntook ... s for 4 items\n\`\`\`\n`,
  ],
  [
    'lines within the tolerance',
    `${cell}\`\`\`output tolerance=0.01\na 1.0\nb 2.0\n\`\`\`\n`,
    'a 1.001\nb 3.0\n',
    `${cell}\`\`\`output tolerance=0.01\na 1.0\nb 3.0\n\`\`\`\n`,
  ],
  [
    'an unordered text',
    `${cell}\`\`\`output unordered\na\nb\nc\n\`\`\`\n`,
    'c\nd\na\n',
    `${cell}\`\`\`output unordered\na\nc\nd\n\`\`\`\n`,
  ],
  [
    'JSON over several lines',
    `${cell}\`\`\`output json\n{\n  "a": 1\n}\n\`\`\`\n`,
    '{"a": 2}\n',
    `${cell}\`\`\`output json\n{\n  "a": 2\n}\n\`\`\`\n`,
  ],
  [
    'a regular expression',
    `${cell}\`\`\`output regex\na \\d+\n\`\`\`\n`,
    'b (1)\n',
    `${cell}\`\`\`output regex\nb \\(1\\)\n\`\`\`\n`,
  ],
  ['a fence that the file ends', `${cell}\`\`\`output\nx`, 'y\n', `${cell}\`\`\`output\ny\n`],
  [
    'a session at the prompt',
    '```pycon\n>>> f()\nx\n>>> g()\n```\n',
    'y\nz\n',
    '```pycon\n>>> f()\ny\nz\n>>> g()\n```\n',
  ],
])('%s', (_name, before, printed, after) => {
  const { text } = update(before, [ran(printed), ran()]);
  expect(text).toBe(after);
  expect(verdicts(text, [ran(printed), ran()]).every((verdict) => verdict === 'confirmed')).toBe(true);
  expect(update(text, [ran(printed), ran()])).toMatchObject({ text, changes: [] });
});

describe('errors', () => {
  test('the last line of an error is brought up to date, a traceback of Python keeps its frames', () => {
    const before = `${cell}\`\`\`error\nTraceback (most recent call last):\n  File "a.py", line 1\nValueError: old\n\`\`\`\n`;
    const { text } = update(before, [ran(raise('ValueError', 'new'))]);
    expect(text).toBe(before.replace('old', 'new'));
  });

  test('a traceback of IPython is replaced whole', () => {
    const before = `${cell}\`\`\`error\n---------------------------------------------------------------------------\nKeyError     Traceback (most recent call last)\n<ipython-input-1-0a> in <module>\n----> 1 f()\nKeyError: 1\n\`\`\`\n`;
    const { text } = update(before, [ran(raise('ValueError', 'new'))]);
    expect(text).toContain('Cell In[3], line 1');
    expect(text).not.toContain('KeyError');
    expect(verdicts(text, [ran(raise('ValueError', 'new'))])).toEqual(['confirmed']);
  });

  test('an error that does not come any more becomes an output', () => {
    const { text } = update(`${cell}\`\`\`error\nValueError: x\n\`\`\`\n`, [ran('fine\n')]);
    expect(text).toBe(`${cell}\`\`\`output\nfine\n\`\`\`\n`);
  });

  test('printed text and an error in one fence are both brought up to date', () => {
    const { text } = update(`${cell}\`\`\`output\na\nValueError: x\n\`\`\`\n`, [ran('b\n', raise('ValueError', 'y'))]);
    expect(text).toBe(`${cell}\`\`\`output\nb\nValueError: y\n\`\`\`\n`);
  });

  test('a cell that raised unannounced changes nothing', () => {
    const before = `${cell}\`\`\`output\na\n\`\`\`\n`;
    expect(update(before, [ran('b\n', raise('ValueError', 'y'))])).toEqual({
      text: before,
      changes: [],
      kept: [{ line: 5, reason: 'the cell raised' }],
      images: [],
    });
  });

  test('a session that raised above the statement that the error stands below changes nothing', () => {
    const before = '```python\n>>> x = f()\n>>> g(x)\nTraceback (most recent call last):\nValueError: a\n```\n';
    expect(update(before, [ran(raise('ValueError', 'b', 1))])).toMatchObject({ text: before, kept: [{ line: 4 }] });
    const { text } = update(before, [ran(raise('ValueError', 'b', 2))]);
    expect(text).toBe(before.replace('ValueError: a', 'ValueError: b'));
  });

  test('an error that `raises` still announces is the author’s to take away', () => {
    const before = '```python raises=ValueError\nf()\n```\n\n```error\nValueError: x\n```\n';
    expect(update(before, [ran('fine\n')])).toMatchObject({ text: before, kept: [{ line: 5 }] });
  });
});

test('`add` puts a fence after each demo cell that prints something', () => {
  const before = '- x\n\n  ```python\n  f()\n  ```\n\n```python\ng()\n```\n\n```python\nh()\n```\nEnd.\n';
  const executed = [ran('a\n\nb\n'), ran(), ran('```\n')];
  const { text, changes } = update(before, executed, { add: true });
  expect(text).toBe(
    '- x\n\n  ```python\n  f()\n  ```\n\n  ```output\n  a\n\n  b\n  ```\n\n```python\ng()\n```\n\n```python\nh()\n```\n\n````output\n```\n````\nEnd.\n',
  );
  expect(changes.map(({ type }) => type)).toEqual(['added', 'added']);
  expect(verdicts(text, executed)).toEqual(['confirmed', 'confirmed']);
  expect(update(text, executed, { add: true }).changes).toEqual([]);
  expect(update(before, executed).changes).toEqual([]);
});

test('`prune` removes the fence of a cell that prints nothing any more', () => {
  const before = `a\n\n${cell}\`\`\`output\nx\n\`\`\`\n\nb\n`;
  expect(update(before, [ran()], { prune: true }).text).toBe(`a\n\n${cell.trimEnd()}\n\nb\n`);
});

test('what was not run, and what is not compared, is left alone', () => {
  const before = `${cell}\`\`\`output\nx\n\`\`\`\n\n${cell}\`\`\`output ignore\ny\n\`\`\`\n`;
  expect(update(before, [undefined, ran('z\n')])).toMatchObject({ text: before, changes: [] });
  expect(update(before, [{ ...ran('z\n'), status: 'timeout' }, undefined])).toMatchObject({ text: before });
});

describe('random lessons', () => {
  const line = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'b c', 'x 1.5', 'x 1.50001', '{"k": 1}', '[1, 2]') },
    fc.constantFrom(
      '',
      '  indented',
      '\ttab',
      '...',
      'a ... b',
      '```',
      '~~~~',
      '````python',
      '> q',
      '- l',
      '# h',
      ':::',
      '::: note',
      '<details>',
      '---',
      '>>> p',
      '\\d+',
      '(',
      '$x$',
      '0x7f0012345678',
      'é 😀',
      '&amp;',
      '\\',
      '**b**',
      '| a | b |',
      '[a]: b',
    ),
    fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n\0\u2028\u2029\x0b\x0c\x85]|\p{Cc}|\p{Cs}/gu, '.')),
  );
  const text = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));
  const mode = fc.constantFrom(
    '',
    '',
    '',
    'ellipsis',
    'normalize',
    'tolerance=0.01',
    'unordered',
    'contains',
    'regex',
    'unordered ellipsis',
    'ellipsis tolerance=0.1',
    'exact',
  );
  const place = fc.constantFrom(['', ''], ['- item\n\n  ', '  '], ['> ', '> '], ['1.  text\n\n    ', '    ']);
  const fence = fc.record({
    place,
    mode,
    declared: text,
    printed: text,
    sign: fc.constantFrom('```', '~~~', '`````'),
    eol: fc.constantFrom('\n', '\r\n'),
  });

  /** A lesson with one cell and its output for each record, and what each cell prints. */
  function write(records: readonly (typeof fence extends fc.Arbitrary<infer T> ? T : never)[], eol: string): string {
    const parts = records.map(({ place: [first = '', rest = ''], mode, declared, sign }, index) => {
      const long = sign[0]?.repeat(Math.max(sign.length, 8)) ?? sign;
      const lines = [
        '```python',
        `print(${index})`,
        '```',
        '',
        `${long}output ${mode}`,
        ...(declared === '' ? [] : declared.split('\n')),
        long,
      ];
      const block = lines.map((one, at) => (at === 0 ? first : one === '' ? rest.trimEnd() : rest) + one).join('\n');
      return `Text ${index}.\n\n${block}\n\nAfter ${index}.\n`;
    });
    return parts.join('\n').replaceAll('\n', eol);
  }

  /** The file without its output and error fences. */
  function outside(text: string): string {
    const spans = codesOf(lessonOf(text)).flatMap(({ expected }) => expected.map(({ span }) => span));
    return spans.reduceRight((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
  }

  test('after an update everything is confirmed, nothing else has changed, and a second one changes nothing', () => {
    let changed = 0;
    fc.assert(
      fc.property(fc.array(fence, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\r\n'), (records, eol) => {
        const before = write(records, eol);
        const executed = records.map(({ printed }) => ran(printed));
        const options: UpdateOptions = { sanitize: ['addresses'] };
        const { text: after, changes, kept } = update(before, executed, options);
        changed += changes.length;
        expect(kept).toEqual([]);
        expect(verdicts(before, executed, options)).toHaveLength(records.length);
        expect(verdicts(after, executed, options)).toEqual(records.map(() => 'confirmed'));
        expect(outside(after)).toBe(outside(before));
        expect(update(after, executed, options)).toEqual({ text: after, changes: [], kept: [], images: [] });
        if (changes.length === 0) expect(after).toBe(before);
        expect(after.includes('\r')).toBe(eol === '\r\n');
      }),
      { numRuns: 200 },
    );
    expect(changed).toBeGreaterThan(100);
  });
});

test('other forms of a result stay as they are, and where HTML differs HTML is written', () => {
  const html = (text: string) => result('<IPython.core.display.HTML object>', { 'text/html': text });
  const lesson = (text: string) => `${cell}\`\`\`output\n${text}\n\`\`\`\n`;
  const same = lesson("<b  class='x'>\n1</b>");
  expect(update(same, [ran(html('<b class="x">1</b>'))]).text).toBe(same);
  expect(update(lesson('<b>1</b>'), [ran(html('<b>2</b>'))]).text).toBe(lesson('<b>2</b>'));
  expect(update(lesson('x^2'), [ran(result('<Math>', { 'text/latex': '$x^2$' }))]).changes).toEqual([]);
});

test('what a cell writes to stderr is written without the place of the cell on this machine', () => {
  const warning = '/tmp/xyz/ipykernel_17/123.py:1: UserWarning: careful\n  warnings.warn("careful")\n';
  const lesson = (text: string) => `${cell}\`\`\`stderr\n${text}\n\`\`\`\n`;
  const after = lesson('<cell>:1: UserWarning: careful\n  warnings.warn("careful")');
  expect(update(lesson('UserWarning: then'), [ran(stderr(warning))]).text).toBe(after);
  expect(verdicts(after, [ran(stderr(warning))])).toEqual(['confirmed']);
});

test('a printed text and the error after it stay one below the other', () => {
  const lesson = (value: string) =>
    `${cell}\`\`\`output\nbefore\nTraceback (most recent call last):\n  File "x", line 2\nValueError: ${value}\n\`\`\`\n`;
  expect(update(lesson('3'), [ran('before\n', raise('ValueError', '2'))]).text).toBe(lesson('2'));
});

test('JSON in one line stays in one line', () => {
  const lesson = (text: string) => `${cell}\`\`\`output json\n${text}\n\`\`\`\n`;
  const printed = '{\n "a": [\n  1,\n  2\n ],\n "b": {}\n}\n';
  expect(update(lesson('{"a": [1]}'), [ran(printed)]).text).toBe(lesson('{"a": [1, 2], "b": {}}'));
});

test('a fence of which nobody knows in time whether it matches is left to its author', () => {
  const text = `${cell}\`\`\`output regex\n(x+x+)+y\n\`\`\`\n`;
  expect(update(text, [ran(`${'x'.repeat(60)}\n`)])).toMatchObject({
    text,
    kept: [{ line: 5, reason: expect.stringContaining('takes more than') }],
  });
});

describe('what only the author can put right is left, and no finding advises an update', () => {
  const session = (...lines: string[]) => `\`\`\`pycon\n${lines.join('\n')}\n\`\`\`\n`;
  const output = (code: string, shown: string) => `\`\`\`python\n${code}\n\`\`\`\n\n\`\`\`output\n${shown}\n\`\`\`\n`;
  test.each([
    ['code without its prompt', session('>>> x = 5', 'y = 6'), '', 'looks like code without its prompt'],
    ['a call of what the lesson has', session('>>> f = g', 'f()', '1'), '', '`f()` looks like code'],
    ['a statement', session('>>> 3', 'import math'), '3', '`import math` looks like code'],
    ['the working folder', output('import os\nos.listdir()', "['a.md']"), "['b.md']", 'holds other files'],
    ['the working folder in a shell', output('!ls -l', 'a.md'), '', 'holds other files'],
    ['a section on Python 2', `## Python 2\n\n${output('print(7 / 2)', '3')}`, '3.5', 'the section is about Python 2'],
    ['nothing in a session', session('>>> f()', '5'), '', 'correct the code, or take away what stands below it'],
  ])('%s', (_, text, printed, help) => {
    const executed = ran(printed === '' ? '' : result(printed));
    expect(update(text, [executed])).toMatchObject({ text, kept: [{}] });
    const [code] = codesOf(lessonOf(text));
    const found = code && confirmCell(code, executed, { file: 'lesson.md', text, cell: 'c' }).diagnostics[0];
    expect(found?.help).toContain(help);
    expect(found?.help).not.toContain('coursewright update');
  });

  test.each([
    ['a value', session('>>> f()', 'range(0, 3)'), 'range(0, 4)'],
    ['what a print says', session('>>> print("y =", y)', 'y = 6'), 'y = 7'],
    ['an instance', session('>>> from a import Point', '>>> p', 'Point(1)'), 'Point(2)'],
    ['what help shows', session('>>> help(print)', 'Help', 'print(...)', '    print(value)'), 'Help on print'],
    ['a folder of the course', output('os.listdir("data")', "['a.csv']"), "['b.csv']"],
  ])('but not %s', (_, text, printed) => {
    expect(
      update(text, text.includes('import Point') ? [ran(result(printed))] : [ran(result(printed))]).changes,
    ).toHaveLength(1);
  });

  test('an empty line in a session is written as doctest has it', () => {
    const { text } = update(session('>>> f()', 'a'), [ran('a\n\nb\n')]);
    expect(text).toBe(session('>>> f()', 'a', '<BLANKLINE>', 'b'));
  });
});
