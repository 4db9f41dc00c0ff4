import { readFileSync } from 'node:fs';
import type { Finding, LessonResult, RunResult } from '../../src/model/result.ts';

const long =
  'a very long line of output that goes on and on, further than any terminal is wide, and differs only near its very end: ';

/** Hand-made results: every kind of thing that a reporter has to show, at the lines of `fixtures/streams.md`. */
export const sample: RunResult = {
  coursewright: '0.1.0',
  schemaVersion: 1,
  command: 'check',
  exitCode: 1,
  durationMs: 5120,
  environment: { node: '20.11.0', python: '3.12.1', nbconvert: '7.17.0', kernels: { python3: 'ipykernel 7.3' } },
  summary: {
    lessons: 3,
    notebooks: 6,
    cells: 11,
    executed: 7,
    cached: 3,
    outputsConfirmed: 2,
    outputsMismatched: 3,
    exercises: 2,
    exercisesProven: 1,
    errors: 7,
    warnings: 2,
    skipped: 2,
  },
  findings: [
    finding({
      rule: 'unknown-key',
      message: 'unexpected key `kernal`, expected one of the known keys',
      file: 'coursewright.yaml',
      line: 2,
      column: 1,
      endLine: 2,
      endColumn: 7,
      help: 'did you mean `kernel`?',
    }),
  ],
  lessons: [passed(), failed(), skipped()],
};

/** The text of the files that the sample's findings name. */
export function readSource(file: string): string | undefined {
  if (file === 'coursewright.yaml') return 'source: lessons\nkernal: python3\n';
  if (file !== 'source-md/streams.md') return undefined;
  return readFileSync(new URL('fixtures/streams.md', import.meta.url), 'utf8');
}

function passed(): LessonResult {
  return {
    source: 'source-md/intro.md',
    status: 'passed',
    durationMs: 84,
    cached: true,
    notebooks: [
      { path: 'notebooks/intro.ipynb', variant: 'student', drift: 'none' },
      { path: 'notebooks/solutions/intro.ipynb', variant: 'instructor', drift: 'none' },
    ],
    cells: [
      { id: 'hello-demo-1', line: 5, endLine: 7, status: 'ok', durationMs: 3, reason: null },
      { id: 'hello-demo-2', line: 13, endLine: 15, status: 'ok', durationMs: 2, reason: null },
      { id: 'hello-solution-1', line: 25, endLine: 27, status: 'ok', durationMs: 2, reason: null },
    ],
    outputs: [
      { line: 9, cell: 'hello-demo-1', mode: [], verdict: 'confirmed' },
      { line: 17, cell: 'hello-demo-2', mode: ['ellipsis'], verdict: 'confirmed' },
    ],
    exercises: [{ id: 'greet', line: 20, solutions: 'pass', starter: 'fails', student: 'runs', leaks: [] }],
    findings: [],
  };
}

