import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cellOutputs } from '../../src/confirm/cell-outputs.ts';
import { compareError } from '../../src/confirm/confirm-error.ts';
import { matchRule } from '../../src/confirm/match.ts';
import { errorIn, raisedLine, raisedText, tracebackStart } from '../../src/confirm/traceback.ts';

interface Case {
  readonly source: string;
  /** The line of the cell that raised; null where the traceback does not show one. */
  readonly line: number | null;
  readonly name: string;
  readonly value: string;
  readonly traceback: readonly string[];
}

/** Real tracebacks of real kernels: Python 3.10 to 3.13, IPython 8.0 to 9. */
const folder = new URL('fixtures/tracebacks/', import.meta.url);
const files = readdirSync(folder).map((name) => {
  const { cases } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { cases: Record<string, Case> };
  return { name, cases: Object.entries(cases) };
});

const outputs = ({ name, value, traceback }: Case) =>
  cellOutputs({
    status: 'error',
    durationMs: 1,
    outputs: [{ output_type: 'error', ename: name, evalue: value, traceback: [...traceback] }],
  });

const plain = matchRule({ modes: [] }, [], []);

describe.each(files)('$name', ({ cases }) => {
  test.each(cases)('%s: the line of the cell that raised', (_name, one) => {
    const { raised } = outputs(one);
    expect(raised && raisedLine(raised)).toBe(one.line ?? undefined);
  });

  test.each(cases)('%s: what Python would print last', (name, one) => {
    const { raised } = outputs(one);
    expect(raised && raisedText(raised)).toBe(shown(name, one));
  });

  test.each(cases)('%s: a copy of the traceback is confirmed, with and without what stands above', (_name, one) => {
    const { raised } = outputs(one);
    if (raised === undefined) throw new Error('nothing raised');
    expect(compareError(raised.traceback, raised, plain)).toEqual({ equal: true });
    expect(compareError(`printed before\n${raised.traceback}`, raised, plain)).toEqual({ equal: true });
    expect(compareError(raisedText(raised), raised, plain)).toEqual({ equal: true });
    expect(compareError(raisedText(raised).split('\n').at(-1) ?? '', raised, plain)).toEqual({ equal: true });
    expect(compareError(`${raisedText(raised)}!`, raised, plain)).toMatchObject({ equal: false });
    expect(compareError(`Other${raisedText(raised)}`, raised, plain)).toMatchObject({ equal: false });
    expect(compareError(raised.traceback, raised, matchRule({ modes: ['exact'] }, [], []))).toEqual({ equal: true });
  });
});

/** What a traceback ends with, where that is not the kernel's own value. */
function shown(name: string, { name: type, value, traceback }: Case): string {
  if (name === 'syntax') return "SyntaxError: expected ':'";
  if (name === 'indent') return "IndentationError: expected an indented block after 'if' statement on line 2";
  // IPython before 8.13 leaves notes out.
  if (name === 'note' && traceback.at(-1)?.includes('a note: here') === true) return 'ValueError: value\na note: here';
  return value === '' ? type : `${type}: ${value}`;
}

test('tracebacks of all versions agree in exact mode only with their own', () => {
  const [first, last] = [files[0], files.at(-1)].map((file) => file?.cases.find(([name]) => name === 'nested')?.[1]);
  if (first === undefined || last === undefined) throw new Error('no case');
  const [old, now] = [outputs(first).raised, outputs(last).raised];
  if (old === undefined || now === undefined) throw new Error('nothing raised');
  expect(compareError(old.traceback, now, plain)).toEqual({ equal: true });
  expect(compareError(old.traceback, now, matchRule({ modes: ['exact'] }, [], [])).equal).toBe(false);
});

test('an exception group inside its frame is found, and the exceptions in it are not taken for it', () => {
  const text = `  + Exception Group Traceback (most recent call last):
  |   File "a.py", line 1, in <module>
  |     f()
  | ExceptionGroup: several (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: a
    +------------------------------------`;
  expect(errorIn(text, 'ExceptionGroup')).toMatchObject({ message: ['several (2 sub-exceptions)'], line: 3 });
  const raised = { name: 'ExceptionGroup', value: 'several (2 sub-exceptions)', traceback: '' };
  expect(compareError(text, raised, plain)).toEqual({ equal: true });
  expect(compareError(text.replace('several', 'many'), raised, plain)).toMatchObject({
    equal: false,
    what: 'message',
    line: 3,
  });
});

test('an exception group that IPython wrote to stderr is found there, not in the stale traceback of its reply', () => {
  const text = `  + Exception Group Traceback (most recent call last):
  |   File "/usr/lib/python3.12/site-packages/IPython/core/interactiveshell.py", line 3579, in run_code
  |     exec(code_obj, self.user_global_ns, self.user_ns)
  |   File "/tmp/ipykernel_20435/2464200794.py", line 7, in <module>
  |     raise ExceptionGroup('several', [ValueError('a'), TypeError('b')])
  | ExceptionGroup: several (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: a
    +------------------------------------
`;
  const { raised } = cellOutputs({
    status: 'error',
    durationMs: 1,
    outputs: [{ output_type: 'stream', name: 'stderr', text }],
    error: {
      name: 'ExceptionGroup',
      value: 'several (2 sub-exceptions)',
      traceback: ['Cell In[1], line 1', 'KeyError: 3'],
    },
  });
  expect(raised && raisedLine(raised)).toBe(7);
  expect(raised && compareError(text, raised, plain)).toEqual({ equal: true });
});

test('printed text that looks a little like an error is no traceback', () => {
  expect(tracebackStart('total: 3\nError count: 2')).toBeUndefined();
  expect(tracebackStart('Note: x\nValueError: bad\nmore')).toBeUndefined();
  expect(tracebackStart('3\nValueError: bad')).toBe(1);
  expect(tracebackStart('3\nNoMoney: bad', 'NoMoney')).toBe(1);
});
