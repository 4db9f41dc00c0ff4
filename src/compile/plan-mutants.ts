import { type Mutant, mutants } from '../languages/python/mutate.ts';
import { cellNames } from '../languages/python/names.ts';
import type { Cell, CodeCell } from '../model/cell.ts';
import { solutionsOf } from '../model/exercise.ts';
import type { Exercise, Lesson } from '../model/lesson.ts';
import type { Run } from '../model/run.ts';
import { solvedVariant } from '../model/variants.ts';
import { codesIn } from '../model/walk.ts';
import { isStarter } from './exercise-cells.ts';
import { isExecuted, type PlanContext, runCell } from './plan.ts';

/** A solution with one mistake in it, and the tests: what must be executed to see whether they notice. */
export interface PlannedMutant {
  readonly exercise: Exercise;
  /** The solution as it is, run the same way: where it fails, its mutants tell nothing. */
  readonly baseline: Run;
  readonly mutant: Mutant;
  /** The cell that was changed. */
  readonly changed: CodeCell;
  readonly solution: readonly CodeCell[];
  readonly tests: readonly CodeCell[];
  readonly run: Run;
}

/**
 * Plans the proof that an exercise's tests are worth something: the first solution with one small mistake at a time.
 * A run holds only those earlier cells whose names the solution and the tests need, so that hundreds stay cheap.
 * @param limit Mutants of one exercise at most; every line gets its share.
 */
export function planMutants(
  lesson: Lesson,
  cells: readonly Cell[],
  context: PlanContext,
  limit: number,
): PlannedMutant[] {
  if (lesson.language !== 'python') return [];
  const { until = Number.POSITIVE_INFINITY } = context;
  const code = cells.filter(
    (cell): cell is CodeCell =>
      cell.type === 'code' &&
      isExecuted(cell, context.network) &&
      (cell.variants.includes(solvedVariant) || isStarter(cell)),
  );
  const exercises = new Set(code.flatMap(({ exercise }) => (exercise === undefined ? [] : [exercise])));
  return [...exercises].filter((exercise) => exercise.span.start < until).flatMap((exercise) => ofExercise(exercise));

  function ofExercise(exercise: Exercise): PlannedMutant[] {
    const own = code.filter((cell) => cell.exercise === exercise);
    const [first] = solutionsOf(exercise);
    const answer = first === undefined ? [] : codesIn(first.blocks);
    const solution = own.filter((cell) => answer.includes(cell.code));
    const tests = own.filter((cell) => cell.code.role === 'test');
    if (solution.length === 0 || tests.length === 0) return [];
    const before = needed(exercise, solution, tests);
    const testSources = tests.map(({ code }) => code.source.text);
    const share = Math.max(1, Math.floor(limit / solution.length));
    const runOf = (name: string, sourceOf: (cell: CodeCell) => string): Run => ({
      id: `${lesson.source}#mutant:${exercise.id}:${name}`,
      source: lesson.source,
      kernel: context.kernel,
      language: lesson.language,
      cells: [
        ...before.map((cell) => runCell(cell)),
        ...solution.map((cell) => ({ ...runCell(cell), source: sourceOf(cell) })),
        ...tests.map((cell) => runCell(cell)),
      ],
      files: context.files(solvedVariant),
      // A mutant may well loop for ever; a test that takes longer than this is no quick answer for students either.
      timeout: Math.min(lesson.meta.timeout ?? context.timeout, 10),
      endsAtTimeout: true,
      lessonTimeout: context.lessonTimeout,
      network: context.network,
    });
    const baseline = runOf('none', (cell) => cell.code.source.text);
    return solution.flatMap((changed) =>
      mutants(changed.code.source.text, share, testSources).map((mutant, index): PlannedMutant => {
        const sourceOf = (cell: CodeCell) => (cell === changed ? mutant.source : cell.code.source.text);
        const run = runOf(`${changed.id}:${index + 1}`, sourceOf);
        return { exercise, baseline, mutant, changed, solution, tests, run };
      }),
    );
  }

  /** The cells before an exercise (earlier ones solved) that bind a name which it needs, and what those need. */
  function needed(exercise: Exercise, solution: readonly CodeCell[], tests: readonly CodeCell[]): CodeCell[] {
    const names = new Set<string>();
    const use = (cell: CodeCell) => {
      for (const { name } of cellNames(cell.code.source.text).uses) names.add(name);
    };
    for (const cell of [...solution, ...tests]) use(cell);
    const before = code.filter(
      (cell) =>
        !isStarter(cell) &&
        cell.code.role !== 'test' &&
        (cell.exercise === exercise
          ? !codesIn(solutionsOf(exercise)).includes(cell.code)
          : cell.span.start < exercise.span.start),
    );
    const chosen: CodeCell[] = [];
    for (const cell of before.reverse()) {
      const { defines } = cellNames(cell.code.source.text);
      if (
        cell.preceding === undefined &&
        !defines.some(({ name }) => names.has(name)) &&
        !cell.code.source.text.startsWith('%')
      )
        continue;
      chosen.unshift(cell);
      use(cell);
    }
    return chosen;
  }
}
