import { expect, test } from 'vitest';
import { executionFindings } from '../../src/confirm/run-findings.ts';
import type { Executed, ExecutedCell, Run } from '../../src/model/run.ts';

const run: Run = {
  ...{ id: 'a', source: 'a.md', kernel: 'python3', language: 'python', files: [], network: false },
  ...{ timeout: 60, lessonTimeout: 600 },
  cells: ['first', 'second'].map((id) => ({ id, source: `print("${id}")`, tags: [] })),
};
const ok: ExecutedCell = { status: 'ok', outputs: [], durationMs: 1 };
const whole: Executed = {
  ...{ id: 'a', status: 'completed', cached: false, durationMs: 1 },
  kernel: { implementation: 'ipython', version: '9', language: 'python', languageVersion: '3.12' },
  cells: new Map([
    ['first', ok],
    ['second', ok],
  ]),
};

function found(executed: Partial<Executed>, of: Partial<Run> = {}): readonly string[] {
  const place = {
    file: 'a.md',
    lesson: { start: 0, end: 0 },
    kernel: { start: 0, end: 0 },
    code: () => ({ span: { start: 1, end: 1 } }),
  };
  const all = executionFindings({ ...run, ...of }, { ...whole, ...executed }, place);
  return all.map(({ rule, message, cell }) => `${rule}${cell === undefined ? '' : ` (${cell})`}: ${message}`);
}

const second = (cell: Partial<ExecutedCell>) => ({ cells: new Map([...whole.cells, ['second', { ...ok, ...cell }]]) });

test('where all is well, nothing is found', () => {
  expect(found({})).toEqual([]);
});

test('a run that ends well without having executed its cells does not pass', () => {
  expect(found({ cells: new Map() })).toEqual(['nothing-executed: 2 cells were to be executed, and none was']);
  expect(found({ cells: new Map([['first', ok]]) })).toEqual([
    'nothing-executed: 2 cells were to be executed, and 1 not',
  ]);
  expect(found({ cells: new Map() }, { cells: [{ id: 'empty', source: ' \n', tags: [] }] })).toEqual([]);
});

test('a kernel of another language than the lesson does not pass', () => {
  expect(found({}, { language: 'bash', kernel: 'mine' })).toEqual([
    'kernel-mismatch: the kernel mine speaks python, but the lesson is written in bash',
  ]);
});

test('an error that the kernel shows and calls well does not pass', () => {
  const error = { output_type: 'error', ename: 'E', evalue: 'no', traceback: [] };
  expect(found(second({ outputs: [error] }))).toEqual([
    'error-swallowed (second): the cell shows an error although the kernel says that it went well',
  ]);
});

test('memory is told from other deaths', () => {
  const reason = 'the cell needed more than 2 GB of memory';
  const died = second({ status: 'kernel-died' });
  expect(found({ ...died, status: 'memory-exceeded', reason })).toEqual([`memory-exceeded (second): ${reason}`]);
  expect(found({ ...died, status: 'kernel-died', reason: 'the kernel ended' })).toEqual([
    'kernel-died (second): the kernel ended while this cell ran',
  ]);
});

test('what was written is named, the course’s own files apart', () => {
  const left = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(
    found({ written: { left, changed: ['x.csv'], outside: ['~/a', '/tmp/b'], course: ['data/own.csv'] } }),
  ).toEqual([
    'leftover-files: the lesson leaves a, b, c, d, e, and 2 more in its folder, and writes or removes x.csv, which it was given',
    'outside-files: the lesson writes ~/a, /tmp/b outside of its folder',
    "course-changed: data/own.csv in the course's folder was changed while the lesson ran",
  ]);
});

test('a cell that is ended after its time is said to have printed too much by nothing else', () => {
  expect(found(second({ status: 'timeout', reason: 'late', truncatedAt: 10_000_000 }))).toEqual([
    'cell-timeout (second): late',
  ]);
});

test.each(['name = sys.stdin.readline()', 'for line in sys.stdin:\n    print(line)'])(
  'a cell that reads what nobody types asks for input: %s',
  (source) => {
    const cells = [{ id: 'first', source, tags: [] }];
    const one = { cells: new Map([['first', ok]]) };
    expect(found(one, { cells })).toEqual(['input-requested (first): the cell asks for input, and nobody answers']);
  },
);

test.each(['def read():\n    return sys.stdin.read()', '# sys.stdin.read()', 'print(sys.stdin)'])(
  'a cell that does not read it asks for nothing: %s',
  (source) => {
    const one = { cells: new Map([['first', ok]]) };
    expect(found(one, { cells: [{ id: 'first', source, tags: [] }] })).toEqual([]);
  },
);

test('a kernel that an earlier cell told to exit names that cell', () => {
  const reason = 'the kernel was told by an earlier cell to exit, and ended';
  const died = second({ status: 'kernel-died' });
  const cells = [
    { id: 'first', source: 'x = 1\nexit()', tags: [] },
    { id: 'second', source: 'x', tags: [] },
  ];
  const place = { file: 'a.md', lesson: { start: 0, end: 0 }, kernel: { start: 0, end: 0 } };
  const told = {
    ...place,
    code: (id: string) => ({ span: id === 'first' ? { start: 3, end: 3 } : { start: 5, end: 6 } }),
  };
  const [only] = executionFindings({ ...run, cells }, { ...whole, status: 'kernel-died', reason, ...died }, told);
  expect(only).toMatchObject({
    rule: 'kernel-died',
    help: 'take `exit()` out of the cell that has it, or write `display` on its fence: it ends the kernel of a notebook',
    related: [{ span: { start: 3, end: 3 } }],
  });
});

test('what comes late may come from a process, too', () => {
  expect(found(second({ late: true }))).toEqual([
    'late-output (second): some of the output came after the cell had ended, from a task, a thread, a process or a timer',
  ]);
});
