import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/result/result.ts';
import { sample } from '../report/sample.ts';
import { coursewright, documentIn, folder } from './run.ts';

const sources = sample.lessons.map((lesson) => lesson.source);

/** The sample as it would be if its lessons had been checked by several machines. */
function shard(index: number, count: number, own: readonly number[]): RunResult {
  const lessons = sample.lessons.filter((_, at) => own.includes(at));
  const findings = [...(sample.findings ?? []), ...lessons.flatMap((lesson) => lesson.findings)];
  const cells = lessons.flatMap((lesson) => lesson.cells);
  const outputs = lessons.flatMap((lesson) => lesson.outputs);
  const exercises = lessons.flatMap((lesson) => lesson.exercises);
  const count_ = <T>(items: readonly T[], is: (item: T) => boolean) => items.filter(is).length;
  return {
    ...sample,
    lessons,
    shard: { index, count, sources },
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
  };
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
    const { stdout, stderr } = await coursewright(['merge', 'one.json', '-r', 'dot'], { cwd: written(whole) });
    expect(stdout).toMatch(/^\.Fs\n/);
    expect(stderr).toContain('✗ source-md/streams.md');
  });

  test.each([
    [{ 'a.json': parts['a.json'], 'b.json': parts['b.json'] }, 'shard 1/3 is missing'],
    [{ ...parts, 'd.json': parts['a.json'] }, 'a.json and d.json are both shard 2/3'],
    [{ ...parts, 'd.json': sample }, 'd.json is no shard'],
    [{ 'a.json': sample, 'b.json': sample }, 'source-md/intro.md stands in both a.json and b.json'],
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
