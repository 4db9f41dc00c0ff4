import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import writeFileAtomic from 'write-file-atomic';
import { OperatorError } from '../diagnostics/operator-error.ts';

export type Change = 'created' | 'updated' | 'unchanged';

/**
 * Writes a notebook, whole or not at all; `isNew` where there is no file yet.
 * @throws OperatorError when it cannot be written.
 */
export function writeNotebook(courseDir: string, path: string, text: string, isNew: boolean): Change {
  const file = join(courseDir, path);
  try {
    // Whole or not at all by its renaming. It is not forced to the disk: what a power cut loses the next build makes.
    if (isNew) create(file, text);
    else writeFileAtomic.sync(file, text, { fsync: false });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new OperatorError(`${path} cannot be written: ${words[reason] ?? reason}`, {
      help: '`output:` in coursewright.yaml names the folder of the notebooks',
      cause,
    });
  }
  return isNew ? 'created' : 'updated';
}

/** What takes care of owner, mode and links of the file that is replaced takes twice as long; here there is none. */
function create(file: string, text: string): void {
  const draft = `${file}.${process.pid}-${threadId}`;
  try {
    try {
      writeFileSync(draft, text);
    } catch (error) {
      // Most often the folder is there: to ask for it each time would take a fifth of the writing.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(draft, text);
    }
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'its folder may not be written to',
  EPERM: 'its folder may not be written to',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder cannot be made',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EISDIR: 'there is a folder of that name',
};
