import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { limits, runOf, stdoutOf, withEngine } from './engine.ts';
import { outputsOf } from './telling-runs.ts';

test('a Bash kernel runs the same way: state, errors, folder', async () => {
  const run = runOf('bash', ['X=4; echo "X is $X"', 'echo $((X + 1)); ls', 'false', 'echo on'], {
    ...{ kernel: 'bash', language: 'bash' },
  });
  const executed = await withEngine((engine) => engine.execute(run));
  expect(executed).toMatchObject({ status: 'completed', kernel: { language: 'bash' } });
  expect([...executed.cells.values()].map((cell) => [cell.status, stdoutOf(cell.outputs)])).toEqual([
    ['ok', 'X is 4\n'],
    ['ok', '5\n'],
    ['error', ''],
    ['ok', 'on\n'],
  ]);
});

test('a TypeScript kernel runs the same way: values, errors, a loop without end', async () => {
  const cells = [
    'const x: number = 20; console.log("x", x)',
    'throw new RangeError("no")',
    { source: 'while (true) {}', timeout: 1 },
  ];
  const run = runOf('ts', cells, { kernel: 'deno', language: 'typescript' });
  const executed = await withEngine((engine) => engine.execute(run));
  expect(executed).toMatchObject({ status: 'timeout', kernel: { language: 'typescript' } });
  expect(stdoutOf(executed.cells.get('c0')?.outputs ?? [])).toBe('x 20\n');
  expect(executed.cells.get('c1')).toMatchObject({ status: 'error', error: { value: 'no' } });
  expect(executed.cells.get('c2')?.status).toBe('timeout');
});

test('plain kernels one at a time and four forked ones: the same outputs', async () => {
  const outputsWith = (fork: boolean, jobs: number) =>
    withEngine(outputsOf, { fork, cache: false, execute: { ...limits, jobs } });
  expect(await outputsWith(true, 4)).toEqual(await outputsWith(false, 1));
}, 120_000);

test('a lesson that looks at what is imported sees what a plain kernel has imported', async () => {
  const runs = [runOf('modules', ['import sys\nsorted(sys.modules)']), runOf('pandas', ['import pandas'])];
  const seenWith = (fork: boolean) =>
    withEngine((engine) => Promise.all(runs.map((run) => engine.execute(run))), { fork, cache: false });
  const [plain, forked] = [await seenWith(false), await seenWith(true)];
  expect(forked[0]?.cells.get('c0')?.outputs).toEqual(plain[0]?.cells.get('c0')?.outputs);
}, 60_000);

test('a module and settings beside the lesson are used in place of those that forked kernels have imported', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cwown-'));
  writeFileSync(join(folder, 'numpy.py'), 'pi = "three"\n');
  writeFileSync(join(folder, 'matplotlibrc'), 'lines.linewidth: 7\n');
  const file = (path: string) => ({ files: [{ path, from: join(folder, path) }] });
  const source = 'import numpy\nimport matplotlib as mpl\nprint(numpy.pi, mpl.rcParams["lines.linewidth"])';
  const executed = await withEngine((engine) =>
    Promise.all([
      engine.execute(runOf('module', ['import numpy\nprint(numpy.pi)'], file('numpy.py'))),
      engine.execute(runOf('settings', [source], file('matplotlibrc'))),
      engine.execute(runOf('neither', [source])),
    ]),
  );
  rmSync(folder, { recursive: true });
  expect(executed.map(({ cells }) => stdoutOf(cells.get('c0')?.outputs ?? []))).toEqual([
    'three\n',
    '3.141592653589793 7.0\n',
    '3.141592653589793 1.5\n',
  ]);
});
