import type { CodeCell } from '../model/cell.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { Exercise } from '../model/lesson.ts';
import type { CellResult, ExerciseResult } from '../model/result.ts';
import type { ExecutedCell } from '../model/run.ts';
import { exercisesIn, pointsOf } from '../model/walk.ts';
import { type LineIndex, lineIndex } from '../text/span.ts';
import { isExecuted } from './plan.ts';

/** What a lesson holds that can be run. */
export interface Contents {
  readonly cells: readonly CellResult[];
  readonly exercises: readonly ExerciseResult[];
}

export const noContents: Contents = { cells: [], exercises: [] };

/** The cells and exercises of a lesson that was compiled and not run. */
export function contentsOf(compiled: CompiledLesson): Contents {
  const lines = lineIndex(compiled.lesson.text);
  const code = compiled.cells.filter((cell): cell is CodeCell => cell.type === 'code');
  const cells = code.filter(isOfLesson).map((cell) => cellResult(cell, lines, false));
  const exercises = exercisesIn(compiled.lesson.blocks).map((exercise): ExerciseResult => {
    const has = (role: string) => code.some((cell) => cell.exercise === exercise && cell.code.role === role);
    return {
      id: exercise.id,
      line: lines.point(exercise.span.start).line,
      ...withPoints(exercise),
      solutions: has('solution') ? 'not-run' : 'none',
      starter: has('starter') ? 'not-run' : 'none',
      student: 'not-run',
      leaks: [],
    };
  });
  return { cells, exercises };
}

/** Whether a cell stands in a notebook, and is the lesson's own. */
export function isOfLesson({ variants, preceding }: CodeCell): boolean {
  return variants.length > 0 && preceding === undefined;
}

/** What came of a cell; `ran` is undefined where it was not reached. */
export function cellResult(cell: CodeCell, lines: LineIndex, network: boolean, ran?: ExecutedCell): CellResult {
  const skipped = !isExecuted(cell, network);
  return {
    id: cell.id,
    line: lines.point(cell.span.start).line,
    endLine: lines.point(cell.span.end).line,
    status: skipped ? 'skipped' : (ran?.status ?? 'not-run'),
    durationMs: Math.round(ran?.durationMs ?? 0),
    reason: skipped ? cell.code.run.mode : null,
  };
}

/** What an exercise counts, as a part of its result. */
export function withPoints(exercise: Exercise | undefined): { points?: number } {
  const points = exercise && pointsOf(exercise);
  return points === undefined ? {} : { points };
}
