import type { CodeCell } from '../model/cell.ts';
import { alternativesOf } from '../model/exercise.ts';
import { codesIn } from '../model/walk.ts';

export function isStarter(cell: CodeCell): boolean {
  return cell.code.role === 'starter';
}

/** A further solution where tests tell what a solution is; it is executed in a run of its own. */
export function isAlternative({ exercise, code }: CodeCell): boolean {
  if (exercise === undefined || code.role !== 'solution') return false;
  return alternativesOf(exercise).some((solution) => codesIn(solution.blocks).includes(code));
}
