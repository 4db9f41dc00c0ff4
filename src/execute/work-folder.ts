import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { replaceFile } from '../files/replace-file.ts';

/**
 * Makes a course's `.coursewright` folder, which keeps itself out of version control; returns its path.
 *
 * @throws OperatorError where it cannot be written to
 */
export async function workFolder(courseDir: string): Promise<string> {
  const folder = join(courseDir, '.coursewright');
  try {
    await mkdir(folder, { recursive: true });
    const ignored = join(folder, '.gitignore');
    // An empty one is what a full disk left.
    if ((statSync(ignored, { throwIfNoEntry: false })?.size ?? 0) === 0) replaceFile(ignored, '*\n', { isNew: true });
  } catch (error) {
    throw unwritable(folder, error) ?? error;
  }
  return folder;
}

/** What a failure to write into `folder` means for the operator; undefined where it is no such failure. */
export function unwritable(folder: string, error: unknown): OperatorError | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') {
    return new OperatorError(`there is no space left to write to ${folder}`, { help: 'free some space', cause: error });
  }
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) return undefined;
  return new OperatorError(`cannot write to ${folder} (${code})`, { help: `make ${folder} writable`, cause: error });
}
