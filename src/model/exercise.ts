import type { Exercise, Solution } from './lesson.ts';
import type { ExerciseResult } from './result.ts';
import { codesIn } from './walk.ts';

export function solutionsOf({ parts }: Exercise): readonly Solution[] {
  return parts.filter((part): part is Solution => part.type === 'solution');
}

/** Whether tests decide what a solution is. */
export function hasTests({ parts }: Exercise): boolean {
  return codesIn(parts).some(({ role }) => role === 'test');
}

/** Further solutions, each for itself, where tests decide; without tests all solutions are parts of one answer. */
export function alternativesOf(exercise: Exercise): readonly Solution[] {
  return hasTests(exercise) ? solutionsOf(exercise).slice(1) : [];
}

/** Whether a check proved an exercise: its solutions pass, what students get does not and runs to its end, nothing leaks. */
export function isProven({ solutions, starter, student, leaks }: ExerciseResult): boolean {
  const needsSolving = starter === 'fails' || starter === 'none';
  return solutions === 'pass' && needsSolving && student === 'runs' && leaks.length === 0;
}
