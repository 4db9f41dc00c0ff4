import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { type JupyterEngine, openEngine } from '../../src/execute/engine.ts';
import type { RunResult } from '../../src/model/result.ts';
import { check } from '../../src/pipeline/check.ts';
import { makeCourse } from './course.ts';
import { limits, testEnvironment } from './engine.ts';

let engine: JupyterEngine;
let engineDir: string;

beforeAll(async () => {
  engineDir = mkdtempSync(join(tmpdir(), 'cwtest-'));
  engine = await openEngine({
    environment: testEnvironment(),
    courseDir: engineDir,
    execute: limits,
    env: process.env,
  });
});
afterAll(async () => {
  await engine.close();
  rmSync(engineDir, { recursive: true, force: true });
});

/** A notebook as Jupyter saves it: indented by one blank, each source line on its own. */
function notebook(cells: readonly { source: string[]; outputs?: object[]; tags?: string[]; id?: string }[]): string {
  const value = {
    cells: cells.map(({ source, outputs = [], tags, id }, index) => ({
      cell_type: 'code',
      execution_count: null,
      id: id ?? `c${index}`,
      metadata: tags === undefined ? {} : { tags },
      outputs,
      source,
    })),
    metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  // JavaScript's own numbers would round long ones.
  return `${JSON.stringify(value, null, 1).replace(/"integer (\d+)"/g, '$1')}\n`;
}

async function checked(text: string, compare: boolean, beside: Record<string, string> = {}): Promise<RunResult> {
  const course = await makeCourse({ 'any.ipynb': text, ...beside });
  try {
    const loaded = loadConfig(course.dir);
    const options = { environment: () => ({}), network: false, window: 1, notebooks: ['any.ipynb'], compare };
    for await (const event of check({ dir: course.dir, loaded, version: '0' }, [], {
      ...options,
      engine: async () => engine,
    })) {
      if (event.type === 'run-ended') return event.result;
    }
    throw new Error('the run has no end');
  } finally {
    course.remove();
  }
}

const stdout = (text: string) => ({ name: 'stdout', output_type: 'stream', text: [text] });

test('a cell that raises is found at its line of the file; a tag allows it', async () => {
  const text = notebook([
    { source: ['x = 1\n', '1 / 0'] },
    { source: ['1 / 0'], tags: ['raises-exception'] },
    { source: ['1 / 0'], tags: ['skip-execution'] },
    { source: ['# NBVAL_SKIP\n', '1 / 0'] },
  ]);
  const result = await checked(text, false);
  const [lesson] = result.lessons;
  const line = text.split('\n').findIndex((one) => one.includes('"1 / 0"')) + 1;
  expect(lesson?.findings).toMatchObject([{ rule: 'cell-raised', file: 'any.ipynb', line, cell: 'c0' }]);
  expect(lesson?.findings[0]?.help).toContain('raises-exception');
  expect(lesson?.cells.map(({ status }) => status)).toEqual(['error', 'error', 'skipped', 'skipped']);
  expect(result.exitCode).toBe(1);
});

test('saved outputs are compared when that is asked for', async () => {
  const text = notebook([
    { source: ['print("a")'], outputs: [stdout('a\n')] },
    { source: ['print("b")'], outputs: [stdout('c\n')] },
    { source: ['import random\n', 'print(random.random())'], outputs: [stdout('c\n')], tags: ['nbval-ignore-output'] },
  ]);
  expect((await checked(text, false)).exitCode).toBe(0);
  const compared = await checked(text, true);
  expect(compared.summary).toMatchObject({ outputsConfirmed: 1, outputsMismatched: 1 });
  expect(compared.lessons[0]?.findings).toMatchObject([
    { rule: 'output-mismatch', cell: 'c1', expected: 'c', actual: 'b' },
  ]);
});

const shown = (data: object) => ({ data, metadata: {}, output_type: 'display_data' });
const result = (data: object) => ({ data, execution_count: 1, metadata: {}, output_type: 'execute_result' });
const error = (ename: string, evalue: string) => ({ ename, evalue, output_type: 'error', traceback: [] });
const display = (data: string) => [`from IPython.display import display\n`, `display(${data}, raw=True)`];
const picture = (red: number) =>
  PNG.sync.write(Object.assign(new PNG({ width: 40, height: 40 }), { data: plain(red) }));
const plain = (red: number) => Buffer.from(Array.from({ length: 1600 }, () => [red, 9, 9, 255]).flat());
const showsPicture = [
  'from IPython.display import display\n',
  `display({'image/png': '${base64(picture(200))}'}, raw=True)`,
];
function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}

