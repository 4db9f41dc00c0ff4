import { posix } from 'node:path';
import { outline } from '../compile/outline.ts';
import { precedingCells } from '../compile/plan.ts';
import { lessonNameOf } from '../config/output-path.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { RunCell, RunFile } from '../notebook/run.ts';
import { type CourseFiles, readCourseLesson } from './compile-lesson.ts';
import type { Course } from './course.ts';
import { runFiles } from './run-files.ts';

/**
 * What runs before a lesson, in verification only: the code of the lesson that it `continues` (and of what that one
 * continues), then of its `setup` file.
 */
export function precedingRun(
  lesson: Lesson,
  course: Course,
  files: CourseFiles,
  network: boolean,
  seen: readonly string[] = [],
): { cells: RunCell[]; files: RunFile[]; diagnostics: Diagnostic[] } {
  const cells: RunCell[] = [];
  const found: RunFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const key of ['continues', 'setup'] as const) {
    const name = lesson.meta[key];
    if (name === undefined) continue;
    const path = precedingLesson(name, lesson.source, course, files);
    if (path === undefined || seen.includes(path) || path === lesson.source) {
      const at = Math.max(lesson.text.indexOf(name), 0);
      const message =
        path === undefined ? `"${key}: ${name}" names no lesson` : `"${key}: ${name}" comes back to itself`;
      diagnostics.push(
        diagnostic(
          'file-missing',
          message,
          lesson.source,
          { start: at, end: at + name.length },
          {
            help: 'give the path of a lesson, relative to this one, or its name as `order:` has it',
          },
        ),
      );
      continue;
    }
    const other = readCourseLesson(files.lessonText(path) ?? '', path, course.loaded.config).lesson;
    const before = precedingRun(other, course, files, network, [...seen, lesson.source]);
    cells.push(...before.cells, ...precedingCells(other, outline(other), network));
    found.push(...before.files, ...runFiles(course.dir, other).files);
    diagnostics.push(...before.diagnostics);
  }
  return { cells, files: found, diagnostics };
}

/** The lesson that `continues` or `setup` names: its path relative to the course's folder. */
export function precedingLesson(name: string, from: string, course: Course, files: CourseFiles): string | undefined {
  const { config } = course.loaded;
  const candidates = [
    posix.join(posix.dirname(from), name),
    posix.join(posix.dirname(from), `${name}.md`),
    posix.join(config.source, name),
    posix.join(config.source, `${name}.md`),
  ];
  return candidates.find((path) => files.lessonText(path) !== undefined && lessonNameOf(path, config) !== '');
}
