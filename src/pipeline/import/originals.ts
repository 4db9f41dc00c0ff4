import { existsSync, statSync } from 'node:fs';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { OperatorError } from '../../diagnostics/operator-error.ts';
import { filesBelow } from '../../files/files-below.ts';
import { isOwn } from '../../files/own-files.ts';
import { readTextIfAny } from '../../files/read-text.ts';
import { importable, kindOf } from '../../import/readers.ts';
import { isLesson } from '../../select/lesson-files.ts';
import { compareCodePoints } from '../../text/code-points.ts';

/** A file to be imported, and where below the folder of lessons its lesson goes. */
export interface Original {
  /** Absolute. */
  readonly file: string;
  /** As the user would name it. */
  readonly named: string;
  /** Of the lesson, relative to the folder of the new lessons, without ending. */
  readonly name: string;
}

export interface Target {
  /** Absolute. */
  readonly path: string;
  /** Relative to the course's folder. */
  readonly source: string;
}

export function targetOf({ name }: Original, to: string, courseDir: string): Target {
  const path = join(to, `${name}.md`);
  return { path, source: relative(courseDir, path).split(sep).join('/') };
}

/** The files that paths name; of a folder, and of a pattern, all that can be imported. */
export function originalsOf(cwd: string, paths: readonly string[]): Original[] {
  const found = new Map<string, Original>();
  for (const path of paths) {
    const isFolder = existsSync(resolve(cwd, path)) && statSync(resolve(cwd, path)).isDirectory();
    const base = isFolder ? resolve(cwd, path) : undefined;
    const files = isFolder ? below(resolve(cwd, path)) : existsSync(resolve(cwd, path)) ? [path] : matching(cwd, path);
    if (files.length === 0) throw new OperatorError(`${path} selects nothing: there is no file to import`, selectHelp);
    for (const one of files) {
      const file = resolve(cwd, one);
      const ending = extname(file);
      const name = base === undefined ? basename(file, ending) : relative(base, file).slice(0, -ending.length);
      if (!found.has(file))
        found.set(file, {
          file,
          named: (relative(cwd, file) || file).split(sep).join('/'),
          // What begins with `_` is no lesson.
          name: name
            .split(sep)
            .map((part) => part.replace(/^_+(?=.)/, ''))
            .join('/'),
        });
    }
  }
  return [...found.values()];
}

export const selectHelp = { help: `name ${importable}` };

function matching(cwd: string, path: string): string[] {
  const pattern = path.replaceAll('\\', '/').replace(/^\.\//, '');
  if (!isDynamicPattern(pattern))
    throw new OperatorError(`${path} selects nothing: there is no such file or folder`, selectHelp);
  return globSync(pattern, { cwd, expandDirectories: false })
    .filter((file) => kindOf(file) !== undefined)
    .sort(compareCodePoints);
}

function below(folder: string): string[] {
  return filesBelow(folder, isOriginal, isOwn)
    .sort(compareCodePoints)
    .map((path) => join(folder, path))
    .filter((path) => kindOf(path)?.isMeant(readTextIfAny(path) ?? '') === true);
}

function isOriginal(name: string): boolean {
  return kindOf(name) !== undefined && !isLesson(name);
}
