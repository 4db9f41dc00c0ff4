import { expect, test } from 'vitest';
import { emptyMeta } from '../../src/config/front-matter.ts';
import { confirmCell } from '../../src/confirm/confirm-cell.ts';
import type { ConfirmContext } from '../../src/confirm/confirm-context.ts';
import { updateLesson } from '../../src/confirm/update.ts';
import { readLesson } from '../../src/markdown/read-lesson.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { codesOf, lessonOf, placeOf, raise, ran, result, stderr, stdout } from './lesson-of.ts';

/** Confirms the first cell of a lesson and says of each finding its rule, place and message. */
function confirm(markdown: string, executed: ExecutedCell | undefined, more: Partial<ConfirmContext> = {}) {
  const lesson = lessonOf(markdown);
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  const context = { file: lesson.source, text: lesson.text, cell: 'cell', sanitize: [], ...more };
  const { outputs, diagnostics } = confirmCell(code, executed, context);
  return {
    verdicts: outputs.map(({ verdict, reason }) => (reason === undefined ? verdict : `${verdict}: ${reason}`)),
    findings: diagnostics.map(({ rule, span, message }) => `${rule} ${placeOf(lesson, span)} ${message}`),
    diagnostics,
  };
}

const lesson = (code: string, ...fences: string[]) =>
  [
    `\`\`\`python${code.startsWith(' ') ? '' : '\n'}${code}\n\`\`\`\n`,
    ...fences.map((fence) => `\`\`\`${fence}\n\`\`\`\n`),
  ].join('\n');

test('printed text and the value of the last expression are the output, in order', () => {
  const text = lesson('print("a")\n1 + 1', 'output\na\n2');
  expect(confirm(text, ran('a\n', result('2')))).toMatchObject({ verdicts: ['confirmed'], findings: [] });
  expect(confirm(text, ran('a', result('2')))).toMatchObject({ verdicts: ['confirmed'] });
  expect(confirm(text, ran(result('2'), 'a\n')).verdicts).toEqual(['mismatch: order']);
});

test('help that opens in a pager is in no output: what the lesson shows of it is not compared', () => {
  const text = (code: string) => lesson(code, 'output\nHelp on len');
  expect(confirm(text('len?'), ran())).toMatchObject({ verdicts: ['skipped: pager'], findings: [] });
  expect(confirm(text('print(1)\nlen?'), ran('1\n')).verdicts).toEqual(['mismatch']);
  expect(confirm(text('help(len)'), ran()).verdicts).toEqual(['mismatch: nothing-printed']);
});

test('a stream that came in pieces is one text, whatever the other stream did between', () => {
  const text = lesson('f()', 'output\nabc\ndef', 'stderr\none\ntwo');
  const executed = ran('ab', stderr('one\n'), stdout('c\nd'), stderr('two\n'), 'ef\n');
  expect(confirm(text, executed)).toMatchObject({ verdicts: ['confirmed', 'confirmed'], findings: [] });
});

test('colours, carriage returns, CRLF, trailing blanks and line ends at the end make no difference', () => {
  const text = lesson('f()', 'output\na   \nred\n100%\n');
  expect(confirm(text, ran('a\r\n\u001b[31mred\u001b[0m\t \n 10%\r100%\n\n\n')).verdicts).toEqual(['confirmed']);
});

test('the text of a table, a figure or a widget may stand in the fence or not, but not another one', () => {
  const table = result('   a\n0  1', { 'text/html': '<style>b { c: d }</style><table><tr><td>1</td></tr></table>' });
  const widget = result('IntSlider(value=3)', { 'application/vnd.jupyter.widget-view+json': '{}' });
  const figure = result('<Figure 1>', { 'image/png': '' });
  const verdicts = (...fences: string[]) =>
    fences.map((fence) => confirm(lesson('f()', `output\n${fence}`), ran('x\n', table, widget, figure)).verdicts[0]);
  expect(verdicts('x', 'x\n   a\n0  1', 'x\n   a\n0  1\nIntSlider(value=3)\n<Figure 1>')).toEqual([
    'confirmed',
    'confirmed',
    'confirmed',
  ]);
  for (const wrong of ['y', 'x\n   a\n0  2', 'x\n   a\n0  1\nIntSlider(value=4)\n<Figure 1>', '   a\n0  1']) {
    expect(verdicts(wrong)[0]).toMatch(/^mismatch/);
  }
  const another = confirm(lesson('f()', 'output\nIntSlider(value=4)'), ran(widget));
  expect(another.diagnostics[0]).toMatchObject({ actual: 'IntSlider(value=3)' });
  const ofTable = (fence: string) => confirm(lesson('f()', `output\n${fence}`), ran(table)).verdicts;
  expect(ofTable('<table>\n<tr><td>1</td></tr>\n</table>')).toEqual(['confirmed']);
  expect(ofTable('<style>b { c: d }</style><table><tr><td>1</td></tr></table>')).toEqual(['confirmed']);
  expect(ofTable('<table><tr><td>2</td></tr></table>')).toEqual(['mismatch']);
  expect(ofTable('<style>b { c: e }</style><table><tr><td>1</td></tr></table>')).toEqual(['mismatch']);
});

test('a mismatch is at the first line that differs, with both texts and the command that fixes it', () => {
  const text = lesson('f()', 'output\none\ntwo\nthree');
  const { findings, diagnostics } = confirm(text, ran('one\n2\nthree\n'));
  expect(findings).toEqual(['output-mismatch 7:1-7:4 the output differs from what the lesson says']);
  expect(diagnostics[0]).toMatchObject({
    expected: 'one\ntwo\nthree',
    actual: 'one\n2\nthree',
    help: 'coursewright update lesson.md:1',
    cell: 'cell',
  });
});

test('text that the lesson leaves out at the end is missing at the closing fence', () => {
  const { findings } = confirm(lesson('f()', 'output\none'), ran('one\ntwo\n'));
  expect(findings).toEqual([
    'output-mismatch 7:1-7:4 the output differs from what the lesson says: the cell prints more than that',
  ]);
});

