import { existsSync, readFileSync, statSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { nearest } from '../diagnostics/nearest.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { packageFolders } from '../files/own-files.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import { lineIndex } from '../text/span.ts';
import { byCodePoint, lessonsBelow } from './lesson-files.ts';
import type { Selected } from './selected.ts';

/**
 * The lessons and notebooks that paths select, relative to the course's folder.
 * @param cwd The folder that the paths are relative to.
 * @param all Lists the course's own lessons, for "did you mean".
 * @throws OperatorError for a path that selects nothing.
 */
export function select(
  courseDir: string,
  cwd: string,
  paths: readonly string[],
  all: () => readonly string[],
): { lessons: Selected[]; notebooks: string[] } {
  const inCourse = (path: string) => relative(courseDir, resolve(cwd, path)).split(sep).join('/') || '.';
  const whole = new Set<string>();
  const lines = new Map<string, Set<number>>();
  const notebooks = new Set<string>();
  for (const path of paths) {
    const [, file = path, line] = existsSync(resolve(cwd, path)) ? [] : (/^(.+?):(\d+)(?::\d+)?$/.exec(path) ?? []);
    const files = filesOf(courseDir, cwd, file);
    if (files === undefined) throw nothing(path, courseDir, cwd, all());
    if (files.length === 0) throw empty(path, resolve(cwd, file));
    for (const found of files) {
      const source = inCourse(found);
      if (/\.ipynb$/i.test(source)) notebooks.add(source);
      else if (line === undefined) whole.add(source);
      else
        lines.set(source, (lines.get(source) ?? new Set()).add(checkedLine(path, resolve(cwd, found), Number(line))));
    }
  }
  return {
    lessons: [
      ...[...whole].map((source) => ({ source })),
      ...[...lines]
        .filter(([source]) => !whole.has(source))
        .flatMap(([source, numbers]) => [...numbers].map((line) => ({ source, line }))),
    ],
    notebooks: [...notebooks].sort(byCodePoint),
  };
}

/** The lesson and notebook files of one path, relative to `cwd`; undefined when nothing there has that name. */
function filesOf(courseDir: string, cwd: string, path: string): string[] | undefined {
  const absolute = resolve(cwd, path);
  if (existsSync(absolute)) {
    if (statSync(absolute).isDirectory()) return lessonsBelow(cwd, path);
    return isLessonOrNotebook(path) ? [path] : [];
  }
  const pattern = path.replaceAll('\\', '/').replace(/^\.\//, '');
  if (!isDynamicPattern(pattern)) return undefined;
  const ignore = packageFolders.map((folder) => `**/${folder}/**`);
  const entries = globSync(pattern, { cwd, ignore, expandDirectories: false, onlyFiles: false });
  const files = entries.flatMap((entry) => (entry.endsWith('/') ? lessonsBelow(cwd, entry) : [entry]));
  const found = files
    .filter(isLessonOrNotebook)
    .filter((file) => !resolve(cwd, file).startsWith(resolve(courseDir, '.coursewright')));
  return found.length === 0 ? undefined : found;
}

function isLessonOrNotebook(path: string): boolean {
  return lessonEnding.test(path) || /\.ipynb$/i.test(path);
}

function checkedLine(path: string, file: string, line: number): number {
  const { lineCount } = lineIndex(readFileSync(file, 'utf8'));
  if (line >= 1 && line <= lineCount) return line;
  throw new OperatorError(`${path} selects nothing: the lesson has lines 1 to ${lineCount}`);
}

function nothing(path: string, courseDir: string, cwd: string, lessons: readonly string[]): OperatorError {
  const known = lessons.map((source) => relative(cwd, resolve(courseDir, source)).split(sep).join('/'));
  const wanted = path.replace(/(?::\d+){1,2}$/, '');
  const stem = (one: string) => posix.basename(one).replace(lessonEnding, '');
  const near =
    nearest(wanted, known) ??
    known.find((one) => nearest(stem(wanted), [stem(one)]) !== undefined) ??
    known.find((one) => stem(wanted).length > 2 && stem(one).includes(stem(wanted)));
  return new OperatorError(
    `${path} selects nothing: there is no such ${isDynamicPattern(path) ? 'lesson' : 'lesson or folder'}`,
    near === undefined ? {} : { help: `did you mean ${near}?` },
  );
}

function empty(path: string, file: string): OperatorError {
  if (!statSync(file).isDirectory()) {
    return new OperatorError(`${path} selects nothing: a lesson is a Markdown file whose name ends in .md`);
  }
  return new OperatorError(`${path} selects nothing: no lesson (*.md) is in that folder`, {
    help: 'notebooks are named one by one or as a glob, such as notebooks/*.ipynb',
  });
}
