import { lstatSync, statSync } from 'node:fs';
import { posix, resolve, sep } from 'node:path';
import { OperatorError } from '../../diagnostics/operator-error.ts';
import { entriesBelow } from '../../files/files-below.ts';
import { isOwn, leftFolders, packageFolders } from '../../files/own-files.ts';
import { compareCodePoints } from '../../text/code-points.ts';

/** What stands for standard input among paths. */
export const standardInput = '-';

const ignore = [...packageFolders, ...leftFolders, '.coursewright'].map((folder) => `**/${folder}/**`);

/** The notebooks that paths name. */
export interface NotebookPaths {
  readonly paths: readonly string[];
  /** Whether the listings of folders have shown all of them as files: nobody need look again. */
  readonly areFiles: boolean;
}

/**
 * The notebooks that paths name, relative to `cwd` as the user would name them, each once: files of any name as they
 * are, folders with every `*.ipynb` below them (hidden folders and checkpoints left out), globs. A file that cannot be
 * read is in the list: to say so is the reader's affair.
 * @throws OperatorError for a path that selects nothing.
 */
export async function notebookPaths(cwd: string, paths: readonly string[]): Promise<NotebookPaths> {
  // One path never gives a file twice.
  if (paths.length === 1 && paths[0] !== standardInput) return filesOf(cwd, paths[0] ?? '');
  const found = new Map<string, string>();
  let allAreFiles = true;
  for (const path of paths) {
    const files = path === standardInput ? namedPaths([path]) : await filesOf(cwd, path);
    allAreFiles &&= files.areFiles;
    for (const file of files.paths) {
      const key = file === standardInput ? file : resolve(cwd, file);
      if (!found.has(key)) found.set(key, file);
    }
  }
  return { paths: [...found.values()], areFiles: allAreFiles };
}

async function filesOf(cwd: string, path: string): Promise<NotebookPaths> {
  const absolute = resolve(cwd, path);
  if (lstatSync(absolute, { throwIfNoEntry: false }) !== undefined)
    return isFolder(absolute) ? below(cwd, path) : namedPaths([path]);
  const { globSync, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(path)) {
    throw new OperatorError(`${path} selects nothing: there is no such file or folder`, {
      help: 'name notebooks, folders or globs, or - for standard input',
    });
  }
  const pattern = path.replaceAll('\\', '/').replace(/^\.\//, '');
  const entries = globSync(pattern, { cwd, ignore, expandDirectories: false, onlyFiles: false, dot: true });
  const files = entries.flatMap((entry) => (entry.endsWith('/') ? belowIfAny(cwd, entry).paths : [entry]));
  if (files.length === 0) throw new OperatorError(`${path} selects nothing: no file has such a name`);
  return namedPaths(files.sort(compareCodePoints));
}

function namedPaths(paths: readonly string[]): NotebookPaths {
  return { paths, areFiles: false };
}

function below(cwd: string, folder: string): NotebookPaths {
  const files = belowIfAny(cwd, folder);
  if (files.paths.length === 0)
    throw new OperatorError(`${folder} selects nothing: no notebook (*.ipynb) is in that folder`);
  return files;
}

/** Links to folders are not followed: they lead round in circles, and to the same notebooks under other names. */
function belowIfAny(cwd: string, folder: string): NotebookPaths {
  const paths: string[] = [];
  let areFiles = true;
  const base = posix.join(folder.replaceAll(sep, '/'), '/');
  for (const { path, entry } of entriesBelow(resolve(cwd, folder), isOwn, rethrow)) {
    if (!/\.ipynb$/i.test(entry.name) || (!entry.isFile() && isFolder(resolve(cwd, folder, path)))) continue;
    paths.push(base === './' ? path : `${base}${path}`);
    areFiles &&= entry.isFile();
  }
  return { paths, areFiles };
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