function failed(): LessonResult {
  const file = 'source-md/streams.md';
  return {
    source: file,
    status: 'failed',
    durationMs: 1234,
    cached: false,
    notebooks: [
      { path: 'notebooks/streams.ipynb', variant: 'student', drift: 'stale' },
      { path: 'notebooks/solutions/streams.ipynb', variant: 'instructor', drift: 'none' },
    ],
    cells: [
      { id: 'ticker', line: 9, endLine: 14, status: 'ok', durationMs: 4, reason: null },
      { id: 'ticker-demo-2', line: 16, endLine: 19, status: 'ok', durationMs: 12, reason: null },
      { id: 'ticker-demo-3', line: 29, endLine: 31, status: 'ok', durationMs: 5, reason: null },
      { id: 'squares', line: 38, endLine: 40, status: 'error', durationMs: 2, reason: 'NameError' },
      { id: 'status', line: 44, endLine: 47, status: 'skipped', durationMs: 0, reason: 'network' },
      { id: 'long', line: 67, endLine: 69, status: 'ok', durationMs: 2, reason: null },
    ],
    outputs: [
      { line: 21, cell: 'ticker-demo-2', mode: [], verdict: 'mismatch' },
      { line: 33, cell: 'ticker-demo-3', mode: ['ellipsis'], verdict: 'mismatch' },
      { line: 71, cell: 'long', mode: [], verdict: 'mismatch' },
    ],
    exercises: [{ id: 'first-coroutine', line: 49, solutions: 'pass', starter: 'passes', student: 'runs', leaks: [] }],
    findings: [
      finding({
        rule: 'output-mismatch',
        message: 'the output differs from what the lesson says',
        file,
        line: 24,
        column: 1,
        endLine: 24,
        endColumn: 2,
        cell: 'ticker-demo-2',
        expected: '0\n1\n3',
        actual: '0\n1\n2',
        help: 'coursewright update source-md/streams.md:16',
      }),
      finding({
        rule: 'output-mismatch',
        message: 'the output differs from what the lesson says',
        file,
        line: 35,
        column: 3,
        endLine: 35,
        endColumn: 9,
        cell: 'ticker-demo-3',
        expected: 'started ...\n[0, 1]',
        actual: 'started at 12:01\n[0, 1, 2]\n<done>',
        help: 'coursewright update source-md/streams.md:29',
      }),
      finding({
        rule: 'cell-raised',
        message: "the cell raises NameError: name 'rang' is not defined",
        file,
        line: 39,
        column: 30,
        endLine: 39,
        endColumn: 34,
        cell: 'squares',
        actual: "NameError: name 'rang' is not defined. Did you mean: 'range'?",
        help: 'fix the cell, or write raises=NameError on its fence',
      }),
      finding({
        rule: 'starter-passes',
        message: 'the starter of `first-coroutine` passes all tests',
        file,
        line: 52,
        column: 1,
        endLine: 55,
        endColumn: 4,
        related: [{ message: 'the tests are here', file, line: 62, column: 1 }],
        help: 'add a test that only a solution passes',
      }),
      finding({
        rule: 'fence-flag-unknown',
        severity: 'warning',
        message: 'unexpected flag `slwo`, expected one of the known flags',
        file,
        line: 67,
        column: 11,
        endLine: 67,
        endColumn: 15,
        help: 'did you mean `slow`?',
      }),
      finding({
        rule: 'output-mismatch',
        message: 'the output differs from what the lesson says',
        file,
        line: 72,
        column: 1,
        endLine: 72,
        endColumn: 122,
        cell: 'long',
        expected: `${long}42`,
        actual: `${long}41`,
        help: 'coursewright update source-md/streams.md:67',
      }),
      finding({
        rule: 'output-without-cell',
        severity: 'warning',
        message: 'a message, with: what\nother % formats\u0007 must <escape> & "quote", 100 %',
        file: 'notebooks/streams.ipynb',
        line: 1,
        column: 1,
        endLine: 3,
        endColumn: 2,
      }),
    ],
  };
}

function skipped(): LessonResult {
  return {
    source: 'source-md/visit.md',
    status: 'skipped',
    durationMs: 0,
    cached: false,
    notebooks: [
      { path: 'notebooks/visit.ipynb', variant: 'student', drift: 'not-checked' },
      { path: 'notebooks/solutions/visit.ipynb', variant: 'instructor', drift: 'not-checked' },
    ],
    cells: [{ id: 'visit-demo-1', line: 3, endLine: 5, status: 'skipped', durationMs: 0, reason: 'network' }],
    outputs: [{ line: 7, cell: 'visit-demo-1', mode: [], verdict: 'skipped', reason: 'network' }],
    exercises: [],
    findings: [],
  };
}

function finding(given: Omit<Finding, 'severity'> & { severity?: Finding['severity'] }): Finding {
  return { severity: 'error', ...given };
}
