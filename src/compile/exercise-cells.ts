import type { CodeCell } from '../model/cell.ts';
import type { Solution } from '../model/lesson.ts';
import { codesIn } from '../model/walk.ts';

export function isStarter(cell: CodeCell): boolean {
  return cell.code.role === 'starter';
}

/** A further solution where tests tell what a solution is; it is executed in a run of its own. */
export function isAlternative({ exercise, code }: CodeCell): boolean {
  if (exercise === undefined || code.role !== 'solution') return false;
  const hasTests = exercise.parts.some((part) => part.type === 'code' && part.role === 'test');
  const solutions = exercise.parts.filter((part): part is Solution => part.type === 'solution');
  return hasTests && solutions.findIndex((solution) => codesIn(solution.blocks).includes(code)) > 0;
}
