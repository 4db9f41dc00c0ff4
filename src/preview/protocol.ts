import type { Severity } from '../diagnostics/rule.ts';
import type { RenderedCell } from '../model/rendered.ts';
import type { Failure, Verdict } from '../model/result.ts';
import type { Variant } from '../model/variants.ts';

/** What the page is told each time that something has changed. */
export interface CourseState {
  readonly lessons: readonly LessonState[];
  /** Findings that belong to no lesson. */
  readonly findings: readonly FindingMark[];
  /** Why the course is not up to date: no verdict holds until it is gone. */
  readonly failure?: Failure;
  /** Counts the changes of images. */
  readonly images: number;
}

export interface LessonState {
  readonly source: string;
  /** Paths of its notebooks. */
  readonly notebooks: readonly string[];
  /** `checking` from the save to the verdict; `waiting` before the first one. */
  readonly status: 'waiting' | 'checking' | 'passed' | 'failed' | 'skipped';
  readonly errors: number;
  readonly warnings: number;
  /** Another number where its notebooks or its verdicts are others. */
  readonly version: number;
}

/** A lesson as the page shows it. */
export interface LessonPage {
  readonly source: string;
  readonly version: number;
  readonly views: readonly View[];
  /** In document order. */
  readonly marks: readonly Mark[];
  /** Why there is no notebook to show. */
  readonly failure?: Failure;
}

/** One notebook of a lesson. */
export interface View {
  readonly variant: Variant;
  readonly path: string;
  readonly cells: readonly RenderedCell[];
}

/** What stands beside a cell. Which one, in the notebooks that have it; else it stands beside none. */
export type Mark = OutputMark | ExerciseMark | FindingMark;

interface Placed {
  readonly cell?: string;
  readonly line: number;
}

interface OutputMark extends Placed {
  readonly kind: 'output';
  readonly verdict: Verdict;
  readonly text: string;
}

interface ExerciseMark extends Placed {
  readonly kind: 'exercise';
  readonly verdict: 'proven' | 'not-proven' | 'not-run';
  readonly text: string;
}

export interface FindingMark extends Placed {
  readonly kind: 'finding';
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
  readonly file: string;
  readonly help?: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Whether an update of the fence at its line is what helps. */
  readonly canUpdate: boolean;
}

/** What a page asks for when its button is pressed. */
export interface UpdateRequest {
  readonly source: string;
  readonly line: number;
}

/** What came of it: `reason` says why nothing was written. */
export interface UpdateAnswer {
  readonly reason?: string;
}

/** What the page sends to the frame of a notebook. */
export interface FrameContent {
  readonly cells: readonly RenderedCell[];
  /** The notebook's path: what images and links are relative to. */
  readonly path: string;
  readonly images: number;
}

/** What the frame of a notebook tells the page. Lessons may have written it: nothing but sizes and links is taken from it. */
export type FrameMessage =
  | { readonly type: 'ready' }
  | {
      readonly type: 'layout';
      readonly height: number;
      readonly cells: readonly { readonly id: string; readonly top: number; readonly height: number }[];
    }
  /** A link was clicked: to a place of this notebook, to another page of the web, or to a file of the course. */
  | { readonly type: 'go'; readonly top: number }
  | { readonly type: 'open'; readonly href: string };