/** What a cell prints and shows, with outputs that are as it does and such as are not. */
const kinds: readonly (readonly [kind: string, source: string[], right: object[], wrong: object[], tags?: string[]])[] =
  [
    [
      'HTML',
      display(`{'text/html': '<p class="a" id="b">1</p>'}`),
      [shown({ 'text/html': ['<p id="b" class="a"> 1 </p>'] })],
      [shown({ 'text/html': ['<p id="b" class="a">2</p>'] })],
    ],
    [
      'a tag that HTML does without',
      display(`{'text/html': '<p>1</p><p>2</p>'}`),
      [shown({ 'text/html': '<p>1</p> <p>2</p>' })],
      [shown({ 'text/html': '<p>1<p>2</p>' })],
    ],
    [
      'the message of a syntax error',
      ['f(:'],
      [error('SyntaxError', 'invalid syntax (125098937.py, line 1)')],
      [error('SyntaxError', 'invalid sintax (125098937.py, line 1)')],
      ['raises-exception'],
    ],
    [
      'blanks in HTML that is laid out',
      display(`{'text/html': '<pre>a  b</pre>'}`),
      [shown({ 'text/html': '<pre>a  b</pre>' })],
      [shown({ 'text/html': '<pre>a b</pre>' })],
    ],
    [
      'LaTeX',
      display(`{'text/latex': '$x^2$'}`),
      [shown({ 'text/latex': '$x^2$' })],
      [shown({ 'text/latex': '$x^3$' })],
    ],
    [
      'JSON',
      display(`{'application/json': {'a': 1, 'b': [2]}}`),
      [shown({ 'application/json': { b: [2], a: 1 } })],
      [shown({ 'application/json': { b: [3], a: 1 } })],
    ],
    [
      'an integer that no double holds',
      display(`{'application/json': {'x': 12345678901234567890}}`),
      [shown({ 'application/json': { x: 'integer 12345678901234567890' } })],
      [shown({ 'application/json': { x: 'integer 12345678901234567891' } })],
    ],
    [
      'SVG',
      display(`{'image/svg+xml': '<svg><path d="M 1 2"/></svg>'}`),
      [shown({ 'image/svg+xml': '<svg><path d="M 1 2"/></svg>' })],
      [shown({ 'image/svg+xml': '<svg><path d="M 1 3"/></svg>' })],
    ],
    [
      'an image',
      showsPicture,
      [shown({ 'image/png': `${base64(picture(199))}\n` })],
      [shown({ 'image/png': base64(picture(20)) })],
    ],
    [
      'what stands for a figure',
      display(`{'text/plain': '<Figure 1>', 'text/html': 'x'}`),
      [shown({ 'text/plain': '<Figure 1>', 'text/html': 'x' })],
      [shown({ 'text/plain': '<Figure 2>', 'text/html': 'x' })],
    ],
    [
      'a table',
      ['import pandas\n', 'pandas.Series([1])'],
      [result({ 'text/plain': ['0    1\n', 'dtype: int64'] })],
      [result({ 'text/plain': ['0    2\n', 'dtype: int64'] })],
    ],
    [
      'standard error',
      ['import sys\n', 'print("a", file=sys.stderr)'],
      [{ name: 'stderr', output_type: 'stream', text: 'a\n' }],
      [{ name: 'stderr', output_type: 'stream', text: 'b\n' }],
    ],
    ['the stream', ['print("a")'], [stdout('a\n')], [{ name: 'stderr', output_type: 'stream', text: 'a\n' }]],
    [
      'a display more',
      ['1'],
      [result({ 'text/plain': '1' })],
      [result({ 'text/plain': '1' }), shown({ 'image/png': base64(picture(9)) })],
    ],
    ['the kind of a display', ['1'], [result({ 'text/plain': '1' })], [shown({ 'text/plain': '1' })]],
    ['a form more', ['1'], [result({ 'text/plain': '1' })], [result({ 'text/plain': '1', 'text/html': '1' })]],
    [
      'a second error',
      ['1 / 0'],
      [error('ZeroDivisionError', 'division by zero')],
      [error('ZeroDivisionError', 'division by zero'), error('ValueError', 'x')],
      ['raises-exception'],
    ],
    ['nothing saved', ['print("a")'], [stdout('a\n')], []],
    ['something saved', ['x = 1'], [], [stdout('a\n')]],
    [
      'an error',
      ['1 / 0'],
      [error('ZeroDivisionError', 'division by zero')],
      [error('ZeroDivisionError', 'division by one')],
      ['raises-exception'],
    ],
    [
      'another error',
      ['1 / 0'],
      [error('ZeroDivisionError', 'division by zero')],
      [error('ValueError', 'division by zero')],
      ['raises-exception'],
    ],
    [
      'an error that nothing was saved of',
      ['1 / 0'],
      [error('ZeroDivisionError', 'division by zero')],
      [],
      ['raises-exception'],
    ],
    [
      'an error that does not come',
      ['2'],
      [result({ 'text/plain': '2' })],
      [result({ 'text/plain': '2' }), error('ValueError', '')],
      ['raises-exception'],
    ],
    ['chance', ['import random\n', 'print(random.random(), "of", 2)'], [stdout('0.5 of 2\n')], [stdout('0.5 of 3\n')]],
    [
      'chance in HTML',
      ['import random\n', ...display(`{'text/html': f'<b>{random.random()}</b> of 2'}`)],
      [shown({ 'text/html': '<b>0.5</b> of 2' })],
      [shown({ 'text/html': '<b>0.5</b> of 3' })],
    ],
  ];

