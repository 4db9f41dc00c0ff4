import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult, ShardResult, StateResult } from '../../src/model/result.ts';
import { sealed } from '../../src/report/shard-seal.ts';
import { sample } from '../report/sample.ts';
import { coursewright, documentIn, folder } from './run.ts';

const sources = sample.lessons.map((lesson) => lesson.source);

const state: StateResult = {
  commit: 'a'.repeat(40),
  changes: 'none',
  files: { 'source-md/intro.md': 'i', 'data/t.csv': 't' },
  settings: { execute: 'e', kernel: 'k' },
  environment: { python: '3.12.1', numpy: '2.3.1' },
  tool: 'tool',
};

/** The sample as it would be if its lessons had been checked by several machines. */
function shard(index: number, count: number, own: readonly number[]): RunResult {
  // One that was interrupted makes no whole.
  const ended = sample.lessons.map(
    (lesson) => ({ ...lesson, status: lesson.status === 'skipped' ? 'passed' : lesson.status }) as const,
  );
  const lessons = ended.filter((_, at) => own.includes(at));
  const findings = [...(sample.findings ?? []), ...lessons.flatMap((lesson) => lesson.findings)];
  const cells = lessons.flatMap((lesson) => lesson.cells);
  const outputs = lessons.flatMap((lesson) => lesson.outputs);
  const exercises = lessons.flatMap((lesson) => lesson.exercises);
  const count_ = <T>(items: readonly T[], is: (item: T) => boolean) => items.filter(is).length;
  return sealed({
    ...sample,
    lessons,
    shard: { index, count, sources, own: lessons.map(({ source }) => source), state },
    durationMs: 100,
    summary: {
      lessons: lessons.length,
      notebooks: lessons.flatMap((lesson) => lesson.notebooks).length,
      cells: cells.length,
      executed: count_(cells, (cell) => cell.status !== 'skipped'),
      cached: 0,
      outputsConfirmed: count_(outputs, (output) => output.verdict === 'confirmed'),
      outputsMismatched: count_(outputs, (output) => output.verdict === 'mismatch'),
      exercises: exercises.length,
      exercisesProven: count_(exercises, (exercise) => exercise.starter === 'fails'),
      errors: count_(findings, (finding) => finding.severity === 'error'),
      warnings: count_(findings, (finding) => finding.severity === 'warning'),
      skipped: count_(cells, (cell) => cell.status === 'skipped'),
    },
  });
}

function written(results: Readonly<Record<string, unknown>>): string {
  const dir = folder();
  for (const [name, result] of Object.entries(results)) writeFileSync(join(dir, name), JSON.stringify(result));
  return dir;
}

