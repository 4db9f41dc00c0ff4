import { join } from 'node:path';
import { replaceFile } from '../../files/replace-file.ts';

export type Change = 'created' | 'updated' | 'unchanged' | 'removed';

/**
 * Writes a notebook, or a file that stands beside one, whole or not at all; `isNew` where there is no file yet.
 * @throws OperatorError when it cannot be written.
 */
export function writeFile(courseDir: string, path: string, content: string | Uint8Array, isNew: boolean): Change {
  const help = '`output:` in coursewright.yaml names the folder of the notebooks';
  replaceFile(join(courseDir, path), content, { name: path, help, isNew });
  return isNew ? 'created' : 'updated';
}
