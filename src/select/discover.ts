import { join, posix } from 'node:path';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { readTextIfAny } from '../files/read-text.ts';
import type { Config } from '../model/config.ts';
import { type CourseOrder, courseOrder } from './course-order.ts';
import { lessonsBelow } from './lesson-files.ts';
import { takenPaths, twinsOf } from './output-path.ts';
import { projectPages } from './project-pages.ts';
import { recognizeCourse } from './recognize-course.ts';
import type { Selected } from './selected.ts';

export interface Discovered {
  /** In course order, each selection once; a lesson that is selected whole has no entry with a line. */
  readonly lessons: readonly Selected[];
  /** Notebooks that were named, relative to the course's folder, in code-point order. */
  readonly notebooks: readonly string[];
  /** Of `lessons` those whose notebook is another lesson's; a diagnostic says so. */
  readonly withoutNotebook: readonly string[];
  /** What is wrong with the course as a whole: `order` names no lesson, two lessons make one notebook. */
  readonly diagnostics: readonly Diagnostic[];
}

type Loaded = Pick<LoadedConfig, 'config' | 'file' | 'spanOf'>;

/**
 * Finds all lessons of a course.
 *
 * In a folder, lessons are the files `*.md` (and `.markdown`, `.mdx`, `.qmd`, `.Rmd`) at any depth, but for: names that start
 * with `_` or `.`, and what is in folders of such names; the files that code hosts know by name (README, LICENSE,
 * CONTRIBUTING, …); `node_modules` and `site-packages`; what a project of Quarto or bookdown makes no page of. A file that is named, or that stands in `order`, is a lesson
 * whatever its name.
 *
 * @param courseDir The course's folder.
 * @param loaded Its configuration.
 * @throws OperatorError for a course without lessons.
 */
export function discoverLessons(courseDir: string, loaded: Loaded): Discovered {
  const order = courseOrder(courseDir, loaded);
  const lessons = whole(courseDir, loaded, allLessons(courseDir, loaded, order));
  return discovered({ lessons, notebooks: [] }, order, loaded.config);
}

/**
 * Finds the lessons that paths select; without paths, all lessons of the course.
 * @param paths Lessons, `lesson.md:LINE`, folders, globs or notebooks, relative to `cwd`.
 * @throws OperatorError for a path that selects nothing, and for a course without lessons.
 */
export async function discoverSelected(
  courseDir: string,
  loaded: Loaded,
  paths: readonly string[],
  cwd: string = courseDir,
): Promise<Discovered> {
  if (paths.length === 0) return discoverLessons(courseDir, loaded);
  const { select } = await import('./select-paths.ts');
  const order = courseOrder(courseDir, loaded);
  const chosen = select(courseDir, cwd, paths, () => allLessons(courseDir, loaded, order));
  const sources = new Set(chosen.lessons.map(({ source }) => source));
  // Of a whole course the lessons of the same name are here already.
  const twins = twinsOf(courseDir, [...sources]);
  return discovered(chosen, order, loaded.config, twins);
}

function allLessons(courseDir: string, { config }: Loaded, order: CourseOrder): string[] {
  // Files that lessons link to are copied beside the notebooks: copies are no lessons, where these are in the lessons' folder.
  const below = posix.normalize(config.output);
  const isInside = config.source === '.' || below.startsWith(`${posix.normalize(config.source)}/`);
  const isPage = projectPages(config.source, (path) => readTextIfAny(join(courseDir, path)));
  const own = lessonsBelow(courseDir, config.source).filter(isPage);
  const written = isInside ? own.filter((path) => !path.startsWith(`${below}/`)) : own;
  return order.sorted(written.concat(order.named));
}

function discovered(
  { lessons: chosen, notebooks }: Pick<Discovered, 'lessons' | 'notebooks'>,
  order: CourseOrder,
  config: Config,
  twins: readonly string[] = [],
): Discovered {
  const lessons = [...chosen].sort((a, b) => order.compare(a.source, b.source) || (a.line ?? 0) - (b.line ?? 0));
  const sources = new Set(lessons.map(({ source }) => source));
  const taken = takenPaths(order.sorted([...sources, ...twins]), config).filter(({ file }) => sources.has(file));
  return {
    lessons,
    notebooks,
    withoutNotebook: taken.map(({ file }) => file),
    diagnostics: [...order.diagnostics, ...taken],
  };
}

/** A course for another tool is said to be one: nothing has to be moved for us. */
function noLessons(courseDir: string, { config, file }: Loaded): OperatorError {
  const message = `there are no lessons in ${config.source}`;
  const course = recognizeCourse(courseDir);
  const { what, source, lessons } = course ?? { what: '', source: '', lessons: [] };
  const known = `this is ${what} with ${lessons.length} ${lessons.length === 1 ? 'lesson' : 'lessons'}`;
  if (course !== undefined && file === undefined) {
    return new OperatorError(message, { help: `${known}: coursewright init makes the configuration for it` });
  }
  if (course !== undefined && source !== config.source) {
    return new OperatorError(message, { help: `${known}: write \`source: ${source}\` in ${file}` });
  }
  return new OperatorError(message, {
    help: 'coursewright init makes a first one; `source:` in coursewright.yaml names the folder of the lessons',
  });
}

function whole(courseDir: string, loaded: Loaded, sources: readonly string[]): Selected[] {
  if (sources.length === 0) throw noLessons(courseDir, loaded);
  return sources.map((source) => ({ source }));
}
