import { setTimeout as delay } from 'node:timers/promises';
import type { PlannedRun } from '../compile/plan.ts';
import { isNoise, mayVary } from '../confirm/varying.ts';
import type { RuleId } from '../diagnostics/catalog.ts';
import { dependsOnHashSeed } from '../languages/python/hash-order.ts';
import { machineTraits } from '../languages/python/machine.ts';
import type { Code } from '../lesson/lesson.ts';
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
    cell !== undefined && (doubts[rule]?.(expected, actual) ?? false) ? [cell] : [],
  );
  // What sets, hashes and the machine give is seen to be chance in a second run only.
  const ofChance = compiled.cells.flatMap((one) => (one.type === 'code' && isOfChance(one.code) ? [one.id] : []));
  // What comes after a cell's end may be more or less, or stand elsewhere, the next time.
  const late = executed.flatMap(({ cells }) => [...cells].flatMap(([id, { late = false }]) => (late ? [id] : [])));
  const cells = new Set([...doubtful, ...ofChance, ...late]);
  if (cells.size === 0) return verdict;
  const tests = compiled.cells.flatMap((one) => (one.type === 'code' && one.code.role === 'test' ? [one.id] : []));
  const again = await executeAgain(runs, executed, cells, engine, {
    tests: new Set(tests),
    wait: doubtful.length > 0 ? TICK : 0,
  });
  return interruptibly(() => confirmLesson(compiled, runs, executed, { ...options, again }), signal);
}

function isOfChance({ language, source }: Code): boolean {
  return language === 'python' && (dependsOnHashSeed(source.text) || machineTraits(source.text).size > 0);
}

/** The findings that may be about what differs in each run. Messages of errors have words that libraries change. */
const doubts: Partial<Record<RuleId, (expected: string, actual: string) => boolean>> = {
  'output-mismatch': mayVary,
  'error-mismatch': isNoise,
};

/** Milliseconds between two executions, so that clocks that show seconds show others. */
const TICK = 1100;

/**
 * Executes once more the runs that hold these cells, with another hash seed (time zone, locale, number of processors) and in
 * a kernel of their own. Gives each cell's second ending by its first, up to one that raises only then: what comes after
 * it lacks what it should have done. Tests are no such cells.
 */
export async function executeAgain(
  runs: readonly PlannedRun[],
  executed: readonly Executed[],
  cells: ReadonlySet<string>,
  engine: () => Promise<Engine>,
  { tests = new Set(), wait = TICK }: { readonly tests?: ReadonlySet<string>; readonly wait?: number } = {},
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
    if (!first.cached && wait > 0) await delay(wait);
    const second = await opened.execute({ ...run, id: `${run.id}#again`, again: true });
    const broken = [...first.cells].findIndex(
      ([id, { status }]) => status === 'ok' && second.cells.get(id)?.status !== 'ok' && !tests.has(id),
    );
    const told = broken === -1 ? [...first.cells] : [...first.cells].slice(0, broken + 1);
    return told.flatMap(([id, ended]): [ExecutedCell, ExecutedCell][] => {
      const other = second.cells.get(id);
      return other?.status === 'ok' || other?.status === 'error' ? [[ended, other]] : [];
    });
  });
  return new Map((await Promise.all(pairs)).flat());
}
