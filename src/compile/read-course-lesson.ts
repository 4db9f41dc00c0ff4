import { posix } from 'node:path';
import { readFrontMatter } from '../config/front-matter.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { kernelLanguage, languageOfKernel } from '../languages/kernels.ts';
import type { ProjectFile } from '../markdown/cell-defaults.ts';
import { kernelOfHeader } from '../markdown/dialects/dialects.ts';
import { type ReadOptions, readLesson } from '../markdown/read-lesson.ts';
import type { Config } from '../model/config.ts';
import type { Lesson } from '../model/lesson.ts';
import { isForInstructors } from '../select/variants.ts';
import { mappingOf } from '../yaml/mapping.ts';
import type { CourseFiles } from './course-files.ts';
import { readByJinja } from './read-by-jinja.ts';

/** A lesson that was read, with what is wrong in it. */
interface ReadLesson {
  readonly lesson: Lesson;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads one lesson with the course's settings. Lessons that others refer to are kept: with the cross-references of a course
 * of 49 lessons, reading each once in place of twice takes an eighth less of the time of a build (6.1 s of CPU, 7.0 without).
 */
export function readCourseLesson(
  text: string,
  source: string,
  config: Config,
  files?: Pick<CourseFiles, 'bytes'>,
): ReadLesson {
  const known = reads.get(config) ?? new Map<string, { text: string; read: ReadLesson }>();
  reads.set(config, known);
  const project = files === undefined ? [] : projectFiles(source, files);
  const hasJinja = files !== undefined && readByJinja(text, source, files);
  const key = [text, String(hasJinja), ...project.map((one) => one.text)].join('\0');
  const before = known.get(source);
  if (before?.text === key) return before.read;
  let includes = false;
  const readText = (path: string) => {
    includes = true;
    return textOf(files?.bytes(path));
  };
  const read = readWith(text, source, config, { project, hasJinja, readText });
  // What a lesson includes is a part of it that its own text does not tell.
  if (includes) return files === undefined ? readWith(text, source, config, { project, hasJinja }) : read;
  if (known.size >= memory) known.clear();
  known.set(source, { text: key, read });
  return read;
}

const reads = new WeakMap<Config, Map<string, { readonly text: string; readonly read: ReadLesson }>>();
/** Lessons that are kept: as many as refer to each other in most courses, few enough that memory stays flat. */
const memory = 64;

function readWith(
  text: string,
  source: string,
  config: Config,
  around: Pick<ReadOptions, 'project' | 'hasJinja' | 'readText'>,
): ReadLesson {
  return readLesson(text, {
    source,
    ...around,
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

/** What a project of Quarto or bookdown says of all its chunks: in its own file, and in those of its folders. */
function projectFiles(source: string, files: Pick<CourseFiles, 'bytes'>): ProjectFile[] {
  if (!/\.[qr]md$/i.test(source)) return [];
  const found: ProjectFile[] = ofBook(source, files);
  for (let folder = posix.dirname(source); ; folder = posix.dirname(folder)) {
    for (const name of ['_metadata.yml', '_metadata.yaml', '_quarto.yml', '_quarto.yaml']) {
      const path = posix.join(folder, name);
      const text = textOf(files.bytes(path));
      if (text !== undefined) found.unshift({ path, text });
    }
    if (folder === '.' || found[0]?.path.includes('_quarto.') === true) return found;
  }
}

/**
 * What a chapter of a book of bookdown finds set: by the script before each chapter, or by the book's first page, where one
 * session of R knits them all. https://bookdown.org/yihui/bookdown/new-session.html
 */
function ofBook(source: string, files: Pick<CourseFiles, 'bytes'>): ProjectFile[] {
  const folder = posix.dirname(source);
  const at = (name: string) => posix.join(folder, name);
  const settings = mappingOf(textOf(files.bytes(at('_bookdown.yml'))) ?? '');
  const isApart = /^(?:true|yes)$/i.test(String(settings.new_session));
  const scripts = [settings.before_chapter_script ?? []].flat().map((name) => at(String(name)));
  const first = isApart || source === at('index.Rmd') ? [] : [at('index.Rmd')];
  return (Object.keys(settings).length === 0 ? [] : [...first, ...scripts]).flatMap((path) => {
    const text = path.startsWith('..') ? undefined : textOf(files.bytes(path));
    return text === undefined ? [] : [{ path, text }];
  });
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes).replace(/\r\n?/g, '\n');
}

/** What the course's own kernel speaks: Python where its name does not say. */
export function courseLanguage(config: Config): string {
  return kernelLanguage(languageOfKernel(config.kernel)) ?? 'python';
}
