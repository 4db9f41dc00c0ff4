import { lstatSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { OperatorError } from '../diagnostics/operator-error.ts';

/**
 * Sees to it that what is written to a place below the output folder ends up there or in the course: not at the end of a
 * link that leads out of both. The output folder itself may be a link, and may stand elsewhere: so the configuration says.
 * @throws OperatorError that names the link.
 */
export function expectWithin(courseDir: string, output: string, place: string): void {
  const file = join(courseDir, place);
  const folder = dirname(file);
  // What is not there yet has the nearest folder that is.
  const real = isLink(file) ? realOf(file) : realOf(folder);
  if (real === undefined) return;
  const roots = [realOf(courseDir), realOf(join(courseDir, output))];
  if (roots.some((root) => root !== undefined && (real === root || real.startsWith(`${root}${sep}`)))) return;
  throw new OperatorError(`${place} is not written: a link leads from there to ${real}, out of the course`, {
    help: `remove the link ${isLink(file) ? place : dirname(place)}`,
  });
}

function isLink(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    // A part of its path is a file: whoever writes there hears of it.
    return false;
  }
}

/** Where a path leads; undefined where nothing is there. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