test('text that the cell does not print is the line of the fence that has it', () => {
  expect(confirm(lesson('f()', 'output\none\ntwo'), ran('one\n')).findings[0]).toContain(' 7:1-7:4 ');
  expect(confirm(lesson('f()', 'output\none\ntwo'), ran()).findings).toEqual([
    'output-mismatch 6:1-6:4 the output differs from what the lesson says: the cell printed nothing',
  ]);
});

test('in a list, the place is behind the indentation', () => {
  const text = '- item\n\n  ```python\n  f()\n  ```\n\n  ```output\n  one\n    two\n  ```\n';
  expect(confirm(text, ran('one\n  zwei\n')).findings[0]).toContain(' 9:5-9:8 ');
});

test('a cell that raises unannounced is a finding at the line that did, and its output is no second one', () => {
  const text = lesson('a = 1\n  # blank\nb()', 'output\n1');
  const { findings, verdicts, diagnostics } = confirm(text, ran(raise('NameError', "name 'b' is not defined", 3)));
  expect(findings).toEqual(["cell-raised 4:1-4:4 the cell raised NameError: name 'b' is not defined"]);
  expect(verdicts).toEqual(['mismatch: cell-raised']);
  expect(diagnostics[0]?.help).toBe('fix the cell, or write `raises=NameError` on its fence if it is meant to raise');
});

test.each([
  ['URLError', '<urlopen error [Errno -2] Name or service not known>', /write `network` on its fence/],
  ['ConnectError', '[Errno -2] Name or service not known', /write `network` on its fence/],
  ['ConnectionError', 'connection to localhost:8000 refused', /^fix the cell/],
  ['FileNotFoundError', "[Errno 2] No such file or directory: '/tmp/run/data.csv'", /^write a path that is relative/],
  ['FileNotFoundError', "[Errno 2] No such file or directory: 'data.csv'", /^name `data.csv` under `files:`/],
])('the advice for %s: %s is one that can be followed', (name, message, help) => {
  expect(confirm(lesson('f()'), ran(raise(name, message))).diagnostics[0]?.help).toMatch(help);
});

test('a NameError says where the name is assigned, or what is nearest to it', () => {
  const text = `${lesson('print(df)')}\n${lesson('df = 1')}`;
  const at = text.indexOf('df = 1');
  const executed = ran(raise('NameError', "name 'df' is not defined"));
  const { diagnostics } = confirm(text, executed, { bindingOf: () => ({ start: at, end: at + 2 }) });
  expect(diagnostics[0]).toMatchObject({
    help: 'it uses `df`, which is first assigned at line 6',
    related: [{ span: { start: at, end: at + 2 } }],
  });
  const nowhere = confirm(text, executed, { bindingOf: () => undefined });
  expect(nowhere.diagnostics[0]?.help).toMatch(/^nothing in the lesson defines `df`: .* or write `raises=NameError`/);
  const typo = confirm(lesson('total = 1\nprint(totl)'), ran(raise('NameError', "name 'totl' is not defined", 2)));
  expect(typo.diagnostics[0]?.help).toBe('did you mean `total`?');
});

test('what a line assigns, or is spelt like, is no help for what it uses', () => {
  const help = (source: string, name: string, bindingOf: () => { start: number; end: number } | undefined) =>
    confirm(lesson(source), ran(raise('NameError', `name '${name}' is not defined`)), { bindingOf }).diagnostics[0]
      ?.help;
  const at = lesson('').indexOf('\n') + 1;
  expect(help('rows = (row for row in rows)', 'rows', () => ({ start: at, end: at + 4 }))).toMatch(
    /^nothing in the lesson defines `rows` before: define it/,
  );
  expect(help('lock = Lock()', 'Lock', () => undefined)).toMatch(/^nothing in the lesson defines `Lock`/);
  expect(help('x = np.zeros(3)', 'np', () => undefined)).toMatch(
    /^nothing in the lesson imports it: write `import numpy as np`/,
  );
  expect(help('re.search(part, string)', 'string', () => undefined)).toMatch(/^nothing in the lesson defines `string`/);
  expect(help('del rows\nprint(rows)', 'rows', () => ({ start: 0, end: 0 }))).toBe(
    'the cell deletes `rows` before: fix that, or write `raises=NameError` on its fence if it is meant to raise',
  );
  expect(help('x = cv2.imread("a.png")', 'cv2', () => undefined)).toMatch(
    /^nothing in the lesson imports it: write `import cv2`/,
  );
});

test('where a cell lacks what it needs, an update of the error that the lesson shows is no help', () => {
  const shown = (output: string) => `\`\`\`python\nf()\n\`\`\`\n\n\`\`\`error\n${output}\n\`\`\`\n`;
  const help = (name: string, value: string) =>
    confirm(shown('ValueError: no'), ran(raise(name, value))).diagnostics[0]?.help;
  expect(help('ModuleNotFoundError', "No module named 'pandas'")).toMatch(/^add `pandas` to `requires:`/);
  expect(help('NameError', "name 'f' is not defined")).not.toMatch(/^coursewright update/);
  expect(help('TypeError', 'no')).toMatch(/^coursewright update/);
});

test('a package or a file that is missing is one for the front matter', () => {
  const help = (name: string, value: string) => confirm(lesson('f()'), ran(raise(name, value))).diagnostics[0]?.help;
  expect(help('ModuleNotFoundError', "No module named 'polars'")).toMatch(
    /^add `polars` to `requires:` in the front matter, then `coursewright setup`$/,
  );
  expect(help('FileNotFoundError', "[Errno 2] No such file or directory: 'data/a b.csv'")).toMatch(
    /^name `data\/a b.csv` under `files:`/,
  );
  expect(help('FileNotFoundError', 'a.csv not found.')).toMatch(/^name `a.csv` under `files:`/);
});

