import { posix } from 'node:path';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { PrecedingLesson } from '../model/compiled-lesson.ts';
import type { Config } from '../model/config.ts';
import type { Lesson } from '../model/lesson.ts';
import { titleOf } from '../model/walk.ts';
import { lessonNameOf } from '../select/output-path.ts';
import type { Span } from '../text/span.ts';
import type { CourseFiles } from './course-files.ts';
import { outline } from './outline.ts';
import { readCourseLesson } from './read-course-lesson.ts';

/**
 * The lessons whose code runs before a lesson's, in order: the one that it `continues` (after what that one continues),
 * then its `setup` file.
 */
export function precedingLessons(
  lesson: Lesson,
  config: Config,
  files: CourseFiles,
  place?: Span,
  seen: readonly string[] = [],
): { readonly lessons: readonly PrecedingLesson[]; readonly diagnostics: readonly Diagnostic[] } {
  const lessons: PrecedingLesson[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const key of ['continues', 'setup'] as const) {
    const name = lesson.meta[key];
    if (name === undefined) continue;
    const at = Math.max(lesson.text.indexOf(name), 0);
    const own = { start: at, end: at + name.length };
    const path = precedingLesson(name, lesson.source, config, files);
    if (path === undefined || seen.includes(path) || path === lesson.source) {
      const why = path === undefined ? 'names no lesson' : 'comes back to itself';
      const help = 'give the path of a lesson, relative to this one, or its name as `order:` has it';
      diagnostics.push(diagnostic('file-missing', `\`${key}: ${name}\` ${why}`, lesson.source, own, { help }));
      continue;
    }
    const span = place ?? own;
    const other = readCourseLesson(files.lessonText(path) ?? '', path, config, files).lesson;
    const before = precedingLessons(other, config, files, span, [...seen, lesson.source]);
    for (const one of before.diagnostics) diagnostics.push(one);
    const title = titleOf(other) ?? posix.basename(lessonNameOf(path, config));
    for (const one of before.lessons) lessons.push(one);
    lessons.push({ source: path, title, lesson: other, cells: outline(other), key, span });
  }
  return { lessons: once(lessons), diagnostics };
}

/** A lesson that two others lead to runs once, where it is first needed. */
function once(lessons: readonly PrecedingLesson[]): PrecedingLesson[] {
  return lessons.filter((one, index) => lessons.findIndex(({ source }) => source === one.source) === index);
}

/** The lesson that `continues` or `setup` names: its path relative to the course's folder. */
export function precedingLesson(name: string, from: string, config: Config, files: CourseFiles): string | undefined {
  const candidates = [
    posix.join(posix.dirname(from), name),
    posix.join(posix.dirname(from), `${name}.md`),
    posix.join(config.source, name),
    posix.join(config.source, `${name}.md`),
  ];
  return candidates.find((path) => files.lessonText(path) !== undefined && lessonNameOf(path, config) !== '');
}
