import type { PlannedRun } from '../compile/plan.ts';
import type { CodeCell } from '../model/cell.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import { alternativesOf, solutionsOf } from '../model/exercise.ts';
import type { Exercise, Lesson, Solution } from '../model/lesson.ts';
import type { Executed } from '../model/run.ts';
import { codesIn } from '../model/walk.ts';
import type { CellRun, ExerciseRuns } from './proof.ts';

/** What a lesson is judged by: its code cells, and what ran of them. */
export interface Evidence {
  readonly lesson: Lesson;
  readonly code: readonly CodeCell[];
  readonly runs: readonly PlannedRun[];
  /** What came of each run, by its id. */
  readonly executed: ReadonlyMap<string, Executed>;
  readonly instructor: Executed | undefined;
  readonly student: Executed | undefined;
}

/** @param until Only what begins before this offset was run. */
export function evidenceOf(
  { lesson, cells }: CompiledLesson,
  runs: readonly PlannedRun[],
  results: readonly Executed[],
  until: number,
): Evidence {
  const executed = new Map(results.map((one) => [one.id, one]));
  return {
    lesson,
    code: cells.filter(
      (cell): cell is CodeCell => cell.type === 'code' && (cell.exercise?.span ?? cell.span).start < until,
    ),
    runs,
    executed,
    instructor: executedFor({ runs, executed }, 'solved'),
    student: executedFor({ runs, executed }, 'unsolved'),
  };
}

/** What came of the run for a purpose, of an exercise and of one of its solutions where it is theirs. */
function executedFor(
  { runs, executed }: Pick<Evidence, 'runs' | 'executed'>,
  type: PlannedRun['purpose']['type'],
  exercise?: Exercise,
  solution?: Solution,
): Executed | undefined {
  const planned = runs.find(
    ({ purpose }) =>
      purpose.type === type &&
      (exercise === undefined || ('exercise' in purpose && purpose.exercise === exercise)) &&
      (solution === undefined || ('solution' in purpose && purpose.solution === solution)),
  );
  return planned === undefined ? undefined : executed.get(planned.run.id);
}

/** All that ran for one exercise. */
export function exerciseRuns(exercise: Exercise, evidence: Evidence): ExerciseRuns {
  const own = evidence.code.filter((cell) => cell.exercise === exercise);
  const tests = own.filter((cell) => cell.code.role === 'test');
  const starters = own.filter((cell) => cell.code.role === 'starter');
  const alternatives = alternativesOf(exercise);
  const starterRun = executedFor(evidence, 'starter', exercise);
  return {
    exercise,
    solutions: solutionsOf(exercise).map((solution) => {
      const isAlternative = alternatives.includes(solution);
      const run = isAlternative ? executedFor(evidence, 'alternative', exercise, solution) : evidence.instructor;
      const codes = codesIn(solution.blocks);
      const cells = own.filter((cell) => codes.includes(cell.code));
      return { solution, cells: cellRuns(cells, run), tests: cellRuns(tests, run) };
    }),
    ...(starterRun !== undefined
      ? { starter: { cells: cellRuns(starters, starterRun), tests: cellRuns(tests, starterRun) } }
      : {}),
  };
}

function cellRuns(cells: readonly CodeCell[], run: Executed | undefined): CellRun[] {
  return cells.map((cell) => ({ code: cell.code, cell: cell.id, executed: run?.cells.get(cell.id) }));
}
