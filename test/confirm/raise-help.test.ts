import { expect, test } from 'vitest';
import { raiseHelp } from '../../src/confirm/raise-help.ts';
import { raisedLine } from '../../src/confirm/traceback.ts';
import type { Code } from '../../src/model/lesson.ts';
import { slice } from '../../src/text/mapped-text.ts';

const help = (source: string, real: string, there: readonly string[] = []) =>
  raiseHelp(
    {
      type: 'code',
      span: { start: 0, end: source.length },
      language: 'python',
      source: slice(source, { start: 0, end: source.length }),
      role: 'demo',
      hidden: false,
      tags: [],
      run: { mode: 'execute' },
      expected: [],
    } satisfies Code,
    real,
    {
      file: 'source-md/a/b.md',
      text: source,
      cell: 'c',
      image: (path: string) => (there.includes(path) ? new Uint8Array() : undefined),
    },
  ).help;

test('a file that is not there is named with the place where it was sought', () => {
  const real = "FileNotFoundError: [Errno 2] No such file or directory: 'data/t.csv'";
  expect(help('open(p)', real)).toMatch(/^there is no file `source-md\/a\/data\/t.csv`: put it there/);
  expect(help('open(p)', real, ['source-md/a/data/t.csv'])).toMatch(/^name `data\/t.csv` under `files:`/);
});

test.each(['SyntaxError: invalid syntax', 'IndentationError: unexpected indent', 'TabError: x'])(
  'nobody is told to expect %s',
  (real) => {
    expect(help('x = (', real)).toBe('correct the code at this line');
    expect(help('print(1)\n\n```output\n1', real)).toMatch(/^the fence is not closed before `{4}output`/);
  },
);

test.each([
  ['unindent does not match any outer indentation level (<string>, line 3)', '  File <string>:3\n    x\n    ^'],
  ['unindent does not match any outer indentation level', 'File <tokenize>:3\n    x\n    ^'],
])('the line of an IndentationError is its own: %s', (value, traceback) => {
  expect(raisedLine({ name: 'IndentationError', value, traceback })).toBe(3);
});
