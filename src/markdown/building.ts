import type { Code, Exercise, Expected, Part } from '../model/lesson.ts';
import type { Span } from '../text/span.ts';
import type { BuildContext } from './build-context.ts';
import type { Nested } from './nest.ts';

/** What encloses the blocks that are being built. */
export interface Enclosure {
  readonly inside: 'lesson' | 'exercise' | 'solution' | 'hint';
  /** Code in the prompt may raise. */
  readonly lenient: boolean;
  /** Students get nothing of it. */
  readonly secret: boolean;
  readonly inExercise: boolean;
  /** In a note, a warning and the like that the page shows unfolded: a bold line there divides it. */
  readonly inCallout?: boolean;
  /** The prompt's cells, as far as they are read: what they print may stand in the solution. */
  readonly promptCells?: OpenCode[] | undefined;
}

/** A cell to which the fences after it may still add outputs. */
export type OpenCode = Omit<{ -readonly [K in keyof Code]: Code[K] }, 'expected'> & { expected: Expected[] };

/** What the blocks of a lesson are built with. */
export interface Building extends BuildContext {
  readonly seen: Seen;
  /** Builds what a container holds. */
  readonly build: (items: readonly Nested[], enclosure: Enclosure) => (Part | Exercise)[];
}

/** What the lesson has up to here. */
interface Seen {
  /** Where ids of cells were first given. */
  readonly cellIds: Map<string, Span>;
  /** Where ids of exercises were first given. */
  readonly exerciseIds: Map<string, Span>;
  exercises: number;
  /** Blocks outside of exercises that only their titles make solutions. */
  readonly kept: { readonly title: string; readonly span: Span }[];
}
