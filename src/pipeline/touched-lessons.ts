import { posix, relative, resolve } from 'node:path';
import type { CourseFiles } from '../compile/course-files.ts';
import { filesRead } from '../compile/notebook-files.ts';
import { outline } from '../compile/outline.ts';
import { precedingLesson } from '../compile/preceding.ts';
import { readCourseLesson } from '../compile/read-course-lesson.ts';
import { readersOf } from '../compile/readers.ts';
import { configNames } from '../config/find-course.ts';
import type { Lesson } from '../model/lesson.ts';
import { lessonEnding } from '../model/lesson-names.ts';
import { solvedVariant } from '../model/variants.ts';
import { codesIn } from '../model/walk.ts';
import { outputPathOf } from '../select/output-path.ts';
import { variantsOf } from '../select/variants.ts';
import type { Course } from './course.ts';

/** Why a lesson is touched, as people are told. */
export function touchedBy(source: string, path: string): string {
  return path === source ? 'it changed' : `${path} changed`;
}

/**
 * The lessons that changed files can make another verdict of, each with the first of these files, in the order given: by their own text, by
 * a lesson that they continue, by files that their code reads or imports, images that they compare with, their notebooks,
 * the configuration. Rather a lesson too many: one that only names a file which is new or gone is among them.
 *
 * @param changed Paths relative to the course's folder, of files that are there or not.
 */
export function touchedLessons(
  course: Course,
  sources: readonly string[],
  changed: ReadonlySet<string>,
  files: CourseFiles,
): ReadonlyMap<string, string> {
  const { config, file = configNames[0] } = course.loaded;
  const settings = [file, ...configNames, 'config.yaml'].find((name) => changed.has(name));
  if (settings !== undefined) return new Map(sources.map((source) => [source, settings]));
  const touched = new Map<string, string>();
  if (changed.size === 0) return touched;
  for (const source of sources) {
    const path = changedFor(source);
    if (path !== undefined) touched.set(source, path);
  }
  return touched;

  function changedFor(source: string): string | undefined {
    if (changed.has(source)) return source;
    const notebook = variantsOf(source, config)
      .map((one) => outputPathOf(source, config, one))
      .find((path) => changed.has(path));
    if (notebook !== undefined) return notebook;
    for (const lesson of withPreceding(source)) {
      const used = lesson.source === source ? undefined : lesson.source;
      const read = [...(used === undefined ? [] : [used]), ...filesOf(lesson)].find((path) => changed.has(path));
      const path = read ?? [...changed].find((one) => isNamed(one, lesson));
      if (path !== undefined) return path;
    }
    return undefined;
  }

  /** A lesson and those whose code runs before its own, each once. */
  function withPreceding(source: string, seen = new Set<string>()): Lesson[] {
    const text = files.lessonText(source);
    if (text === undefined || seen.has(source)) return [];
    seen.add(source);
    const { lesson } = readCourseLesson(text, source, config);
    const names = [lesson.meta.continues, lesson.meta.setup].filter((name) => name !== undefined);
    const paths = names.map((name) => precedingLesson(name, source, config, files));
    return [lesson, ...paths.flatMap((path) => (path === undefined ? [] : withPreceding(path, seen)))];
  }

  function filesOf(lesson: Lesson): string[] {
    const cells = outline(lesson);
    const found = filesRead(lesson.source, ...readersOf(lesson, cells, [], solvedVariant, true), files).found.map(
      ({ from }) => from,
    );
    const images = codesIn(lesson.blocks)
      .flatMap(({ expected }) => expected.map(({ match }) => match.image))
      .filter((image) => image !== undefined)
      .flatMap((image) => [image, posix.join(posix.dirname(lesson.source), image)]);
    return [...found, ...images];
  }

  /** Whether a lesson speaks of a file that its code does not find (any more), or of a place in another lesson. */
  function isNamed(path: string, lesson: Lesson): boolean {
    const name = posix.basename(path);
    if (path.endsWith('.ipynb') || name.length < 3) return false;
    if (lessonEnding.test(path)) {
      const isGone = files.bytes(path) === undefined;
      const stem = name.replace(lessonEnding, '');
      return isGone ? mentions(lesson.text, name) || names(lesson, stem) : lesson.text.includes(`${name}#`);
    }
    if (isBeyond(path)) return false;
    return mentions(lesson.text, name) || (name.endsWith('.py') && imports(lesson, name.slice(0, -3)));
  }

  function isBeyond(path: string): boolean {
    return relative(course.dir, resolve(course.dir, path)).startsWith('..');
  }
}

function mentions(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\w-]/.test(text[at - 1] ?? '') && !/[\w-]/.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}

function names({ meta }: Lesson, stem: string): boolean {
  return [meta.continues, meta.setup].some((name) => name !== undefined && posix.basename(name) === stem);
}

function imports(lesson: Lesson, module: string): boolean {
  return codesIn(lesson.blocks).some(({ source }) =>
    source.text.split('\n').some((line) => /^\s*(?:import|from)\s/.test(line) && mentions(line, module)),
  );
}
