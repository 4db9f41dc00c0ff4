import type { Code, Exercise, Solution } from '../model/lesson.ts';
import type { ExecutedCell } from '../model/run.ts';
import type { ConfirmContext } from './confirm-context.ts';

/** One cell of one run; `undefined` where it was not executed. */
export interface CellRun {
  readonly code: Code;
  readonly cell: string;
  readonly executed: ExecutedCell | undefined;
}

/** A solution and the tests of its exercise, executed one after the other in one kernel. */
export interface SolutionRun {
  readonly solution: Solution;
  readonly cells: readonly CellRun[];
  readonly tests: readonly CellRun[];
}

/** All that was executed for one exercise. */
export interface ExerciseRuns {
  readonly exercise: Exercise;
  /** The first solution in the instructor run, every further one in its own. */
  readonly solutions: readonly SolutionRun[];
  /** The starter, or nothing where there is none, and then the tests, in a kernel of their own. */
  readonly starter?: { readonly cells: readonly CellRun[]; readonly tests: readonly CellRun[] };
}

/** What the proof of a lesson's exercises rests on. */
export interface ProofInputs {
  readonly exercises: readonly ExerciseRuns[];
  /**
   * The cells of the lesson that are no part of an exercise's answer (demo and set-up), in document order, each as it
   * ended in the instructor's and in the student's run.
   */
  readonly shared: readonly {
    readonly code: Code;
    readonly cell: string;
    readonly instructor: ExecutedCell | undefined;
    readonly student: ExecutedCell | undefined;
  }[];
  /** The exercises of the lessons whose code runs before, in their order. */
  readonly earlier?: readonly { readonly exercise: Exercise; readonly file: string; readonly text: string }[];
  /** Whether there was a student run. */
  readonly studentRan: boolean;
}

/** What findings about exercises need beside the runs. */
export type ProofContext = Omit<ConfirmContext, 'cell'>;