test('every output of a cell is compared with what was saved', async () => {
  const right = kinds.map(([, source, outputs, , tags]) => ({ source, outputs, ...(tags && { tags }) }));
  const wrong = kinds.map(([, source, , outputs, tags]) => ({ source, outputs, ...(tags && { tags }) }));
  const untagged = { source: ['1 / 0'], outputs: [error('ZeroDivisionError', 'division by zero')] };
  const [one, other] = [await checked(notebook(right), true), await checked(notebook([...wrong, untagged]), true)];
  const errorsOf = ({ lessons }: RunResult) =>
    lessons[0]?.findings.filter(({ severity }) => severity === 'error').map(({ cell }) => cell);
  const nameOf = (cell: string | undefined) => kinds[Number(cell?.slice(1))]?.[0] ?? 'an error without a tag';
  expect(errorsOf(one)?.map(nameOf)).toEqual([]);
  expect([...new Set(errorsOf(other)?.map(nameOf))]).toEqual([
    ...kinds.map(([kind]) => kind),
    'an error without a tag',
  ]);
});

test('a notebook runs in its folder, with what stands there under whatever name its code has for it', async () => {
  const text = notebook([
    { source: ['name = "vsc.x"[::-1]\n', 'print(open(name).read())'], outputs: [stdout('1\n')] },
    { source: ['import os\n', 'print(sorted(os.listdir()))'], outputs: [stdout("['data', 'x.csv']\n")] },
  ]);
  const beside = { 'x.csv': '1', 'data/y.csv': '2', 'other.ipynb': '{}', 'lesson.md': '# Lesson\n' };
  expect((await checked(text, true, beside)).summary).toMatchObject({ outputsConfirmed: 2, errors: 0 });
});

test('an invalid notebook is not executed', async () => {
  const result = await checked('{"cells": 1}', false);
  expect(result.exitCode).toBe(1);
  expect(result.summary.executed).toBe(0);
});
