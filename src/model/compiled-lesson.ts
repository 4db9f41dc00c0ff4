import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../text/span.ts';
import type { Cell } from './cell.ts';
import type { Lesson } from './lesson.ts';
import type { Compiled, NotebookFile } from './notebook.ts';
import type { Variant } from './variants.ts';

/** A lesson whose code runs before another's. */
export interface PrecedingLesson {
  /** Its path, relative to the course's folder. */
  readonly source: string;
  /** What readers know it by. */
  readonly title: string;
  readonly lesson: Lesson;
  /** Its own outline. */
  readonly cells: readonly Cell[];
  /** What the other lesson says of it in its front matter. */
  readonly key: 'continues' | 'setup';
  /** Where it says so. */
  readonly span: Span;
}

/** A lesson from its Markdown to its notebooks: what every later step works from. */
export interface CompiledLesson {
  readonly lesson: Lesson;
  readonly cells: readonly Cell[];
  /** Kernelspec name. */
  readonly kernel: string;
  readonly notebooks: readonly Compiled[];
  /** The files that the code of each variant finds in its working directory. */
  readonly reads: Readonly<Record<Variant, readonly NotebookFile[]>>;
  /** The lessons whose code runs before. */
  readonly earlier: readonly PrecedingLesson[];
  readonly diagnostics: readonly Diagnostic[];
}