test('an error that is announced must come, with its type and its whole message', () => {
  const raised = ran('before\n', raise('ValueError', 'bad\nworse'));
  const fence = lesson(
    ' raises=ValueError\nf()',
    'error\nTraceback (most recent call last):\n  somewhere else\nValueError: bad\nworse',
  );
  expect(confirm(fence, raised)).toMatchObject({ verdicts: ['confirmed'], findings: [] });
  expect(confirm(fence, ran('before\n')).findings).toEqual([
    'raise-missing 9:1-9:6 the cell did not raise, expected the error that follows it',
  ]);
  expect(confirm(fence, ran(raise('ValueError', 'good\nworse'))).findings).toEqual([
    "error-mismatch 8:1-8:16 the exception's message differs from what the lesson says",
  ]);
  expect(confirm(fence, ran(raise('ValueError', 'bad\nmild'))).findings).toEqual([
    "error-mismatch 9:1-9:6 the exception's message differs from what the lesson says",
  ]);
  expect(confirm(fence, ran(raise('TypeError', 'bad\nworse'))).findings).toEqual([
    'error-mismatch 2:1-2:4 unexpected TypeError, expected ValueError (`raises=ValueError`)',
    'error-mismatch 8:1-8:16 the cell raised another exception than the lesson says',
  ]);
});

test('above an error stands what the cell prints, or a part of its traceback', () => {
  const verdicts = (above: string) =>
    confirm(lesson('f()', `error\n${above}\nValueError: bad`), ran('before\n', raise('ValueError', 'bad'))).verdicts;
  const parts = [
    'before',
    '<ipython-input-1> in <module>()',
    '----> 1 f()',
    'ValueError   Traceback (most recent call last)',
    '  File "a.py", line 1',
    '...',
    '/a/b.py in f',
  ];
  for (const one of parts) expect(verdicts(one)).toEqual(['confirmed']);
  expect(verdicts('after')).toEqual(['mismatch: above']);
  expect(verdicts('before\nafter\nTraceback (most recent call last):\n  f()')).toEqual(['mismatch: above']);
  const executed = ran(raise('ValueError', 'bad'));
  const again = new Map([[executed, [ran(raise('ValueError', 'bad'))]]]);
  expect(confirm(lesson('f()', 'error\nno\nValueError: bad'), executed, { again }).verdicts).toEqual([
    'mismatch: above',
  ]);
  expect(confirm(lesson('f()', 'error\nno\nValueError: bad'), ran(raise('ValueError', 'bad'))).findings).toEqual([
    'error-mismatch 6:1-6:3 the lesson shows a line above the error that the cell does not print',
  ]);
});

test('`raises` alone names the type that must come, exactly', () => {
  const text = lesson(' raises=LookupError\nf()');
  expect(confirm(text, ran(raise('LookupError', 'x'))).findings).toEqual([]);
  expect(confirm(text, ran(raise('KeyError', "'x'"))).findings).toEqual([
    'error-mismatch 2:1-2:4 unexpected KeyError, expected LookupError (`raises=LookupError`)',
  ]);
  expect(confirm(text, ran(raise('KeyError', "'x'"))).diagnostics[0]?.help).toMatch(
    /^write `raises=KeyError` on the fence/,
  );
  expect(confirm(text, ran()).findings).toEqual([
    'raise-missing 1:1-1:29 the cell did not raise, expected LookupError (`raises=LookupError`)',
  ]);
});

test('an error without an error output counts too, as after some magics', () => {
  const swallowed: ExecutedCell = {
    ...ran('x\n'),
    status: 'error',
    error: { name: 'TypeError', value: 'no', traceback: [] },
  };
  expect(confirm(lesson('f()', 'output\nx'), swallowed)).toMatchObject({
    verdicts: ['confirmed'],
    findings: ['cell-raised 2:1-2:4 the cell raised TypeError: no'],
  });
});

test('an output fence may hold printed text and then a traceback', () => {
  const text = lesson(
    'f()',
    'output\nbefore\n---------------------------------------------------------------------------\nValueError      Traceback (most recent call last)\n<ipython-input-1-0abc> in <module>\n----> 1 f()\nValueError: no',
  );
  expect(confirm(text, ran('before\n', raise('ValueError', 'no')))).toMatchObject({
    verdicts: ['confirmed'],
    findings: [],
  });
  expect(confirm(text, ran('after\n', raise('ValueError', 'no'))).verdicts).toEqual(['mismatch']);
  expect(confirm(text, ran('before\n', raise('ValueError', 'yes'))).verdicts).toEqual(['mismatch: message']);
  const alone = lesson('f()', 'output\nValueError: no');
  expect(confirm(alone, ran('before\n', raise('ValueError', 'no')))).toMatchObject({
    verdicts: ['confirmed'],
    findings: [],
  });
  expect(confirm(text, ran('after\n', raise('ValueError', 'no'))).findings[0]).toContain('output-mismatch 6:1-6:7');
  expect(confirm(text, ran('before\n', raise('ValueError', 'yes'))).findings[0]).toContain('error-mismatch 11:1-11:15');
  expect(confirm(text, ran('before\n'))).toMatchObject({ verdicts: ['mismatch: the cell did not raise'] });
});

test('a rule of hyphens, as %whos draws it, begins no traceback', () => {
  const table = 'Variable   Type    Data/Info\n----------------------------\na          int     3';
  const text = lesson('f()', `output\n${table}`);
  expect(confirm(text, ran(`${table}\n`, raise('ValueError', 'no')))).toMatchObject({
    verdicts: ['confirmed'],
    findings: ['cell-raised 2:1-2:4 the cell raised ValueError: no'],
  });
});

test('the whole traceback counts in exact mode only, without the names of cells', () => {
  const whole =
    '---------------------------------------------------------------------------\nValueError                                 Traceback (most recent call last)\nCell In[9], line 1\n----> 1 code\n\nValueError: no';
  expect(confirm(lesson('f()', `error exact\n${whole}`), ran(raise('ValueError', 'no'))).findings).toEqual([]);
  const other = confirm(
    lesson('f()', `error exact\n${whole.replace('1 code', '1 f()')}`),
    ran(raise('ValueError', 'no')),
  );
  expect(other.findings).toEqual(['error-mismatch 9:1-9:12 the traceback differs from what the lesson says']);
});

test('a warning on stderr is the same in every cell and process', () => {
  const text = lesson('f()', 'stderr\n/tmp/ipykernel_1/22.py:1: UserWarning: old\n  f()');
  expect(confirm(text, ran(stderr('/var/tmp/x/ipykernel_981/3344.py:1: UserWarning: old\n  f()\n'))).verdicts).toEqual([
    'confirmed',
  ]);
  expect(confirm(text, ran(stderr('/tmp/ipykernel_981/3344.py:1: UserWarning: new\n  f()\n'))).verdicts).toEqual([
    'mismatch',
  ]);
});

