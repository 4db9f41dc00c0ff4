import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { type JupyterEngine, openEngine } from '../../src/execute/engine.ts';
import { check } from '../../src/pipeline/check.ts';
import type { RunResult } from '../../src/result/result.ts';
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
  return `${JSON.stringify(value, null, 1)}\n`;
}

async function checked(text: string, compare: boolean): Promise<RunResult> {
  const course = await makeCourse({ 'any.ipynb': text });
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

test('an invalid notebook is not executed', async () => {
  const result = await checked('{"cells": 1}', false);
  expect(result.exitCode).toBe(1);
  expect(result.summary.executed).toBe(0);
});