describe('merge', () => {
  const whole = { 'one.json': shard(1, 1, [0, 1, 2]) };
  const parts = { 'a.json': shard(2, 3, [1]), 'b.json': shard(3, 3, [0]), 'c.json': shard(1, 3, [2]) };

  test('gives what one run gives, in course order, durations aside', async () => {
    const [one, three] = await Promise.all([
      coursewright(['merge', '--json', 'one.json'], { cwd: written(whole) }),
      coursewright(['merge', '--json', 'a.json', 'b.json', 'c.json'], { cwd: written(parts) }),
    ]);
    expect([one.exitCode, three.exitCode]).toEqual([1, 1]);
    const merged = documentIn(three.stdout);
    expect({ ...merged, durationMs: 0 }).toEqual({ ...documentIn(one.stdout), durationMs: 0 });
    expect(merged).toMatchObject({ durationMs: 300, lessons: sources.map((source) => ({ source })) });
    expect(merged).not.toHaveProperty('shard');
  });

  test('replays the reports', async () => {
    const { stdout, stderr } = await coursewright(['merge', 'one.json', '-r', 'dot'], {
      cwd: written({ 'one.json': sample }),
    });
    expect(stdout).toMatch(/^\.Fs\n/);
    expect(stderr).toContain('✗ source-md/streams.md');
  });

  /** A shard with another state, or other lessons of its own. */
  const other = (part: RunResult, change: Partial<StateResult>) => withShard(part, { state: { ...state, ...change } });
  const withShard = (part: RunResult, change: Partial<ShardResult>) => ({
    ...part,
    shard: { ...(part.shard as ShardResult), ...change },
  });
  const { 'c.json': c, ...ab } = parts;
  const [lesson] = c.lessons;

  test.each([
    [other(c, { files: { ...state.files, 'data/t.csv': 'x' } }), 'data/t.csv is another'],
    [other(c, { files: { ...state.files, 'data/t.csv': null } }), 'data/t.csv is not in the second'],
    [other(c, { files: { ...state.files, 'source-md/new.md': 'n' } }), 'source-md/new.md is not in the first'],
    [other(c, { settings: { ...state.settings, execute: 'x' } }), 'the setting `execute` is another'],
    [other(c, { environment: { ...state.environment, numpy: '2.4.0' } }), 'numpy 2.3.1 and 2.4.0'],
    [other(c, { environment: { python: '3.12.1' } }), 'numpy 2.3.1 and absent'],
    [other(c, { tool: 'x' }), 'Coursewright itself is another'],
    [other(c, { commit: 'b'.repeat(40) }), 'the commits aaaaaaaaaa and bbbbbbbbbb'],
    [other(c, { changes: 'some' }), 'files that differ from the commit'],
    [{ ...c, shard: { ...c.shard, state: undefined } }, 'c.json does not say what its lessons were'],
    [{ ...c, lessons: [] }, 'c.json has no result of'],
    [{ ...c, lessons: c.lessons.map((one) => ({ ...one, status: 'skipped' })) }, 'it did not come to its end'],
    [{ ...c, lessons: [...c.lessons, { ...lesson, source: 'source-md/alien.md' }] }, 'which is no lesson of this run'],
    [{ ...c, lessons: [...c.lessons, ...parts['a.json'].lessons] }, 'is in both'],
    [{ ...c, lessons: [...c.lessons, ...c.lessons] }, 'is in both c.json and c.json'],
    [withShard(c, { count: 4 }), 'shards of different runs: one of 3, and one of 4'],
    [withShard(c, { sources: [...sources, 'source-md/new.md'] }), 'only c.json knows of source-md/new.md'],
    [withShard(c, { sources: sources.slice(1) }), `only a.json knows of ${sources[0]}`],
    [withShard(c, { sources: sources.toReversed() }), 'their lessons stand in another order'],
    // A lesson that was edited has another size, and can lie in another shard by that: what is told is the cause.
    [
      {
        ...withShard(other(c, { files: { ...state.files, 'source-md/intro.md': 'x' } }), { own: sources.slice(0, 1) }),
        lessons: [...parts['b.json'].lessons],
      },
      'source-md/intro.md is another',
    ],
  ])('%#: shards of different states, or not of all lessons once', async (mixed, message) => {
    const dir = written({ ...ab, 'c.json': sealed(mixed as RunResult) });
    const { exitCode, stdout, stderr } = await coursewright(['merge', 'a.json', 'b.json', 'c.json'], { cwd: dir });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
  });

  test.each([
    [{ ...c, lessons: c.lessons.map((one) => ({ ...one, cells: [] })) }],
    [{ ...c, summary: { ...c.summary, errors: 0 } }],
    [withShard(c, { state: { ...state, tool: 'x' } })],
    [{ ...c, shard: { ...c.shard, seal: undefined } }],
  ])('%#: a result that was changed by hand', async (changed) => {
    const dir = written({ ...ab, 'c.json': changed });
    const { exitCode, stdout, stderr } = await coursewright(['merge', 'a.json', 'b.json', 'c.json'], { cwd: dir });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('c.json is not as the shard wrote it');
  });

  test('a shard whose cells are all marked not to be run is none that fails, and a course of such is', async () => {
    const files = Object.fromEntries(
      [1, 2].map((n) => [`source-md/l${n}.md`, `# L\n\n\`\`\`python skip\nprint(${n})\n\`\`\`\n`]),
    );
    const dir = folder({ ...files, 'coursewright.yaml': '' });
    await coursewright(['build'], { cwd: dir });
    const shards = ['1/2', '2/2'].map((part) => ['check', '--shard', part, '-r', `json=${part[0]}.json`]);
    const codes = [];
    for (const args of shards) codes.push((await coursewright(args, { cwd: dir })).exitCode);
    expect(codes).toEqual([0, 0]);
    const merged = await coursewright(['merge', '1.json', '2.json', '--json'], { cwd: dir });
    const whole = await coursewright(['check', '--json'], { cwd: dir });
    expect([merged.exitCode, whole.exitCode]).toEqual([1, 1]);
    const without = (text: string) => ({ ...documentIn(text), durationMs: 0 });
    expect(without(merged.stdout)).toEqual(without(whole.stdout));
  });

  test('an exit code that was put right by hand does not hide what the lessons say', async () => {
    const green = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, { ...part, exitCode: 0 }]));
    const { exitCode } = await coursewright(['merge', 'a.json', 'b.json', 'c.json'], { cwd: written(green) });
    expect(exitCode).toBe(1);
  });

  test.each([
    [{ 'a.json': parts['a.json'], 'b.json': parts['b.json'] }, 'shard 1/3 is missing'],
    [{ ...parts, 'd.json': parts['a.json'] }, 'a.json and d.json are both shard 2/3'],
    [{ ...parts, 'd.json': sample }, 'd.json is no shard'],
    [{ 'a.json': sample, 'b.json': sample }, 'source-md/intro.md is in both a.json and b.json'],
    [{ 'a.json': sample, 'b.json': { ...sample, lessons: [], command: 'build' } }, 'cannot be joined'],
    [{ 'a.json': { hello: 1 } }, 'a.json is no result of coursewright'],
    [
      {
        'a.json': {
          coursewright: '0.1.0',
          schemaVersion: 1,
          command: 'check',
          exitCode: 2,
          error: { message: 'no room' },
        },
      },
      'no room',
    ],
  ])('%#: parts that make no whole', async (results, message) => {
    const { exitCode, stdout, stderr } = await coursewright(['merge', ...Object.keys(results)], {
      cwd: written(results),
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

test('a shard tells of the Python that executes as of the rest of Coursewright', () => {
  const program = folder();
  const parts = ['dist/cli', 'dist/chunks', 'schemas', 'src/execute/jupyter', 'package.json'];
  for (const part of parts) cpSync(part, join(program, part), { recursive: true });
  const cwd = folder({ 'source-md/a.md': '# A\n\nText.\n' });
  const tool = () => {
    const args = [join(program, 'dist/cli/main.js'), 'check', '--shard', '1/1', '--json'];
    const { stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    return (JSON.parse(stdout) as RunResult).shard?.state?.tool;
  };
  const before = tool();
  expect(tool()).toBe(before);
  appendFileSync(join(program, 'src/execute/jupyter/coursewright_worker/run.py'), '# another\n');
  expect(tool()).not.toBe(before);
});
