import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../src/execute/engine.ts';
import type { Executed, Run } from '../../src/model/run.ts';
import { limits, runOf, stdoutOf, testEnvironment } from './engine.ts';

const courseDir = mkdtempSync(join(tmpdir(), 'cwcache-'));
afterAll(() => rmSync(courseDir, { recursive: true, force: true }));

/** Executes runs in an engine of their own, as one command does. */
async function command(runs: readonly Run[], options: { cache?: boolean; maxOutput?: number } = {}) {
  const { cache = true, maxOutput = limits.maxOutput } = options;
  const execute = { ...limits, maxOutput };
  const engine = await openEngine({ environment: testEnvironment(), courseDir, execute, env: process.env, cache });
  try {
    return await Promise.all(runs.map((run) => engine.execute(run)));
  } finally {
    await engine.close();
  }
}

async function once(run: Run, options: { cache?: boolean; maxOutput?: number } = {}): Promise<Executed> {
  const [executed] = await command([run], options);
  if (executed === undefined) throw new Error('nothing was executed');
  return executed;
}

const data = join(courseDir, 'data.csv');
const helper = join(courseDir, 'helper.py');
writeFileSync(data, '1\n');
writeFileSync(helper, 'VALUE = 1\n');
const lesson = (
  sources: readonly string[] = ['import helper, random\nprint(random.random(), helper.VALUE)', '2 + 2'],
) =>
  runOf('lesson', sources, {
    files: [
      { path: 'data.csv', from: data },
      { path: 'helper.py', from: helper },
    ],
  });

test('a result is kept until something changes that it depends on, and the change is named', async () => {
  const first = await once(lesson());
  expect(first).toMatchObject({ status: 'completed', cached: false });
  const again = await once(lesson());
  expect(again).toMatchObject({ status: 'completed', cached: true });
  expect(again.cells).toEqual(first.cells);

  const renamed = await once({ ...lesson(), cells: lesson().cells.map((cell) => ({ ...cell, id: `new-${cell.id}` })) });
  expect(renamed.cached).toBe(true);
  expect([...renamed.cells.keys()]).toEqual(['new-c0', 'new-c1']);

  const changed = await once(lesson(['import helper, random\nprint(random.random(), helper.VALUE)', '2 + 3']));
  expect(changed).toMatchObject({ cached: false, executedBecause: 'cell 2 changed' });

  await once(lesson());
  writeFileSync(data, '2\n');
  expect(await once(lesson())).toMatchObject({ cached: false, executedBecause: 'data.csv changed' });
  writeFileSync(helper, 'VALUE = 3\n');
  const helped = await once(lesson());
  expect(helped).toMatchObject({ cached: false, executedBecause: 'helper.py changed' });
  expect(stdoutOf(helped.cells.get('c0')?.outputs ?? [])).toMatch(/ 3\n$/);
  expect(await once(lesson(), { maxOutput: 5_000_000 })).toMatchObject({ cached: false });
  expect(await once(lesson(), { cache: false })).toMatchObject({ cached: false });
});

test('a module that is in no package is part of what a result depends on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cwlib-'));
  writeFileSync(join(folder, 'elsewhere.py'), 'N = 1\n');
  const run = runOf('elsewhere', [
    `import sys; sys.path.append(${JSON.stringify(folder)})\nimport elsewhere\nelsewhere.N`,
  ]);
  await once(run);
  expect(await once(run)).toMatchObject({ cached: true });
  // Longer: Python takes a module of the same size, changed within the same second, for the one that it compiled.
  writeFileSync(join(folder, 'elsewhere.py'), 'N = 20\n');
  const executed = await once(run);
  expect(executed).toMatchObject({ cached: false, executedBecause: expect.stringContaining('elsewhere.py changed') });
  expect(executed.cells.get('c0')?.outputs).toMatchObject([{ data: { 'text/plain': '20' } }]);
  rmSync(folder, { recursive: true });
});

