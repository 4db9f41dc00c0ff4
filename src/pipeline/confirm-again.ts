import { setTimeout as delay } from 'node:timers/promises';
import type { PlannedRun } from '../compile/plan.ts';
import { mayVary } from '../confirm/varying.ts';
import type { Engine, Executed, ExecutedCell } from '../notebook/run.ts';
import type { CompiledLesson } from './compile-lesson.ts';
import { type ConfirmOptions, confirmLesson, type LessonVerdict } from './confirm-lesson.ts';
import { interruptibly } from './interruptibly.ts';

/** Confirms a lesson; where values differ that may be others in each run, a second run tells whether they are. */
export async function confirmAgain(
  compiled: CompiledLesson,
  runs: readonly PlannedRun[],
  executed: readonly Executed[],
  options: ConfirmOptions,
  engine: () => Promise<Engine>,
  signal: AbortSignal | undefined,
): Promise<LessonVerdict> {
  const verdict = await interruptibly(() => confirmLesson(compiled, runs, executed, options), signal);
  const doubtful = verdict.diagnostics.flatMap(({ rule, cell, expected = '', actual = '' }) =>
    rule === 'output-mismatch' && cell !== undefined && mayVary(expected, actual) ? [cell] : [],
  );
  if (doubtful.length === 0) return verdict;
  const again = await executeAgain(runs, executed, new Set(doubtful), engine);
  return interruptibly(() => confirmLesson(compiled, runs, executed, { ...options, again }), signal);
}

/** Milliseconds between two executions, so that clocks that show seconds show others. */
const TICK = 1100;

/**
 * Executes once more, in the same way, the runs that hold these cells. Gives each cell's second ending by its first; a
 * cell that did not end likewise is left out.
 */
export async function executeAgain(
  runs: readonly PlannedRun[],
  executed: readonly Executed[],
  cells: ReadonlySet<string>,
  engine: () => Promise<Engine>,
): Promise<ReadonlyMap<ExecutedCell, ExecutedCell>> {
  if (executed.some(({ status }) => status === 'interrupted')) return new Map();
  const firsts = new Map(executed.map((one) => [one.id, one]));
  const opened = await engine();
  const wanted = runs.filter(
    ({ purpose, run }) =>
      (purpose.type === 'instructor' || purpose.type === 'alternative') && run.cells.some(({ id }) => cells.has(id)),
  );
  const pairs = wanted.map(async ({ run }): Promise<[ExecutedCell, ExecutedCell][]> => {
    const first = firsts.get(run.id);
    if (first === undefined) return [];
    if (!first.cached) await delay(TICK);
    const second = await opened.execute({ ...run, id: `${run.id}#again`, again: true });
    return [...first.cells].flatMap(([id, ended]): [ExecutedCell, ExecutedCell][] => {
      const other = second.cells.get(id);
      return other?.status === ended.status ? [[ended, other]] : [];
    });
  });
  return new Map((await Promise.all(pairs)).flat());
}
