import type { Cell, CodeCell } from '../model/cell.ts';
import { runModes } from '../model/cell-flags.ts';
import { alternativesOf, solutionsOf } from '../model/exercise.ts';
import type { Exercise, Lesson, Solution } from '../model/lesson.ts';
import { isErrorAnnounced } from '../model/may-raise.ts';
import type { Compiled, ICell } from '../model/notebook.ts';
import type { Run, RunCell, RunFile } from '../model/run.ts';
import { solvedVariant, type Variant, variantOfRun, variantTraits } from '../model/variants.ts';
import { codesIn } from '../model/walk.ts';
import { joinSource } from '../notebook/meaning.ts';
import { installCellId } from './compile-notebook.ts';
import { isAlternative, isStarter } from './exercise-cells.ts';

/** Why a run is made. */
type Purpose =
  /** The lesson with its first solutions: confirms the outputs and that solutions pass. */
  | { readonly type: 'solved' }
  /** What a student has who has solved nothing. */
  | { readonly type: 'unsolved' }
  /** The starter, or nothing where there is none, and all tests, with the exercises before it solved. */
  | { readonly type: 'starter'; readonly exercise: Exercise }
  /** Another solution and all tests, with the exercises before it solved. */
  | { readonly type: 'alternative'; readonly exercise: Exercise; readonly solution: Solution };

export interface PlannedRun {
  readonly purpose: Purpose;
  readonly run: Run;
  /** The code cells that the run executes, in order, after what goes before the lesson. */
  readonly cells: readonly CodeCell[];
}

export interface PlanContext {
  readonly kernel: string;
  /** Seconds. */
  readonly timeout: number;
  readonly lessonTimeout: number;
  readonly network: boolean;
  /** The student notebook carries the solutions, folded. */
  readonly collapsed?: boolean;
  /** What stands beside the notebook of a variant. */
  readonly files: (variant: Variant) => readonly RunFile[];
  /** The notebooks as they are written: their runs execute the cells of these. */
  readonly notebooks?: readonly Compiled[];
  /** Only the cells (and whole exercises) that begin before this offset of the lesson. */
  readonly until?: number;
}

/**
 * What must be executed to prove a lesson: nothing where it has no code that may run. The student's and the instructor's
 * run are their notebooks, cell by cell as they are written, without what is not to be executed.
 */
export function planRuns(lesson: Lesson, cells: readonly Cell[], context: PlanContext): PlannedRun[] {
  const { until = Number.POSITIVE_INFINITY } = context;
  const code = cells.filter(
    (cell): cell is CodeCell => cell.type === 'code' && (cell.exercise?.span ?? cell.span).start < until,
  );
  const solved = code.filter((cell) => cell.variants.includes(solvedVariant) && !isAlternative(cell));
  const runs: PlannedRun[] = [];
  const add = (purpose: Purpose, name: string, chosen: readonly CodeCell[]) => {
    const starters = purpose.type === 'starter';
    const executed = chosen.filter(
      (cell) => isExecuted(cell, context.network) || (starters && isStarter(cell) && cell.code.run.mode === 'blank'),
    );
    if (executed.every(({ preceding }) => preceding !== undefined)) return;
    runs.push({ purpose, run: runOf(lesson, name, executed, purpose, context), cells: executed });
  };
  add({ type: 'solved' }, solvedVariant, solved);
  const unsolved = variantOfRun('unsolved');
  add(
    { type: 'unsolved' },
    unsolved,
    code.filter((cell) => cell.variants.includes(unsolved) || (context.collapsed === true && cell.solution === true)),
  );
  for (const exercise of exercisesOf(code)) {
    const own = code.filter((cell) => cell.exercise === exercise);
    const tests = own.filter((cell) => cell.code.role === 'test');
    if (tests.length === 0) continue;
    // Hidden set-up in an exercise stands before all other cells.
    const first = code.findIndex((cell) => cell.exercise === exercise && cell.folded === undefined);
    const before = solved.filter((cell) => code.indexOf(cell) < first);
    const prompt = own.filter(
      (cell) => !before.includes(cell) && (cell.code.role === 'demo' || cell.code.role === 'setup'),
    );
    const starter = own.filter(isStarter);
    if (starter.length > 0 || solutionsOf(exercise).length > 0) {
      add({ type: 'starter', exercise }, `starter:${exercise.id}`, [...before, ...prompt, ...starter, ...tests]);
    }
    for (const [index, solution] of alternativesOf(exercise).entries()) {
      const answer = own.filter((cell) => codesIn(solution.blocks).includes(cell.code));
      const chosen = [...before, ...prompt, ...answer, ...tests];
      add({ type: 'alternative', exercise, solution }, `alternative:${exercise.id}:${index + 2}`, chosen);
    }
  }
  return runs;
}

function runOf(lesson: Lesson, name: string, cells: readonly CodeCell[], purpose: Purpose, context: PlanContext): Run {
  const unsolved = purpose.type === 'unsolved' || purpose.type === 'starter';
  const variant = purpose.type === 'unsolved' ? variantOfRun('unsolved') : solvedVariant;
  const { kernel, timeout, lessonTimeout, network, files, notebooks = [] } = context;
  const written = notebooks.find((one) => one.variant === variant)?.notebook.cells ?? [];
  const own = cells.map((cell) => runCell(cell, unsolved));
  return {
    id: `${lesson.source}#${name}`,
    source: lesson.source,
    kernel,
    language: lesson.language,
    cells: purpose.type === variantTraits[variant].run ? asWritten(own, written) : own,
    files: files(variant),
    timeout: lesson.meta.timeout ?? timeout,
    lessonTimeout,
    ...(lesson.meta.needs === undefined ? {} : { needs: [lesson.meta.needs] }),
    ...(purpose.type === 'starter' ? { endsAtTimeout: true } : {}),
    network,
  };
}

/** The cells as the notebook has them, with the one that it has for itself: what Colab begins with. */
function asWritten(cells: readonly RunCell[], written: readonly ICell[]): RunCell[] {
  const sources = new Map(written.map((cell) => [String(cell.id), String(joinSource(cell.source))]));
  const install = written.find(({ id }) => id === installCellId);
  return [
    ...(install === undefined ? [] : [{ id: installCellId, source: String(joinSource(install.source)), tags: [] }]),
    ...cells.map((cell) => ({ ...cell, source: sources.get(cell.id) ?? cell.source })),
  ];
}

/** Nobody has solved anything in an `unsolved` run: what belongs to an exercise may raise there. */
export function runCell({ id, code, exercise }: CodeCell, unsolved = false): RunCell {
  const raises = isErrorAnnounced(code);
  return {
    id,
    source: code.source.text,
    tags: code.tags,
    ...(raises || (unsolved && exercise !== undefined) ? { mayRaise: true } : {}),
    ...(code.run.atPrompt === undefined ? {} : { atPrompt: code.run.atPrompt }),
    ...(code.run.timeout === undefined ? {} : { timeout: code.run.timeout }),
  };
}

function exercisesOf(cells: readonly CodeCell[]): Set<Exercise> {
  return new Set(cells.flatMap((cell) => (cell.exercise === undefined ? [] : [cell.exercise])));
}

/** `skip` is never run, a cell that needs the network only where that may be reached, blanks not before they are filled. */
export function isExecuted({ code }: CodeCell, network: boolean): boolean {
  const { runs } = runModes[code.run.mode];
  return runs === 'always' || (runs === 'with-network' && network);
}