test('what failed is not kept, unless the lesson says that it may raise', async () => {
  const failing = runOf('failing', ['1 / 0']);
  await once(failing);
  expect(await once(failing)).toMatchObject({ cached: false });
  const raising = runOf('raising', [{ source: '1 / 0', mayRaise: true }]);
  await once(raising);
  const again = await once(raising);
  expect(again.cached).toBe(true);
  expect(again.cells.get('c0')).toMatchObject({ status: 'error', error: { name: 'ZeroDivisionError' } });
});

test('runs with the same cells are executed once', async () => {
  const source = 'import uuid\nprint(uuid.uuid4())';
  const executed = await command([
    runOf('one', [source]),
    runOf('two', [{ source, id: 'other' }]),
    runOf('three', [`${source}\n`]),
  ]);
  const printed = executed.map((each) => stdoutOf([...each.cells.values()][0]?.outputs ?? []));
  expect(printed[0]).toBe(printed[1]);
  expect(printed[2]).not.toBe(printed[0]);
  expect(executed[1]?.cells.has('other')).toBe(true);
});

test('whichever of equal runs is executed, the change is named', async () => {
  const pair = (source: string) => ['student', 'instructor'].map((id) => runOf(id, [source]));
  const reasons = async (runs: readonly Run[]) => (await command(runs)).map(({ executedBecause }) => executedBecause);
  await command(pair('print("pair")'));
  expect(await reasons(pair('print("pair!")').reverse())).toContain('cell 1 changed');
  await command(pair('print("pair")')); // kept
  expect(await reasons(pair('print("pair?")'))).toContain('cell 1 changed');
});

test('a damaged cache is as good as none', async () => {
  const run = runOf('damaged', ['"fine"']);
  await once(run);
  const results = join(courseDir, '.coursewright', 'cache', 'results');
  for (const shelf of readdirSync(results)) {
    for (const name of readdirSync(join(results, shelf))) writeFileSync(join(results, shelf, name), '{"cells":');
  }
  expect(await once(run)).toMatchObject({ status: 'completed', cached: false });
  expect(await once(run)).toMatchObject({ status: 'completed', cached: true });
});

test('a file that is read by its absolute path belongs to what a result depends on, also one that is not there', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'cwelsewhere-'));
  const path = join(elsewhere, 'x.csv');
  writeFileSync(path, '1\n');
  writeFileSync(join(elsewhere, 'given.txt'), 'a');
  const run = runOf('elsewhere', [
    `print(open(${JSON.stringify(path)}).read())`,
    `try:\n    print(open(${JSON.stringify(`${path}.more`)}).read())\nexcept FileNotFoundError:\n    print("none")`,
    // Put together, so that it stands in no code: what other programs are given.
    `name = ${JSON.stringify(elsewhere)} + "/given" + ".txt"\n!cat $name`,
  ]);
  await once(run);
  expect((await once(run)).cached).toBe(true);
  writeFileSync(path, '2\n');
  const changed = await once(run);
  expect(changed).toMatchObject({ cached: false, executedBecause: `${path} changed` });
  expect(stdoutOf(changed.cells.get('c0')?.outputs ?? [])).toBe('2\n\n');
  expect((await once(run)).cached).toBe(true);
  writeFileSync(`${path}.more`, 'more\n');
  expect(await once(run)).toMatchObject({ cached: false, executedBecause: `${path}.more changed` });
  expect((await once(run)).cached).toBe(true);
  writeFileSync(join(elsewhere, 'given.txt'), 'b');
  expect(await once(run)).toMatchObject({ cached: false, executedBecause: `${join(elsewhere, 'given.txt')} changed` });
  rmSync(elsewhere, { recursive: true });
});

test('what is taken from the cache is what is true, whatever changed', async () => {
  const steps = ['--steps', '1', '--seed', '1', '--python', testEnvironment().python];
  const { stdout, exitCode } = await execa(process.execPath, ['bench/cache-steps.mjs', ...steps], { reject: false });
  expect(stdout).toMatch(/[1-9]\d* results taken from the cache, of which 0 were stale/);
  expect(exitCode).toBe(0);
}, 300_000);
