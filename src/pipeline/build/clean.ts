import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../../diagnostics/operator-error.ts';

/**
 * Removes `.coursewright/` of a course: its Python environment and its caches. Notebooks stay.
 * @returns Whether there was anything to remove.
 * @throws OperatorError when it cannot be removed.
 */
export function cleanCourse(courseDir: string): boolean {
  const folder = join(courseDir, '.coursewright');
  if (!existsSync(folder)) return false;
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (cause) {
    throw new OperatorError(`${folder} cannot be removed: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  return true;
}
