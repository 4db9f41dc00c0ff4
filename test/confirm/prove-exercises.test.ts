import { expect, test } from 'vitest';
import type { CellRun, ProofInputs } from '../../src/confirm/proof.ts';
import { proveExercises } from '../../src/confirm/prove-exercises.ts';
import type { Code } from '../../src/model/lesson.ts';
import type { ExecutedCell } from '../../src/model/run.ts';
import { codesOf, exercisesOf, lessonOf, placeOf, raise, ran } from './lesson-of.ts';

const exercise = `:::exercise{#double}
### Double it

\`\`\`python starter
def double(n): ...
\`\`\`

\`\`\`python solution
def double(n):
    return n * 2
\`\`\`

\`\`\`python solution
def double(n):
    return n + n
\`\`\`

\`\`\`python test
assert double(3) == 6
\`\`\`

\`\`\`python test hidden
assert double(0) == 0
\`\`\`
:::

\`\`\`python
print(double(4))
\`\`\`
`;

const assertion = ran(raise('AssertionError', ''));
const ok = ran();

/** Proves the exercises of a lesson; each run is a function from a cell to how it ended. */
function prove(
  markdown: string,
  runs: {
    solutions?: ((code: Code) => ExecutedCell | undefined)[];
    starter?: (code: Code) => ExecutedCell | undefined;
    student?: (code: Code) => ExecutedCell | undefined;
    instructor?: (code: Code) => ExecutedCell | undefined;
  },
  again?: ReadonlyMap<ExecutedCell, readonly ExecutedCell[]>,
) {
  const lesson = lessonOf(markdown);
  const of = (codes: readonly Code[], end: (code: Code) => ExecutedCell | undefined): CellRun[] =>
    codes.map((code) => ({ code, cell: `line-${code.span.start}`, executed: end(code) }));
  const inputs: ProofInputs = {
    exercises: exercisesOf(lesson).map((one) => {
      const parts = one.parts.filter((part) => part.type === 'code');
      const tests = parts.filter(({ role }) => role === 'test');
      const starters = parts.filter(({ role }) => role === 'starter');
      const solutions = one.parts.filter((part) => part.type === 'solution');
      return {
        exercise: one,
        solutions: solutions.map((solution, index) => {
          const end = runs.solutions?.[index] ?? (() => ok);
          const codes = solution.blocks.filter((block) => block.type === 'code');
          return { solution, cells: of(codes, end), tests: of(tests, end) };
        }),
        starter: {
          cells: of(starters, runs.starter ?? (() => ok)),
          tests: of(tests, runs.starter ?? (() => assertion)),
        },
      };
    }),
    shared: codesOf(lesson)
      .filter((code) => lesson.blocks.includes(code))
      .map((code) => ({
        code,
        cell: 'demo',
        instructor: (runs.instructor ?? (() => ok))(code),
        student: (runs.student ?? (() => ok))(code),
      })),
    studentRan: true,
  };
  const { exercises, diagnostics } = proveExercises(inputs, {
    file: 'lesson.md',
    text: lesson.text,
    ...(again && { again }),
  });
  return {
    proofs: exercises.map(({ span, ...proof }) => proof),
    findings: diagnostics.map(({ rule, span, message }) => `${rule} ${placeOf(lesson, span)} ${message}`),
    diagnostics,
  };
}

/** A starter that fails its tests. */
const starter = (code: Code) => (code.role === 'test' ? assertion : ok);

test('an exercise is proven when solutions pass, the starter fails and the student notebook runs', () => {
  const { proofs, findings } = prove(exercise, { starter });
  expect(proofs).toEqual([{ id: 'double', solutions: 'pass', starter: 'fails', student: 'runs', proven: true }]);
  expect(findings).toEqual([]);
});

test('a solution that fails a test is named, with the test', () => {
  const second = (code: Code) => (code.role === 'test' && code.hidden ? ran(raise('AssertionError', 'zero')) : ok);
  const { proofs, findings, diagnostics } = prove(exercise, { starter, solutions: [() => ok, second] });
  expect(proofs).toMatchObject([{ solutions: 'fail', proven: false }]);
  expect(findings).toEqual([
    'solution-fails 13:1-13:19 the solution of exercise `double` fails the hidden test at line 23, which raised AssertionError: zero',
  ]);
  expect(diagnostics[0]).toMatchObject({ related: [{ message: 'this hidden test raised AssertionError: zero' }] });
});

test('a solution that raises is a finding at its line, and its tests are not judged', () => {
  const { findings } = prove(exercise, {
    starter,
    solutions: [(code) => (code.role === 'test' ? assertion : ran(raise('TypeError', 'no', 2)))],
  });
  expect(findings).toEqual(['solution-fails 10:5-10:17 the solution of exercise `double` raised TypeError: no']);
});

test('a solution whose announced exception has other words has one finding, which says so', () => {
  const text = `:::exercise{#check}
\`\`\`python solution
check(-1)
\`\`\`

\`\`\`error
ValueError: below zero
\`\`\`

\`\`\`python test
assert True
\`\`\`
:::
`;
  const raises = (code: Code) => (code.role === 'solution' ? ran(raise('ValueError', 'negative')) : ok);
  const { proofs, findings } = prove(text, { solutions: [raises] });
  expect(proofs).toMatchObject([{ solutions: 'fail', proven: false }]);
  expect(findings.map((finding) => finding.split(' ')[0])).toEqual(['error-mismatch']);
});

