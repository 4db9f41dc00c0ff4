import { readFileSync, statSync } from 'node:fs';

/** The text of a file; undefined where there is none that can be read. A pipe would never end. */
export function readTextIfAny(path: string): string | undefined {
  try {
    // An error that is thrown takes longer than the question.
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