test('what was not run is never confirmed, and says why', () => {
  const fence = 'output\n1';
  expect(confirm(lesson('f()', fence), undefined).verdicts).toEqual(['not-run: not reached']);
  expect(confirm(lesson(' network\nf()', fence), undefined).verdicts).toEqual(['skipped: network']);
  expect(confirm(lesson(' skip\nf()', fence), undefined).verdicts).toEqual(['skipped: skip']);
  expect(confirm(lesson('f()', 'output ignore\n1'), ran('2\n')).verdicts).toEqual(['skipped: ignore']);
  expect(confirm(lesson('f()', fence), { ...ran('1\n'), status: 'timeout' })).toMatchObject({
    verdicts: ['not-run: timeout'],
    findings: [],
  });
  expect(confirm(lesson('f()', fence), { ...ran(), status: 'kernel-died' }).verdicts).toEqual(['not-run: kernel-died']);
});

test('what a run reports itself is no second finding: a swallowed error, a question to the keyboard', () => {
  const swallowed = { ...ran(raise('TypeError', 'no')), status: 'ok' as const };
  expect(confirm(lesson('f()'), swallowed).findings).toEqual([]);
  expect(confirm(lesson('f()', 'error\nTypeError: no'), swallowed).verdicts).toEqual(['confirmed']);
  const asked = confirm(lesson('f()', 'output\n1'), ran(raise('StdinNotImplementedError', 'raw_input was called')));
  expect(asked).toMatchObject({ findings: [], verdicts: ['mismatch: cell-raised'] });
});

test('a picture or an HTML object is not a text of the output, unless the lesson says so', () => {
  const figure = {
    output_type: 'display_data',
    data: { 'text/plain': '<Figure size 640x480 with 1 Axes>', 'image/png': 'AAAA' },
    metadata: {},
  };
  expect(confirm(lesson('f()', 'output\n1'), ran('1\n', figure)).verdicts).toEqual(['confirmed']);
  expect(confirm(lesson('f()', 'output\n1\n<Figure size 640x480 with 1 Axes>'), ran('1\n', figure)).verdicts).toEqual([
    'confirmed',
  ]);
});

test('output of which the lesson says nothing is a finding where the configuration wants it', () => {
  expect(confirm(lesson('f()'), ran('1\n')).findings).toEqual([]);
  const { diagnostics } = confirm(lesson('f()'), ran('1\n'), { undeclared: 'error' });
  expect(diagnostics).toMatchObject([{ rule: 'expected-output-missing', severity: 'error', actual: '1' }]);
  expect(confirm(lesson('f()'), ran(), { undeclared: 'error' }).findings).toEqual([]);
});

test('standard error, figures and HTML are output too, each wants a fence of its kind', () => {
  const figure = result('<Figure size 640x480 with 1 Axes>', { 'image/png': 'iVBORw0KGgo=' });
  const html = result('<IPython.core.display.HTML object>', { 'text/html': '<b>1</b>' });
  const table = result('   a\n0  1', { 'text/html': '<table></table>' });
  const found = (executed: ExecutedCell, ...fences: string[]) =>
    confirm(lesson('f()', ...fences), executed, { undeclared: 'error' }).findings.map((one) =>
      one.split(' ').slice(2).join(' '),
    );
  const inThread = stderr('Exception in thread Thread-1 (g):\nValueError: x\n');
  const said = {
    stderr: 'the cell writes to standard error, and no `stderr` fence follows it',
    figure: 'the cell shows a figure, and no `output image` fence follows it',
    html: 'the cell shows something as `text/html`, and no output fence follows it',
  };
  expect(found(ran(inThread))).toEqual([said.stderr]);
  expect(found(ran('1\n', inThread), 'output\n1')).toEqual([said.stderr]);
  expect(found(ran(figure))).toEqual([said.figure]);
  expect(found(ran('1\n', figure), 'output\n1')).toEqual([said.figure]);
  expect(found(ran(figure), 'output image')).toEqual([]);
  expect(found(ran(figure), 'output\n<Figure size 640x480 with 1 Axes>')).toEqual([]);
  expect(found(ran('1\n', figure), 'output image')).toEqual([
    'the cell prints something, and no output fence follows it',
  ]);
  expect(found(ran(html))).toEqual([said.html]);
  expect(found(ran(html), 'output\n<b>1</b>')).toEqual([]);
  expect(found(ran(table))).toEqual(['the cell prints something, and no output fence follows it']);
  expect(found(ran(table), 'output\n   a\n0  1')).toEqual([]);
  expect(found(ran(stderr('x\n')), 'stderr ignore\n')).toEqual([]);
});

test('an empty fence of a cell that prints is wrong where it is closed', () => {
  expect(confirm(lesson('f()', 'output'), ran('1\n')).findings).toEqual([
    'output-mismatch 6:1-6:4 the output differs from what the lesson says',
  ]);
});

test('what a cell writes to standard error does not stand in an output fence', () => {
  const { findings, diagnostics } = confirm(lesson('f()', 'output\nWARNING: x'), ran(stderr('WARNING: x\n')));
  expect(findings).toEqual(['output-mismatch 6:1-6:11 the cell writes that to standard error, not to its output']);
  expect(diagnostics[0]?.help).toBe('call the fence `stderr` in place of `output`');
  expect(confirm(lesson('f()', 'stderr\nWARNING: x'), ran(stderr('WARNING: x\n'))).findings).toEqual([]);
});

test('a fence with HTML is compared with HTML, also where it differs', () => {
  const { diagnostics } = confirm(
    lesson('f()', 'output\n<b>1</b>'),
    ran(result('<IPython.core.display.HTML object>', { 'text/html': '<b>2</b>' })),
  );
  expect(diagnostics).toMatchObject([{ rule: 'output-mismatch', expected: '<b>1</b>', actual: '<b>2</b>' }]);
});

