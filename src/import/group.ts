import type { NotebookCell } from './notebook-cell.ts';

/** A cell that stands alone, or an exercise. */
export type Group = NotebookCell | ExerciseGroup;

export interface ExerciseGroup {
  readonly type: 'exercise';
  readonly id: string;
  readonly points?: number;
  readonly parts: readonly Part[];
}

/** A cell of an exercise, and what it is there: `regions` is code with nbgrader's markers in it, which lessons know. */
export interface Part {
  readonly role: 'text' | 'demo' | 'regions' | 'starter' | 'solution' | 'test' | 'hidden-test' | 'instructor';
  readonly cell: NotebookCell;
  readonly points?: number;
}

/** An id as lessons take it. */
export function exerciseId(text: string): string {
  return text.replace(/[^\w-]+/g, '-').slice(0, 64) || 'exercise';
}
