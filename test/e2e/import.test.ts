import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coursewright } from '../cli/run.ts';
import { testPython } from '../python.ts';

const fixtures = new URL('../import/fixtures/', import.meta.url).pathname;
let course: string;

beforeAll(() => {
  course = mkdtempSync(join(tmpdir(), 'cwimport-'));
  const environment = join(testPython(), '..', '..');
  writeFileSync(join(course, 'coursewright.yaml'), `python: { environment: ${JSON.stringify(environment)} }\n`);
  for (const name of ['nbgrader.ipynb', 'otter.ipynb', 'page.html', 'copied-page.txt'])
    copyFileSync(join(fixtures, name), join(course, name));
});
afterAll(() => rmSync(course, { recursive: true, force: true }));

test('assignments and pages that were imported are built, and proven as any other lesson', async () => {
  const names = ['nbgrader.ipynb', 'otter.ipynb', 'page.html', 'copied-page.txt'];
  expect((await coursewright(['import', ...names, '-q'], { cwd: course })).exitCode).toBe(0);
  expect((await coursewright(['build', '-q'], { cwd: course })).exitCode).toBe(0);
  const { exitCode, stdout } = await coursewright(['check', '--json'], { cwd: course });
  const { lessons } = JSON.parse(stdout);
  type Exercise = { id: string; points?: number; solutions: string; starter: string; student: string };
  const exercises = lessons.flatMap((lesson: { exercises: Exercise[] }) =>
    lesson.exercises.map(({ id, points, solutions, starter, student }) => [id, points, solutions, starter, student]),
  );
  expect(exercises).toContainEqual(['square', 3, 'pass', 'fails', 'runs']);
  expect(exercises).toContainEqual(['q1', 2, 'pass', 'fails', 'runs']);
  const outputs = lessons.flatMap((lesson: { source: string; outputs: { verdict: string }[] }) =>
    lesson.outputs.map(({ verdict }) => `${lesson.source} ${verdict}`),
  );
  expect(outputs).toEqual([
    'source-md/copied-page.md confirmed',
    'source-md/copied-page.md confirmed',
    'source-md/page.md confirmed',
  ]);
  expect(exitCode).toBe(0);
});