test('an expression that would try for ever is ended, and said at its fence', () => {
  const printed = `${'a'.repeat(60)}!`;
  for (const pattern of ['(a+)+$', '(.*a){30}']) {
    const text = lesson('f()', `output regex\n${pattern}`);
    const { verdicts, diagnostics } = confirm(text, ran(printed));
    expect(verdicts).toEqual(['mismatch: unreadable']);
    expect(diagnostics).toMatchObject([
      {
        rule: 'expected-invalid',
        message: expect.stringContaining('takes more than'),
        help: expect.stringContaining('`a+`'),
      },
    ]);
    expect(text.slice(diagnostics[0]?.span.start)).toMatch(/^[^\n]*\n```\n$/);
  }
  const raises = lesson('f()', 'error regex\nValueError: (a+)+$');
  expect(confirm(raises, { ...ran(raise('ValueError', printed)), status: 'error' }).findings[0]).toContain(
    'expected-invalid',
  );
});

test('a course whose outputs are all expressions ends, with many that would try for ever in any order', () => {
  const text = lesson('f()', 'output regex unordered\n(a+)+$\n(b+)+$');
  const printed = `${'b'.repeat(60)}!\n${'a'.repeat(60)}!`;
  expect(confirm(text, ran(printed)).verdicts).toEqual(['mismatch: unreadable']);
  const contains = lesson('f()', 'output\n(c+)+$');
  const { verdicts } = confirm(contains, ran(`${'c'.repeat(60)}!`), { defaults: ['regex', 'contains'] });
  expect(verdicts).toEqual(['mismatch: unreadable']);
});

test('an installer that finds nothing to install is told as a requirement, once for its line', () => {
  const failed = (command: string) => ({ ...ran('ERROR'), failedCommands: [{ command, code: 1, line: 1 }] });
  const found = (written: string, command: string) => confirm(lesson(written), failed(command)).findings;
  expect(found('%pip install nope', '/usr/bin/python -m pip install nope')).toEqual([
    'command-failed 2:1-2:18 `%pip install nope` installs nothing while lessons are checked, and `nope` is not there',
  ]);
  expect(found('!pip install a "b>=2"', 'pip install a "b>=2"')).toEqual([
    'command-failed 2:1-2:22 `!pip install a "b>=2"` installs nothing while lessons are checked, and not all of `a`, `b>=2` is there',
  ]);
  expect(found('pip install nope', '/usr/bin/python -m pip install nope')[0]).toContain('`pip install nope` installs');
  expect(found('!uv pip install nope', 'uv pip install nope')[0]).toContain('and `nope` is not there');
});

test('of several packages that are to be installed all are named, and none that is a part of Python', () => {
  const advice = (written: string) =>
    confirm(lesson(written), {
      ...ran('ERROR'),
      failedCommands: [{ command: written.slice(1), code: 1, line: 1 }],
    }).diagnostics.map(({ message, help }) => [message, help]);
  expect(advice('!pip install pathlib "b>=2" c')).toEqual([
    [
      '`!pip install pathlib "b>=2" c` installs nothing while lessons are checked, and not all of `b>=2`, `c` is there',
      'take `pathlib` out of the command: Python brings it along; add `b>=2`, `c` to `requires:` in the front matter, then `coursewright setup`',
    ],
  ]);
  expect(advice('!pip install pathlib argparse')).toEqual([
    [
      '`!pip install pathlib argparse` names what is no package: `pathlib`, `argparse`',
      'take `pathlib`, `argparse` out of the command: Python brings them along',
    ],
  ]);
});

test('a shell command that failed is a finding at its line, unless the lesson shows it or it only answers no', () => {
  const failed = (...failedCommands: ExecutedCell['failedCommands'] & {}) => ({
    ...ran('no such file\n'),
    failedCommands,
  });
  const ls = { command: 'ls 3', code: 2, line: 2 };
  const code = 'a = 3\n!ls {a}\n!nosuch';
  expect(confirm(lesson(code), failed(ls, { command: 'nosuch', code: 127, line: 3 })).findings).toEqual([
    'command-failed 3:1-3:8 `!ls {a}` ended with exit code 2, and the cell goes on as if nothing had happened',
    'command-failed 4:1-4:8 `!nosuch` was not found (exit code 127), and the cell goes on as if nothing had happened',
  ]);
  expect(confirm(lesson(code, 'output\nno such file'), failed(ls)).findings).toEqual([]);
  expect(confirm(lesson(code, 'output\nanother file'), failed(ls)).findings).toHaveLength(2);
  expect(confirm(lesson(code, 'output ignore\n'), failed(ls)).findings).toHaveLength(1);
  expect(confirm(lesson(code, 'output contains\nfile'), failed(ls)).findings).toHaveLength(1);
  const answers = [
    'grep a b',
    'cat x | /usr/bin/grep a',
    'diff a b',
    'true; [ -f x ]',
    'LANG=C grep a b',
    'python -m pip show x',
  ];
  for (const command of answers) {
    expect(confirm(lesson(code), failed({ command, code: 1, line: 2 })).findings).toEqual([]);
    expect(confirm(lesson(code), failed({ command, code: 2, line: 2 })).findings).toHaveLength(1);
  }
  for (const command of ['false', 'grep a b | cat x', 'greps', 'python -m pip install x', 'git commit']) {
    expect(confirm(lesson(code), failed({ command, code: 1, line: 2 })).findings).toHaveLength(1);
  }
});

test('how the file of a cell is called is compared nowhere, and every other number is', () => {
  const printed = 'File "/tmp/a/ipykernel_7/4227803888.py", line 3\n<cell>:3 hi\n';
  const text = (line: string, name: string) => `output\nFile "/tmp/ipykernel_1/22.py", line ${line}\n${name}:3 hi`;
  expect(confirm(lesson('f()', text('3', '123456789.py')), ran(printed)).verdicts).toEqual(['confirmed']);
  expect(confirm(lesson('f()', text('3', '<cell>')), ran(printed)).verdicts).toEqual(['confirmed']);
  expect(confirm(lesson('f()', text('4', '<cell>')), ran(printed)).findings).toHaveLength(1);
  expect(confirm(lesson('f()', text('3', 'file.py')), ran(printed)).findings).toHaveLength(1);
  expect(confirm(lesson('f()', 'output\n20240101.py'), ran('20240102.py\n')).findings).toHaveLength(1);
  expect(confirm(lesson('f()', 'output regex\nFile "\\S*.py", line 3\n.*'), ran(printed)).verdicts).toEqual([
    'confirmed',
  ]);
});

test('the error of Python 3.13 for code that goes on is a syntax error', () => {
  const shownAs = '  Cell In[1], line 1\n    f(\n      ^\n_IncompleteInputError: incomplete input\n';
  const error = raise('_IncompleteInputError', 'incomplete input (4227803888.py, line 1)');
  const raised = ran({ ...error, traceback: [shownAs] });
  expect(confirm(lesson(' raises=SyntaxError\nf(', 'error\nSyntaxError: incomplete input'), raised).findings).toEqual(
    [],
  );
  const shown = lesson(' raises=_IncompleteInputError\nf(', 'error\n_IncompleteInputError: incomplete input');
  expect(confirm(shown, raised).findings).toEqual([]);
  expect(confirm(lesson(' raises=NameError\nf('), raised).findings[0]).toMatch(
    /^error-mismatch .* unexpected SyntaxError/,
  );
});

test('where nothing but time decides, one run that is as the lesson says is enough, whichever came first', () => {
  const text = (mode = '') => lesson('f()', `output${mode}\nTrue`);
  const [fast, slow] = [ran('True\n'), ran('False\n')];
  const judge = (first: ExecutedCell, other: ExecutedCell, fence: string, timed: readonly string[]) => {
    const { verdicts, findings } = confirm(fence, first, { again: new Map([[first, [other]]]), timed: new Set(timed) });
    return [verdicts, findings.length];
  };
  for (const [first, other] of [
    [fast, slow],
    [slow, fast],
  ] as const) {
    expect(judge(first, other, text(), ['cell'])).toEqual([['confirmed'], 0]);
    expect(judge(first, other, text(), [])).toEqual([['skipped: varies'], 1]);
  }
  // So it is with what is measured.
  const [short, long] = [ran('0.1\n'), ran('0.3\n')];
  expect(judge(long, short, lesson('f()', 'output\n0.1'), ['cell'])).toEqual([['confirmed'], 0]);
  expect(judge(slow, slow, text(), ['cell'])[0]).toEqual(['mismatch']);
  expect(judge(slow, fast, text(' exact'), ['cell'])[0]).toEqual(['mismatch']);
});

test('where the file of a module is makes no difference, nor how Python writes UTF-8', () => {
  const sanitize = ['addresses'];
  const judge = (fence: string, executed: ExecutedCell) =>
    confirm(lesson('f()', fence), executed, { sanitize }).verdicts;
  const math = "<module 'math' from '/opt/python/lib-dynload/math.so'>";
  expect(judge("output\n<module 'math' (built-in)>", ran(result(math)))).toEqual(['confirmed']);
  expect(judge("output\n<module 'cmath' (built-in)>", ran(result(math)))).toEqual(['mismatch']);
  const file = (encoding: string) => `<_io.TextIOWrapper name='a.txt' mode='r' encoding='${encoding}'>`;
  expect(judge(`output\n${file('UTF-8')}`, ran(result(file('utf-8'))))).toEqual(['confirmed']);
  expect(judge(`output\n${file('cp1252')}`, ran(result(file('utf-8'))))).toEqual(['mismatch']);
  const missing = "cannot import name 'power' from 'math'";
  const raised = {
    ...ran(raise('ImportError', `${missing} (/opt/python/lib-dynload/math.so)`)),
    status: 'error',
  } as const;
  expect(judge(`error\nImportError: ${missing}`, raised)).toEqual(['confirmed']);
  expect(judge(`error\nImportError: ${missing} (C:\\python\\math.pyd)`, raised)).toEqual(['confirmed']);
  expect(judge(`error\nImportError: ${missing.replace('power', 'pow')}`, raised)).toEqual(['mismatch: message']);
});

test.each([
  ['python', '!wget -q https://example.org/a.csv', /^if the command needs the network, write `network` on the fence/],
  ['python', '!git clone git@example.org:a/b', /^if the command needs the network/],
  ['python network', '!wget -q https://example.org/a.csv', /^correct the command/],
  ['python', '!head -n 1 a.jsonl', /^correct the command/],
])('a command that failed in a fence of %j gets the advice that fits: %s', (info, written, advice) => {
  const text = `\`\`\`${info}\n${written}\n\`\`\`\n`;
  const executed = { ...ran('no'), failedCommands: [{ command: written.slice(1), code: 4, line: 1 }] };
  expect(confirm(text, executed).diagnostics[0]?.help).toMatch(advice);
});

test('a session shows what goes to standard error, too, and may end', () => {
  const session = (...lines: string[]) => `\`\`\`pycon\n${lines.join('\n')}\n\`\`\`\n`;
  const text = session('>>> print("a", file=sys.stderr)', 'a');
  expect(confirm(text, ran(stderr('a\n'))).findings).toEqual([]);
  expect(confirm(text, ran(stderr('b\n'))).findings).toHaveLength(1);
  // What the session leaves out is no finding.
  expect(confirm(session('>>> f()', '2'), ran(stderr('a warning\n'), result('2'))).findings).toEqual([]);
  expect(confirm(session('>>> sys.exit()'), ran(raise('SystemExit', ''))).findings).toEqual([]);
  expect(confirm(lesson('sys.exit()'), ran(raise('SystemExit', ''))).findings).toHaveLength(1);
});

test('a finding stands at the line that raised, though IPython counts without the empty lines above', () => {
  expect(confirm(lesson('\n\nf(x)'), ran(raise('TypeError', 'no'))).findings).toEqual([
    'cell-raised 4:1-4:5 the cell raised TypeError: no',
  ]);
});

test('the exception of a traceback may stand as far in as its frames', () => {
  const text = lesson('f()', 'error\nTraceback (most recent call last):\n  File "<stdin>", line 1\n  TypeError: no');
  expect(confirm(text, ran(raise('TypeError', 'no'))).findings).toEqual([]);
  expect(confirm(text, ran(raise('ValueError', 'no'))).findings).toHaveLength(1);
});

test('what Python suggests below a traceback is no part of the exception', () => {
  const said = "NameError: name 'farmacia' is not defined";
  const text = (error: string) => lesson('farmacia', `error\n${error}`);
  const executed = ran(raise('NameError', "name 'farmacia' is not defined"));
  expect(confirm(text(`${said}. Did you mean: 'pharmacie'?`), executed).findings).toEqual([]);
  expect(confirm(text(`${said}. Did you forget to import 'farmacia'?`), executed).findings).toEqual([]);
  expect(confirm(text(`${said}. Did you see it?`), executed).findings).toHaveLength(1);
});

test('a message of several lines is said by its first', () => {
  expect(confirm(lesson('f()'), ran(raise('TypeError', 'no\n\nTraceback\n---\n  File "x"'))).findings).toEqual([
    'cell-raised 2:1-2:4 the cell raised TypeError: no',
  ]);
});

test.each(['...', '…', '⋮', '⋮ ⋮ ⋮'])('a line that is nothing but %s stands for lines left out', (gap) => {
  const text = (mode: string) => lesson('f()', `output${mode}\n0\n${gap}\n9`);
  expect(confirm(text(' ellipsis'), ran('0\n1\n2\n9\n')).verdicts).toEqual(['confirmed']);
  expect(confirm(text(' ellipsis'), ran('0\n1\n2\n8\n')).verdicts[0]).toMatch(/^mismatch/);
  const mixed = lesson('f()', `output ellipsis unordered\n9\n${gap}\n0`);
  for (const printed of ['0\n1\n2\n9\n', '0\n9\n'])
    expect(confirm(mixed, ran(printed)).verdicts).toEqual(['confirmed']);
  // Without the word it is a line as any other, and the word is suggested.
  expect(confirm(text(''), ran('0\n1\n2\n9\n')).verdicts).toEqual(['mismatch: ellipsis']);
  const session = `\`\`\`pycon\n>>> f()\n0\n${gap}\n9\n\`\`\`\n`;
  expect(confirm(session, ran('0\n1\n2\n9\n')).findings).toEqual([]);
});

test('an answer of nothing but an empty line is right where nothing else is printed, and wrong at its own line', () => {
  const lesson = lessonOf('# A\n\n```python\n>>> f()\n<BLANKLINE>\n```\n');
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  const found = (printed: string) =>
    confirmCell(code, ran(printed), { file: 'source-md/a.md', text: lesson.text, cell: 'c' }).diagnostics.map(
      ({ span }) => lesson.text.slice(0, span.start).split('\n').length,
    );
  expect(found('\n')).toEqual([]);
  expect(found('1\n')).toEqual([5]);
  const { text } = updateLesson(lesson, [{ code, executed: ran('1\n') }], {});
  expect(text).toBe('# A\n\n```python\n>>> f()\n1\n```\n');
});

test('what nobody typed is no difference', () => {
  const text = '```pycon\n>>> import sys\n>>> line = sys.stdin.readline()\nhello\n```\n';
  const lesson = lessonOf(text);
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  const { outputs, diagnostics } = confirmCell(code, ran(), { file: 'a.md', text, cell: 'c' });
  expect([outputs.map(({ verdict, reason }) => [verdict, reason]), diagnostics]).toEqual([
    [['not-run', 'asks for input']],
    [],
  ]);
});

test('where code of an exercise raises, its output is cut short, and an update leaves it alone', () => {
  const text = '# A\n\n::: challenge\n\n```python\nf()\nprint(1)\n```\n\n```output\n1\n2\n```\n\n:::\n';
  const lesson = lessonOf(text);
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  for (const printed of ['', '1\n']) {
    const executed = { ...ran(printed, raise('NameError', "name 'f' is not defined")), status: 'ok' as const };
    const { diagnostics } = confirmCell(code, executed, { file: 'a.md', text, cell: 'c' });
    expect(diagnostics.map(({ rule, message, help }) => [rule, message, help])).toEqual([
      [
        'output-mismatch',
        "the output differs from what the lesson says: the cell raised NameError: name 'f' is not defined",
        'correct the code; or, where students do that, mark the output `ignore`',
      ],
    ]);
    const { text: updated } = updateLesson(lesson, [{ code, executed }], { sanitize: [] });
    expect(updated).toBe(text);
  }
  const executed = { ...ran('', raise('NameError', "name 'f' is not defined")), status: 'ok' as const };
  const asked = { file: 'a.md', text, cell: 'c', bindingOf: () => undefined };
  expect(confirmCell(code, executed, asked).diagnostics.map(({ help }) => help)).toEqual([
    expect.stringMatching(/^nothing in the lesson defines `f`: .*, or mark the output `ignore` where students/),
  ]);
  const works = { ...ran('1\n2\n', raise('NameError', 'late')), status: 'ok' as const };
  expect(confirmCell(code, works, { file: 'a.md', text, cell: 'c' }).diagnostics).toEqual([]);
});

test('what students are to write prints what stands below it: no update takes that away', () => {
  const text = "# A\n\n::: challenge\n\n```python\ndate = '02-Feb-2013'\n```\n\n```output\n'2013'\n```\n\n:::\n";
  const lesson = lessonOf(text);
  const [code] = codesOf(lesson);
  if (code === undefined) throw new Error('the lesson has no cell');
  const { diagnostics } = confirmCell(code, ran(), { file: 'lesson.md', text, cell: 'c' });
  expect(diagnostics.map(({ help }) => help)).toEqual([
    'where students are to write what prints that, mark the output `ignore`; otherwise correct the code',
  ]);
  // Code that ends with an expression shows that one.
  const shows = confirm(text.replace('```\n\n```output', 'help(date)\n```\n\n```output'), ran());
  expect(shows.diagnostics.map(({ help }) => help)).toEqual([expect.stringMatching(/^coursewright update/)]);
  const { text: updated, kept } = updateLesson(lesson, [{ code, executed: ran() }], {});
  expect([updated, kept.map(({ reason }) => reason)]).toEqual([text, ['students are to write what prints it']]);
});

test('signs of annotations are no part of an output, nor are comments in a session; what is printed so is', () => {
  const session = (code: string, ...lines: string[]) => `\`\`\`pycon\n>>> ${code}\n${lines.join('\n')}\n\`\`\`\n`;
  const right: readonly [string, string][] = [
    [session('f()', '2 # (1)'), '2'],
    [session('f()', '[1, 2]  # (2)!'), '[1, 2]'],
    [lesson('f()', 'output\nx  # (1)!\ny'), 'x\ny'],
    [session('f()', '[1, 2]   # a list'), '[1, 2]'],
    [session('f()', '5', '#=> 5'), '5'],
    [session('f()', 'a # b'), 'a # b'],
  ];
  for (const [text, shown] of right) {
    expect(confirm(text, ran(result(shown)))).toMatchObject({ verdicts: ['confirmed'], findings: [] });
    const read = lessonOf(text);
    const cells = codesOf(read).map((code) => ({ code, executed: ran(result(shown)) }));
    expect(updateLesson(read, cells, { sanitize: [] }).text).toBe(text);
  }
  expect(confirm(session('f()', '3 # (1)'), ran(result('2'))).verdicts).toEqual(['mismatch']);
  expect(confirm(session('f()', 'Item #1'), ran(result('Item'))).verdicts).toEqual(['mismatch']);
  expect(confirm(lesson('f()', 'output\n5 # five'), ran('5')).verdicts).toEqual(['mismatch']);
  expect(confirm(lesson('f()', 'output exact\nx  # (1)!'), ran('x')).verdicts).toEqual(['mismatch']);
});

test('a session is compared as its fence says, and what it raises is shown below the statement', () => {
  const session = (words: string, ...lines: string[]) => `\`\`\`pycon${words}\n${lines.join('\n')}\n\`\`\`\n`;
  expect(confirm(session(' ellipsis', '>>> f()', '[0, ..., 4]'), ran(result('[0, 1, 4]'))).findings).toEqual([]);
  expect(confirm(session(' tolerance=1e-3', '>>> f()', '1.0001'), ran(result('1.0'))).findings).toEqual([]);
  expect(lessonFindings(session(' ellipsis tolerance=1e-3', '>>> f()', '1'))).toEqual([]);
  expect(lessonFindings(session(' image', '>>> f()', '1'))).toEqual(['fence-flag-unknown']);
  expect(lessonFindings('```python ellipsis\nf()\n```\n')).toEqual(['fence-flag-unknown']);
  const { diagnostics } = confirm(session('', '>>> f()'), ran(raise('Odd', 'no')));
  expect(diagnostics.map(({ help, fix }) => [help, fix])).toEqual([
    [
      'fix the cell, or write `Traceback (most recent call last):` and `Odd: no` below the statement if it is meant to raise',
      undefined,
    ],
  ]);
  const said = session('', '>>> f()', 'Traceback (most recent call last):', 'Odd: no');
  expect(confirm(said, ran(raise('Odd', 'no'))).findings).toEqual([]);
});

test('a set in a session is right in the order in which notebooks show it, and named in any other', () => {
  const [one, other] = ["{'b', 'a', 'c'}", "{'c', 'b', 'a'}"];
  const session = (shown: string) => `\`\`\`pycon\n>>> s\n${shown}\n\`\`\`\n`;
  const judged = (text: string, give: (set: string) => ExecutedCell) => {
    const executed = give(one);
    return confirm(text, executed, { again: new Map([[executed, [give(other)]]]) });
  };
  const shown = (set: string) => ran(result(set));
  expect(judged(session("{'a', 'b', 'c'}"), shown)).toMatchObject({ verdicts: ['confirmed'], findings: [] });
  expect(judged(session(one), shown).findings).toEqual([
    "output-varies 3:1-3:16 Python's prompt shows the items of this set in another order each time",
  ]);
  // What is printed is in no order in a notebook, either.
  expect(judged(session("{'a', 'b', 'c'}"), (set) => ran(set)).verdicts).toEqual(['skipped: varies']);
  expect(judged(session("{'a', 'b', 'd'}"), shown).verdicts).not.toEqual(['confirmed']);
});

test('no mode is advised that does not compare what varies', () => {
  const helpOf = (shown: string, runs: readonly string[], give: (text: string) => ExecutedCell, at = '>>> s') => {
    const [executed, ...again] = runs.map(give);
    const text = `\`\`\`pycon\n${at}\n${shown}\n\`\`\`\n`;
    return confirm(text, executed as ExecutedCell, { again: new Map([[executed as ExecutedCell, again]]) }).diagnostics;
  };
  // A mixed set, which has no order in which a notebook could show it.
  const mixed = helpOf("{1, 2, 'foo'}", ["{'foo', 1, 2}", "{1, 2, 'foo'}"], (set) => ran(result(set)));
  expect(mixed.map(({ rule, help }) => `${rule} ${help}`)).toEqual([
    'output-varies write `sorted(…, key=str)` around the set in the code; or `{...}` for the set, and `ellipsis` on the fence',
  ]);
  const printed = helpOf("{'a', 'b'}", ["{'b', 'a'}", "{'a', 'b'}"], ran);
  expect(printed.map(({ help }) => help)).toEqual([expect.stringMatching(/^write `\.\.\.` for what differs/)]);
  const lines = helpOf('x = 1\ny', ['y\nx = 1', 'x = 1\ny'], ran);
  expect(lines.map(({ help }) => help)).toEqual([expect.stringMatching(/^write `unordered`, or `\.\.\.` for what/)]);
});

const lessonFindings = (text: string) =>
  readLesson(text, {
    source: 'lesson.md',
    frontMatter: () => ({ meta: emptyMeta, diagnostics: [] }),
    languageOfKernel: () => 'python',
  }).diagnostics.map(({ rule }) => rule);

test('where a session asks its readers to do something, an update may not be what is wanted', () => {
  const plain = confirm('```pycon\n>>> # information about 4\n>>> numbers\n[3, 4]\n```\n', ran(result('[3]')));
  expect(plain.diagnostics[0]?.help).toBe('coursewright update lesson.md:2');
  const { diagnostics } = confirm('```pycon\n>>> # Append 4\n>>> numbers\n[3, 4]\n```\n', ran(result('[3]')));
  expect(diagnostics[0]?.help).toBe(
    'coursewright update lesson.md:2; where `# Append 4` is for readers to do, write `...` in place of what it leads to',
  );
});
