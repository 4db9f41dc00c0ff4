import { beforeAll, describe, expect, test } from 'vitest';
import { executionFindings } from '../../src/confirm/run-findings.ts';
import type { Executed, Run } from '../../src/model/run.ts';
import { leftOf, limits, runOf, withEngine } from './engine.ts';
import { hostile } from './hostile-lessons.ts';

/** Those that end in another way in a forked kernel, and of the others every third. */
const different = hostile.filter(({ forked }, index) => forked !== undefined || index % 3 === 0);

describe.each([
  { kernels: 'forked', fork: true, every: 1, lessons: hostile },
  // A plain kernel is a process of its own: nothing stays of it that the next one could see.
  {
    kernels: 'plain',
    fork: false,
    every: 10,
    lessons: process.env.COURSEWRIGHT_HOSTILE === 'all' ? hostile : different,
  },
])('hostile lessons in $kernels kernels', ({ fork, every, lessons }) => {
  const well = (id: string) => runOf(id, ['print(6 * 7)']);
  const isFollowed = (index: number) => index % every === every - 1;
  const runs = lessons.map(({ name, cells, lessonTimeout }) =>
    runOf(name, cells, lessonTimeout === undefined ? {} : { lessonTimeout }),
  );
  let done = new Map<string, Executed>();
  beforeAll(async () => {
    done = await withEngine(
      async (engine) => {
        const all = runs.flatMap((run, index) => (isFollowed(index) ? [run, well(`after: ${run.id}`)] : [run]));
        const executed = await Promise.all(all.map((run) => engine.execute(run)));
        return new Map(executed.map((one) => [one.id, one]));
      },
      { fork, execute: { ...limits, memory: 700_000_000 } },
    );
    expect(leftOf()).toEqual([]);
  });
  test.each(lessons.map((one, index) => ({ ...one, index })))(
    '$name',
    ({ name, status, reached, findings, forked, index }) => {
      const executed = done.get(name);
      const expected = { status, reached, findings, ...(fork ? forked : {}) };
      expect(executed).toMatchObject({ status: expected.status });
      if (executed === undefined) return;
      expect([...executed.cells.values()].map((cell) => cell.status)).toEqual(expected.reached);
      expect(rulesOf(runs.find((run) => run.id === name) as Run, executed)).toEqual(expected.findings);
      if (isFollowed(index)) expect(done.get(`after: ${name}`)).toMatchObject({ status: 'completed' });
    },
    120_000,
  );
});

test.each([true, false])(
  'a lesson that removes the folders of all lessons ends none of them (forked: %s)',
  async (fork) => {
    const all =
      'import os, shutil; shutil.rmtree(os.path.dirname(os.path.dirname(os.environ["TMPDIR"])), ignore_errors=True)';
    const runs = [
      runOf('removes', [all, '1']),
      ...['a', 'b', 'c', 'd'].map((id) => runOf(id, [`print("${id}")`, '1'])),
    ];
    const executed = await withEngine((engine) => Promise.all(runs.map((run) => engine.execute(run))), { fork });
    expect(executed.map(({ status, reason }) => reason ?? status)).toEqual(runs.map(() => 'completed'));
    expect(leftOf()).toEqual([]);
  },
);

function rulesOf(run: Run, executed: Executed): readonly string[] {
  const span = { start: 0, end: 0 };
  const place = { file: run.source, lesson: span, kernel: span, code: () => ({ span }) };
  // How many cells a thread that never ends prints in is its own affair.
  return [...new Set(executionFindings(run, executed, place).map(({ rule }) => rule))];
}
