import { planMutants } from '../compile/plan-mutants.ts';
import { judgeMutants, type MutantRun, type TestStrength } from '../confirm/judge-mutants.ts';
import type { ExerciseResult } from '../model/result.ts';
import type { Engine, Executed } from '../model/run.ts';
import type { Prepared } from './prepare-lesson.ts';

/** Tries the tests of a lesson's exercises on wrong solutions; nothing where that was not asked for. */
export async function testStrengths(
  { compiled, plan }: Prepared,
  options: { readonly mutants?: number; readonly engine: () => Promise<Engine> },
): Promise<TestStrength[]> {
  if (compiled === undefined || plan === undefined || options.mutants === undefined) return [];
  const { lesson } = compiled;
  const planned = planMutants(lesson, compiled.cells, plan, options.mutants);
  if (planned.length === 0) return [];
  const engine = await options.engine();
  const baselines = new Map(
    [...new Set(planned.map(({ baseline }) => baseline))].map((run) => [run, engine.execute(run)]),
  );
  const ran = await Promise.all(
    planned.map(async (one) => {
      const executed = await engine.execute(one.run);
      const right = await baselines.get(one.baseline);
      // The slice of the lesson that mutants run with is not enough for the right solution either: they tell nothing.
      const stopped = [...one.solution, ...one.tests].find((cell) => right?.cells.get(cell.id)?.status !== 'ok');
      const tells = stopped === undefined;
      const because = tells ? reasonOf(executed) : rightFails(right, stopped.id);
      const cellRun = (cell: (typeof one.tests)[number]) => ({
        code: cell.code,
        cell: cell.id,
        executed: tells ? executed.cells.get(cell.id) : undefined,
      });
      const run: MutantRun = {
        code: one.changed.code,
        description: one.mutant.description,
        start: one.mutant.start,
        end: one.mutant.end,
        cells: one.solution.map(cellRun),
        tests: one.tests.map(cellRun),
        because,
      };
      return { exercise: one.exercise, run };
    }),
  );
  return [...new Set(ran.map(({ exercise }) => exercise))].map((exercise) =>
    judgeMutants(
      exercise,
      ran.filter((one) => one.exercise === exercise).map(({ run }) => run),
      { file: lesson.source, text: lesson.text },
    ),
  );
}

/** Why a wrong solution did not come to the end of its tests. */
function reasonOf({ status, reason = status }: Executed): string {
  return status === 'completed' ? 'its tests were not reached' : `its run ended early (${reason})`;
}

function rightFails(right: Executed | undefined, cell: string): string {
  const { status = 'not-run', error } = right?.cells.get(cell) ?? {};
  if (error === undefined) return `the right one does not pass either (${right?.reason ?? status})`;
  const [first = ''] = error.value.split('\n');
  return `the right one, with the cells above that bind what it names, raised ${error.name}${first === '' ? '' : `: ${first}`}`;
}

/** What the JSON result says of it. */
export function strengthOf(exercise: string, strengths: readonly TestStrength[]): Pick<ExerciseResult, 'mutants'> {
  const strength = strengths.find((one) => one.exercise.id === exercise);
  if (strength === undefined) return {};
  const { killed, survived, notRun } = strength;
  return { mutants: { killed, survived: survived.length, notRun } };
}
