import type { AsyncState } from '../languages/python/async-facts.ts';
import type { Span } from '../text/span.ts';
import type { CellDefaults } from './cell-defaults.ts';
import type { FlattenContext } from './flatten.ts';

export interface BuildContext extends FlattenContext {
  readonly language: string;
  /** What chunks are where they do not say it. */
  readonly defaults: CellDefaults;
  /** Languages of fences that are outputs directly after a cell. */
  readonly outputFences: readonly string[];
  readonly keepAsync: boolean;
  readonly asyncState: AsyncThread;
  /** The lesson is a notebook that Jupytext wrote as text. */
  readonly ofJupytext: boolean;
  /** Students get solutions too, folded. */
  readonly solutionsShown: boolean;
  /** Outputs of code that is only shown, and of answers without a cell: nothing confirms them. */
  readonly shownOutputs: Span[];
}
/** Carries what earlier cells imported and defined from cell to cell. */
interface AsyncThread {
  known: AsyncState | undefined;
}
