import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { watchCourse } from '../../src/execute/course-watch.ts';
import type { Run } from '../../src/model/run.ts';

/** A run whose code names no file. */
const run: Run = {
  ...{ id: 'a', source: 'a.md', kernel: 'python3', language: 'python', files: [], network: false },
  ...{ timeout: 1, lessonTimeout: 1, cells: [{ id: 'c', source: 'print(1)', tags: [] }] },
};

test('a file of the course that goes while a lesson runs is told, and one that an editor made and removed is not', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'coursewatch-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'data.csv'), '1\n');
  const watch = watchCourse(dir);
  onTestFinished(() => watch.close());
  const moment = watch.now();
  // As Vim asks whether it may write into a folder.
  writeFileSync(join(dir, '4913'), '');
  rmSync(join(dir, '4913'));
  rmSync(join(dir, 'data.csv'));
  for (let waited = 0; waited < 5000 && (await watch.since(moment, run)).length === 0; waited += 20) await sleep(20);
  expect(await watch.since(moment, run)).toEqual(['data.csv']);
});
