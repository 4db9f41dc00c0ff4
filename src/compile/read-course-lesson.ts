import { readFrontMatter } from '../config/front-matter.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelLanguage, languageOfKernel } from '../languages/kernels.ts';
import { kernelOfHeader } from '../markdown/dialects/dialects.ts';
import { readLesson } from '../markdown/read-lesson.ts';
import type { Config } from '../model/config.ts';
import type { Lesson } from '../model/lesson.ts';
import { isForInstructors } from '../select/variants.ts';
import type { CourseFiles } from './course-files.ts';

/** Reads one lesson with the course's settings. */
export function readCourseLesson(
  text: string,
  source: string,
  config: Config,
  files?: Pick<CourseFiles, 'bytes'>,
): { lesson: Lesson; diagnostics: readonly Diagnostic[] } {
  return readLesson(text, {
    source,
    ...(files === undefined ? {} : { readText: (path: string) => textOf(files.bytes(path)) }),
    frontMatter: (yaml, offset, isForeign) =>
      readFrontMatter(yaml, source, offset, kernelOfHeader, isForeign ? 'name' : 'error'),
    ...(config.dialect === 'auto' ? {} : { isForeign: config.dialect !== 'native' }),
    outputFences: config.confirm.outputFences,
    ...(config.framework === undefined ? {} : { framework: config.framework }),
    languageOfKernel: (kernel) => (kernel === undefined ? courseLanguage(config) : languageOfKernel(kernel)),
    // What nobody keeps from the readers of a notebook can stay in its text.
    solutionsShown: config.solutions === 'collapsed' || isForInstructors(source, config),
  });
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
}

/** What the course's own kernel speaks: Python where its name does not say. */
export function courseLanguage(config: Config): string {
  return kernelLanguage(languageOfKernel(config.kernel)) ?? 'python';
}
