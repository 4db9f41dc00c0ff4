import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Config } from './config.ts';
import { courseOrder } from './course-order.ts';
import { lessonsBelow } from './lesson-files.ts';
import type { LoadedConfig } from './load-config.ts';
import { takenPaths, twinsOf } from './output-path.ts';
import { select } from './select-paths.ts';

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

export interface Selected {
  /** Path relative to the course's folder, POSIX separators. */
  readonly source: string;
  /** The line (from 1) of `lesson.md:LINE`. */
  readonly line?: number;
}

/**
 * Finds the lessons that paths select; without paths, all lessons of the course.
 *
 * In a folder, lessons are the files `*.md` (and `.markdown`, `.qmd`, `.Rmd`) at any depth, but for: names that start
 * with `_` or `.`, and what is in folders of such names; the files that code hosts know by name (README, LICENSE,
 * CONTRIBUTING, …); `node_modules` and `site-packages`. A file that is named, or that stands in `order`, is a lesson
 * whatever its name.
 *
 * @param courseDir The course's folder.
 * @param loaded Its configuration.
 * @param paths Lessons, `lesson.md:LINE`, folders, globs or notebooks, relative to `cwd`.
 * @throws OperatorError for a path that selects nothing, and for a course without lessons.
 */
export function discoverLessons(
  courseDir: string,
  loaded: Pick<LoadedConfig, 'config' | 'file' | 'spanOf'>,
  paths: readonly string[] = [],
  cwd: string = courseDir,
): Discovered {
  const { config } = loaded;
  const order = courseOrder(courseDir, loaded);
  const all = () => order.sorted(lessonsBelow(courseDir, config.source).concat(order.named));
  const chosen =
    paths.length === 0 ? { lessons: whole(all(), config), notebooks: [] } : select(courseDir, cwd, paths, all);
  const lessons = chosen.lessons.sort((a, b) => order.compare(a.source, b.source) || (a.line ?? 0) - (b.line ?? 0));
  const sources = [...new Set(lessons.map((lesson) => lesson.source))];
  // Of a whole course the lessons of the same name are here already.
  const twins = paths.length === 0 ? [] : sources.flatMap((source) => twinsOf(courseDir, source));
  const taken = takenPaths(order.sorted([...sources, ...twins]), config).filter(({ file }) => sources.includes(file));
  return {
    lessons,
    notebooks: chosen.notebooks,
    withoutNotebook: taken.map(({ file }) => file),
    diagnostics: [...order.diagnostics, ...taken],
  };
}

function whole(sources: readonly string[], config: Config): Selected[] {
  if (sources.length === 0) {
    throw new OperatorError(`There are no lessons in ${config.source}`, {
      help: 'coursewright init makes a first one; `source:` in coursewright.yaml names the folder of the lessons',
    });
  }
  return sources.map((source) => ({ source }));
}
