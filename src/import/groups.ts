import { hasRegions } from '../languages/python/regions.ts';
import type { Group, Part } from './group.ts';
import { isNbgrader, nbgraderGroups } from './nbgrader.ts';
import type { NotebookCell } from './notebook-cell.ts';
import { isOtter, otterGroups } from './otter.ts';

/** The cells of a notebook, those of an exercise together, as the tool says that graded them. */
export function groupsOf(cells: readonly NotebookCell[]): Group[] {
  if (isOtter(cells)) return otterGroups(cells);
  return isNbgrader(cells) ? nbgraderGroups(cells) : withRegions(cells);
}

/** Cells with nbgrader's regions and without its metadata: each solution an exercise, with the hidden tests after it. */
function withRegions(cells: readonly NotebookCell[]): Group[] {
  const groups: Group[] = [];
  let exercise: Part[] | undefined;
  for (const cell of cells) {
    const isCode = cell.type === 'code';
    if (isCode && hasRegions(cell.source, 'solution')) {
      exercise = [{ role: 'regions', cell }];
      const number = groups.filter(({ type }) => type === 'exercise').length + 1;
      groups.push({ type: 'exercise', id: `exercise-${number}`, parts: exercise });
    } else if (exercise !== undefined && isCode && hasRegions(cell.source, 'hidden-tests')) {
      exercise.push({ role: 'test', cell });
    } else {
      if (!isCode) exercise = undefined;
      groups.push(cell);
    }
  }
  return groups;
}