test('a solution that hangs, or a test of it, fails too', () => {
  const hangs = (role: Code['role']) => (code: Code) =>
    code.role === role ? { ...ok, status: 'timeout' as const } : ok;
  expect(prove(exercise, { starter, solutions: [hangs('solution')] }).findings).toEqual([
    'solution-fails 8:1-8:19 the solution of exercise `double` did not end within its time',
  ]);
  expect(prove(exercise, { starter, solutions: [hangs('test')] }).findings[0]).toContain(
    'fails the test at line 18, which did not end within its time',
  );
});

test('a solution that was not run to the end of its tests is not proven', () => {
  const { proofs } = prove(exercise, { starter, solutions: [(code) => (code.hidden ? undefined : ok)] });
  expect(proofs).toMatchObject([{ solutions: 'not-run', proven: false, reason: 'not run' }]);
});

test('a starter that passes every test is a finding at the starter', () => {
  const { proofs, findings } = prove(exercise, { starter: () => ok });
  expect(proofs).toMatchObject([{ starter: 'passes', proven: false }]);
  expect(findings).toEqual(['starter-passes 4:1-4:18 the starter of exercise `double` passes all of its 2 tests']);
});

test('a starter fails as soon as one test does, hangs or kills the kernel', () => {
  for (const end of [assertion, { ...ok, status: 'timeout' as const }, { ...ok, status: 'kernel-died' as const }]) {
    const { proofs } = prove(exercise, { starter: (code) => (code.hidden ? end : ok) });
    expect(proofs).toMatchObject([{ starter: 'fails' }]);
  }
});

test('a demo cell that needs a solution is named with the exercise', () => {
  const { proofs, findings, diagnostics } = prove(exercise, {
    starter,
    student: () => ran(raise('NameError', "name 'double' is not defined")),
  });
  expect(proofs).toMatchObject([{ student: 'breaks', proven: false }]);
  expect(findings).toEqual([
    "student-notebook-breaks 28:1-28:17 the cell raises NameError: name 'double' is not defined in the student notebook: it needs `double` of exercise `double`",
  ]);
  expect(diagnostics[0]?.help).toContain('(line 9)');
});

test('what a starter does differently breaks a demo cell too, whatever it raises', () => {
  const { findings } = prove(exercise, { starter, student: () => ran(raise('TypeError', 'NoneType')) });
  expect(findings[0]).toContain('it needs `double` of exercise `double`');
});

test('a cell that raises in both runs is no matter of the exercise', () => {
  const both = () => ran(raise('TypeError', 'x'));
  expect(prove(exercise, { starter, student: both, instructor: both }).proofs).toMatchObject([{ student: 'runs' }]);
});

test('a cell that raises by chance has a finding of its own, whichever run it raised in', () => {
  const bad = ran(raise('ValueError', 'bad luck'));
  const first = ran();
  const proof = (again?: ReadonlyMap<ExecutedCell, readonly ExecutedCell[]>) =>
    prove(exercise, { starter, student: () => bad, instructor: () => first }, again).findings.length;
  expect([proof(new Map([[first, [ran(), bad]]])), proof(new Map([[first, [ran()]]])), proof()]).toEqual([0, 1, 1]);
});

test('a cell that the instructor’s run did not reach accuses no exercise', () => {
  const student = () => ran(raise('TypeError', 'x'));
  for (const instructor of [() => undefined, () => ({ ...ok, status: 'not-run' as const })]) {
    expect(prove(exercise, { starter, student, instructor }).findings).toEqual([]);
  }
});

test('a cell that needs what a broken cell would have defined is no second finding', () => {
  const text = `${exercise}\n\`\`\`python\ny = double(1)\n\`\`\`\n\n\`\`\`python\nprint(y)\n\`\`\`\n`;
  const { findings } = prove(text, {
    starter,
    student: (code) =>
      ran(raise('NameError', `name '${code.source.text.startsWith('print(y') ? 'y' : 'double'}' is not defined`)),
  });
  expect(findings.map((finding) => finding.split(' ')[1])).toEqual(['28:1-28:17', '32:1-32:14']);
});

test('an exercise without tests is never proven', () => {
  const untested = exercise.replace(/```python test[^`]*```\n/g, '');
  const { proofs, findings } = prove(untested, {});
  expect(proofs).toMatchObject([{ solutions: 'not-run', starter: 'not-run', proven: false, reason: 'no tests' }]);
  expect(findings).toEqual(['exercise-without-tests 1:1-1:21 exercise `double` is not proven: no tests']);
});

test('a cell that was ended after its time, and what comes of it, accuses no exercise', () => {
  const text = `${exercise}\n\`\`\`python\ny = double(1)\n\`\`\`\n\n\`\`\`python\nprint(y)\n\`\`\`\n`;
  const { findings } = prove(text, {
    starter,
    student: (code) =>
      code.source.text.startsWith('print(y')
        ? ran(raise('ValueError', 'x and y must have same first dimension'))
        : ran(raise('KeyboardInterrupt', '')),
  });
  expect(findings).toEqual([]);
});
