import type { CodeCell } from '../compile/cell.ts';
import type { Exercise } from '../lesson/lesson.ts';
import { exercisesIn, pointsOf } from '../lesson/walk.ts';
import type { CellResult, ExerciseResult } from '../result/result.ts';
import { lineIndex } from '../text/span.ts';
import type { CompiledLesson } from './compile-lesson.ts';

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
  const cells = code
    .filter((cell) => cell.variants.length > 0 && cell.preceding === undefined)
    .map(
      (cell): CellResult => ({
        id: cell.id,
        line: lines.point(cell.span.start).line,
        endLine: lines.point(cell.span.end).line,
        status: cell.code.run.mode === 'execute' ? 'not-run' : 'skipped',
        durationMs: 0,
        reason: cell.code.run.mode === 'execute' ? null : cell.code.run.mode,
      }),
    );
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

/** What an exercise counts, as a part of its result. */
export function withPoints(exercise: Exercise | undefined): { points?: number } {
  const points = exercise && pointsOf(exercise);
  return points === undefined ? {} : { points };
}
