import type { NotebookCell } from './notebook-cell.ts';
import { isNbgrader, nbgraderGroups } from './nbgrader.ts';
import { isOtter, otterGroups } from './otter.ts';
import type { Group } from './group.ts';

/** The cells of a notebook, those of an exercise together, as the tool says that graded them. */
export function groupsOf(cells: readonly NotebookCell[]): Group[] {
  if (isOtter(cells)) return otterGroups(cells);
  return isNbgrader(cells) ? nbgraderGroups(cells) : [...cells];
}
