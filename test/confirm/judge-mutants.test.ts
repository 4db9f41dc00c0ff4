import { expect, test } from 'vitest';
import { judgeMutants } from '../../src/confirm/judge-mutants.ts';
import { mutants } from '../../src/languages/python/mutate.ts';
import type { Code } from '../../src/model/lesson.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { codesOf, exercisesOf, lessonOf, placeOf, raise, ran } from './lesson-of.ts';

const lesson = lessonOf(`:::exercise{#clip}
- Clip it:

  \`\`\`python solution
  def clip(n):
      if n > 9:
          return 9
      return n
  \`\`\`

\`\`\`python test
assert clip(3) == 3
\`\`\`
:::
`);
const [exercise] = exercisesOf(lesson);
const solution = codesOf(lesson).find(({ role }) => role === 'solution') as Code;
const tests = codesOf(lesson).filter(({ role }) => role === 'test');

/** Judges every mutant of the solution; the test ends as told for its description. */
function judge(end: (description: string) => { cell?: ExecutedCell | undefined; test?: ExecutedCell | undefined }) {
  if (exercise === undefined) throw new Error('no exercise');
  const runs = mutants(solution.source.text).map((mutant) => {
    const { cell = ran(), ...rest } = end(mutant.description);
    const ended = 'test' in rest ? rest.test : ran(raise('AssertionError', ''));
    return {
      ...mutant,
      code: solution,
      cells: [{ code: solution, cell: 's', executed: cell }],
      tests: tests.map((code) => ({ code, cell: 't', executed: ended })),
    };
  });
  const { killed, survived, notRun, diagnostics } = judgeMutants(exercise, runs, {
    file: 'lesson.md',
    text: lesson.text,
  });
  return {
    total: runs.length,
    killed,
    survived: survived.length,
    notRun,
    findings: diagnostics.map(({ span, message }) => `${placeOf(lesson, span)} ${message}`),
  };
}

test('mutants that a test fails, that raise, hang or kill the kernel are noticed', () => {
  for (const ended of [
    {},
    { test: { ...ran(), status: 'timeout' as const } },
    { test: ran(), cell: ran(raise('TypeError', '')) },
    { test: { ...ran(), status: 'kernel-died' as const } },
  ]) {
    const { total, killed, findings } = judge(() => ended);
    expect(total).toBeGreaterThan(3);
    expect(killed).toBe(total);
    expect(findings).toEqual([]);
  }
});

test('one that every test passes is a finding at the line that was changed, once a line', () => {
  const { total, killed, survived, findings } = judge((description) =>
    description.includes('`>`') || description.includes('9') ? { test: ran() } : {},
  );
  expect(killed + survived).toBe(total);
  expect(findings.map((finding) => finding.split(':')[0])).toEqual(['6', '7']);
  expect(findings[0]).toMatch(/^6:\d+-6:\d+ the tests of exercise `clip` also pass a solution where /);
});

test('one that was not run proves nothing, and why is said once', () => {
  const { total, notRun, ...rest } = judge(() => ({ test: undefined }));
  expect(notRun).toBe(total);
  expect(notRun).toBeGreaterThan(3);
  expect(rest).toMatchObject({ killed: 0, survived: 0 });
  expect(rest.findings).toEqual([
    expect.stringContaining(
      `${notRun} wrong solutions of exercise \`clip\` did not run: a cell before its tests did not end`,
    ),
  ]);
});
