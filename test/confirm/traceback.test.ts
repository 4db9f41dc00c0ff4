import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CellOutputs } from '../../src/confirm/cell-outputs.ts';
import { cellOutputs } from '../../src/confirm/cell-outputs.ts';
import { compareAbove, compareError } from '../../src/confirm/confirm-error.ts';
import { matchRule, ruleOf } from '../../src/confirm/match-rule.ts';
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

describe('what an error text shows besides the exception is compared', () => {
  /** As Python 3.11 and IPython 9 write them. */
  const group = `  + Exception Group Traceback (most recent call last):
  |   File "/tmp/ipykernel_4322/3986931392.py", line 2, in <module>
  |     raise ExceptionGroup('g', [ValueError('v 1'), ExceptionGroup('h', [TypeError('t 2')])])
  | ExceptionGroup: g (2 sub-exceptions)
  | a note
  +-+---------------- 1 ----------------
    | ValueError: v 1
    +---------------- 2 ----------------
    | ExceptionGroup: h (1 sub-exception)
    +-+---------------- 1 ----------------
      | TypeError: t 2
      +------------------------------------`;
  const chain = `---------------------------------------------------------------------------
ZeroDivisionError                         Traceback (most recent call last)
Cell In[2], line 4
      2     1/0
      3 except Exception as e:
----> 4     raise Oops('k 3') from e

ZeroDivisionError: division by zero

The above exception was the direct cause of the following exception:

Oops                                      Traceback (most recent call last)
Cell In[2], line 4
      1 try:
----> 4     raise Oops('k 3') from e

Oops: k 3`;
  const ofGroup = { name: 'ExceptionGroup', value: 'g (2 sub-exceptions)', traceback: group };
  const ofChain = { name: 'Oops', value: 'k 3', traceback: chain };
  const noted = { name: 'ValueError', value: 'bad', traceback: 'ValueError: bad\nnote 1\nnote 2' };
  const withoutFrames = (text: string) => text.replace(/^(?: {2}\| {3}|-{9}|.*Traceback|Cell|-{4}>| {6}\d).*\n/gm, '');

  test.each([
    ['a group', group, ofGroup],
    ['a group without its frames', withoutFrames(group), ofGroup],
    ['a group without its members', 'ExceptionGroup: g (2 sub-exceptions)', ofGroup],
    ['a chain', chain, ofChain],
    ['a chain without its frames', withoutFrames(chain), ofChain],
    [
      'a chain as Python writes it',
      withoutFrames(chain).replaceAll(
        /^(?=Zero|Oops)/gm,
        'Traceback (most recent call last):\n  File "a.py", line 1\n',
      ),
      ofChain,
    ],
    ['the last of a chain', 'Oops: k 3', ofChain],
    ['a message with its notes', 'ValueError: bad\nnote 1\nnote 2', noted],
    ['a message without them', 'ValueError: bad', noted],
    ['a message below what a cell prints', 'Error: 5\nValueError: bad', noted],
  ])('%s is right', (_name, text, raised) => {
    expect(compareError(text, raised, plain)).toEqual({ equal: true });
  });

  test.each([
    ['the type of a member', group, 'ValueError: v', 'KeyError: v', ofGroup, 'members', 6],
    ['the message of a member', group, 'ValueError: v 1', 'ValueError: v 2', ofGroup, 'members', 6],
    ['a member of a member', group, 'TypeError: t 2', 'TypeError: t 3', ofGroup, 'members', 10],
    [
      'a member too many',
      group.replace(
        / {6}\+-{9}-*$/,
        '      +---------------- 2 ----------------\n      | KeyError: 1\n      +------------------------------------',
      ),
      'x',
      'x',
      ofGroup,
      'members',
      12,
    ],
    ['a member too few', group.slice(0, group.indexOf('    +---------------- 2')), 'x', 'x', ofGroup, 'members', 3],
    ['the message of a group', group, 'g (2', 'x (2', ofGroup, 'message', 3],
    ['a note', group, 'a note', 'no note', ofGroup, 'message', 4],
    ['the cause', chain, 'division by', 'division for', ofChain, 'chain', 7],
    ['the type of the cause', chain, /^ZeroDivisionError:/m, 'ZeroError:', ofChain, 'chain', 7],
    [
      'how one came of the other',
      chain,
      /The above.*/,
      'During handling of the above exception, another exception occurred:',
      ofChain,
      'chain',
      9,
    ],
    [
      'a cause of one that has none',
      chain.replaceAll('Oops', 'ValueError').replace('k 3', 'bad'),
      /x/,
      '',
      noted,
      'message',
      16,
    ],
    ['the first line above a right note', 'ValueError: bad\nnote 1\nnote 2', 'bad', 'good', noted, 'message', 0],
    ['a note below a right message', 'ValueError: bad\nnote 1\nnote 2', 'note 2', 'note 3', noted, 'message', 2],
  ] as const)('%s is wrong', (_name, text, part, other, raised, what, line) => {
    const wrong = text.replace(part, other);
    expect(compareError(wrong, raised, plain)).toMatchObject({ equal: false, what, line });
    expect(compareError(withoutFrames(wrong), raised, plain)).toMatchObject({ equal: false, what });
  });

  const chained = [
    'ZeroDivisionError: division by zero',
    '',
    'The above exception was the direct cause of the following exception:',
    '',
    'Oops: k 3',
  ];
  const cause = chained[2] ?? '';
  test.each([
    ['whole', chained, true],
    ['without the line between', chained.toSpliced(2, 2), true],
    ['with the line between misspelt', chained.with(2, cause.replace('direct', 'diqect')), false],
    ['with more after the line between', chained.with(2, `${cause}%`), false],
    ['with another line between', chained.with(2, 'some text'), false],
    ['with the line between at its end', [...chained.toSpliced(2, 2), '', cause], false],
    ['with the line between above both', [cause, ...chained.toSpliced(1, 3)], false],
    ['from the line between on', chained.slice(2), true],
  ])('a chain %s', (_name, lines, equal) => {
    const text = lines.join('\n');
    const produced = { outputWithStandIns: '', stderr: '' } as CellOutputs;
    const found = compareError(text, ofChain, plain);
    expect((found.equal ? compareAbove(text, ofChain, produced, plain) : found).equal).toBe(equal);
  });
});

test('the file of a module that lacks a name is each machine’s own, but not of a notebook that was saved here', () => {
  const value = (folder: string) => `cannot import name 'x' from 'y' (${folder}/y.py)`;
  const raised = { name: 'ImportError', value: value('/one'), traceback: `ImportError: ${value('/one')}` };
  const compared = (folder: string, saved?: object) =>
    compareError(`ImportError: ${value(folder)}`, raised, ruleOf({ modes: [] }, { saved })).equal;
  expect([compared('/one'), compared('/two'), compared('/one', {}), compared('/two', {})]).toEqual([
    ...[true, true],
    ...[true, false],
  ]);
});
