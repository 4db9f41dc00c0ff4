import { join } from 'node:path';
import { replaceFile } from '../files/replace-file.ts';

export type Change = 'created' | 'updated' | 'unchanged';

/**
 * Writes a notebook, whole or not at all; `isNew` where there is no file yet.
 * @throws OperatorError when it cannot be written.
 */
export function writeNotebook(courseDir: string, path: string, text: string, isNew: boolean): Change {
  const help = '`output:` in coursewright.yaml names the folder of the notebooks';
  replaceFile(join(courseDir, path), text, { name: path, help, isNew });
  return isNew ? 'created' : 'updated';
}
