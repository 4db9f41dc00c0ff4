import type { LessonResult, RunResult } from './result.ts';
import type { CellStatus } from './run.ts';

/** What happens while a command runs, in order; what progress displays and reporters are made of. */
export type PipelineEvent =
  | { readonly type: 'run-started'; readonly command: string; readonly sources: readonly string[] }
  /** One sentence about work that takes time and belongs to no lesson: "making the Python environment". */
  | { readonly type: 'progress'; readonly message: string }
  | { readonly type: 'lesson-started'; readonly source: string }
  /** A kernel is there for one of the lesson's runs, which have `total` cells together. */
  | { readonly type: 'kernel-started'; readonly source: string; readonly total: number }
  /** A cell of one of the lesson's runs ended; `done` of `total` cells of all its runs have. */
  | {
      readonly type: 'cell-ended';
      readonly source: string;
      readonly cell: string;
      readonly status: CellStatus;
      readonly done: number;
      readonly total: number;
    }
  /** Lessons end in any order; `run-ended` has them in course order. */
  | { readonly type: 'lesson-ended'; readonly result: LessonResult }
  /** A notebook, a file that stands beside one, or a lesson that was imported. */
  | {
      readonly type: 'notebook-written';
      readonly path: string;
      readonly change: 'created' | 'updated' | 'unchanged' | 'removed';
    }
  | { readonly type: 'run-ended'; readonly result: RunResult };
