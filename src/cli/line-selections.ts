import { readCourseLesson } from '../compile/read-course-lesson.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { codesIn, exercisesIn } from '../model/walk.ts';
import type { Course } from '../pipeline/course.ts';
import { courseFiles } from '../pipeline/course-files.ts';
import type { Selected } from '../select/selected.ts';
import { lineIndex } from '../text/span.ts';

/**
 * Refuses a `lesson.md:LINE` that selects nothing because no cell begins at that line or before it.
 * @throws OperatorError which names the line of the lesson's first cell.
 */
export function refuseLinesBeforeCells({ dir, loaded }: Course, selected: readonly Selected[]): void {
  const files = courseFiles(dir, loaded.config.output);
  for (const { source, line } of selected) {
    const text = line === undefined ? undefined : files.lessonText(source);
    if (line === undefined || text === undefined) continue;
    const { blocks } = readCourseLesson(text, source, loaded.config, files).lesson;
    const lines = lineIndex(text);
    const starts = [...codesIn(blocks), ...exercisesIn(blocks)].map(({ span }) => lines.point(span.start).line);
    const first = starts.sort((a, b) => a - b).at(0);
    if (first !== undefined && first <= line) continue;
    const lesson = first === undefined ? 'the lesson has no cells' : `the lesson's first cell begins at line ${first}`;
    throw new OperatorError(`${source}:${line} selects nothing: ${lesson}`);
  }
}
