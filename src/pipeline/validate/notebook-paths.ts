import { lstatSync, statSync } from 'node:fs';
import { posix, resolve, sep } from 'node:path';
import { OperatorError } from '../../diagnostics/operator-error.ts';
import { entriesBelow } from '../../files/files-below.ts';
import { isOwn, leftFolders, packageFolders } from '../../files/own-files.ts';
import { compareCodePoints } from '../../text/code-points.ts';

/** What stands for standard input among paths. */
export const standardInput = '-';

const ignore = [...packageFolders, ...leftFolders, '.coursewright'].map((folder) => `**/${folder}/**`);

/**
 * The notebooks that paths name, relative to `cwd` as the user would name them, each once: files of any name as they
 * are, folders with every `*.ipynb` below them (hidden folders and checkpoints left out), globs. A file that cannot be
 * read is in the list: to say so is the reader's affair.
 * @throws OperatorError for a path that selects nothing.
 */
export async function notebookPaths(cwd: string, paths: readonly string[]): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const path of paths) {
    for (const file of path === standardInput ? [path] : await filesOf(cwd, path)) {
      const key = file === standardInput ? file : resolve(cwd, file);
      if (!found.has(key)) found.set(key, file);
    }
  }
  return [...found.values()];
}

async function filesOf(cwd: string, path: string): Promise<readonly string[]> {
  const absolute = resolve(cwd, path);
  if (lstatSync(absolute, { throwIfNoEntry: false }) !== undefined) {
    if (!isFolder(absolute)) return [path];
    const files = below(cwd, path);
    if (files.length > 0) return files;
    throw new OperatorError(`${path} selects nothing: no notebook (*.ipynb) is in that folder`);
  }
  const { globSync, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(path)) {
    throw new OperatorError(`${path} selects nothing: there is no such file or folder`, {
      help: 'name notebooks, folders or globs, or - for standard input',
    });
  }
  const pattern = path.replaceAll('\\', '/').replace(/^\.\//, '');
  const entries = globSync(pattern, { cwd, ignore, expandDirectories: false, onlyFiles: false, dot: true });
  const files = entries.flatMap((entry) => (entry.endsWith('/') ? below(cwd, entry) : [entry]));
  if (files.length === 0) throw new OperatorError(`${path} selects nothing: no file has such a name`);
  return files.sort(compareCodePoints);
}

/** Links to folders are not followed: they lead round in circles, and to the same notebooks under other names. */
function below(cwd: string, folder: string): string[] {
  const base = posix.join(folder.replaceAll(sep, '/'), '/');
  return [...entriesBelow(resolve(cwd, folder), isOwn, rethrow)]
    .filter(({ entry, path }) => {
      if (!/\.ipynb$/i.test(entry.name)) return false;
      return entry.isFile() || !isFolder(resolve(cwd, folder, path));
    })
    .map(({ path }) => (base === './' ? path : `${base}${path}`));
}

function rethrow(error: unknown): never {
  throw error;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
