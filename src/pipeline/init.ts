import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { answerPatterns } from '../compile/answer-names.ts';
import { configNames } from '../config/find-course.ts';
import { defaultConfig, loadConfig } from '../config/load-config.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { filesBelow } from '../files/files-below.ts';
import { leftFolders } from '../files/own-files.ts';
import { replaceFile } from '../files/replace-file.ts';
import { insideRepository } from '../files/repository.ts';
import { lessonsBelow } from '../select/lesson-files.ts';
import { lessonNameOf } from '../select/output-path.ts';
import { type RecognizedCourse, recognizeCourse } from '../select/recognize-course.ts';
import { type CiName, ciFiles } from './ci-files.ts';
import { type EditorName, editorFiles } from './editor-files.ts';
import { type FoundRequirements, foundRequirements } from './found-requirements.ts';

export interface InitResult {
  /** What there is now, relative to the course's folder, and whether `init` made it. */
  readonly files: readonly { readonly path: string; readonly change: 'created' | 'updated' | 'kept' }[];
  /** What was found of a course that is there already, each one phrase; empty for a new one. */
  readonly found: readonly string[];
  /** What is worth knowing about the files, each one sentence without a full stop. */
  readonly notes: readonly string[];
}

export interface InitOptions {
  /** The editor whose settings are written as well. */
  readonly editor?: EditorName | undefined;
  /** What checks the course on every push; GitHub Actions by default. */
  readonly ci?: CiName | undefined;
}

/**
 * Makes a folder a course: a configuration, a lesson with an exercise (where there is no lesson yet), a CI workflow, and
 * what Git should leave alone. Where there is a course for another tool, or a folder of lessons, the configuration
 * describes that one. What exists is kept as it is; `.gitignore` only gets lines that it lacks.
 * @param dir The course's folder; it is made if it is not there.
 * @param version The version of Coursewright that the workflow runs.
 * @throws OperatorError when a file cannot be written, or the configuration that is there cannot be read.
 */
export function initCourse(dir: string, version: string, { editor, ci = 'github' }: InitOptions = {}): InitResult {
  const existing = configNames.find((name) => existsSync(join(dir, name)));
  const { source } = loadConfig(dir, existing).config;
  const lesson = lessonsBelow(dir, source)[0];
  const recognized = existing === undefined ? recognizeCourse(dir) : undefined;
  // Lessons where the defaults look for them are the course, whatever else there is.
  const course = lesson === undefined || recognized?.source === source ? recognized : undefined;
  const needs = course && foundRequirements(dir, course.lessons);
  const note = ciFiles[ci].note(insideRepository(dir));
  return {
    files: [
      existing === undefined
        ? create(dir, configNames[0], configuration(dir, course, needs))
        : ({ path: existing, change: 'kept' } as const),
      ...(course === undefined ? [firstLesson(dir, source, lesson)] : []),
      ...Object.entries(ciFiles[ci].files).map(([path, name]) =>
        create(dir, path, template(name).replaceAll('VERSION', version)),
      ),
      ignore(dir),
      ...(editor === undefined ? [] : editorFiles[editor]).map(({ path, text }) => create(dir, path, text)),
    ],
    found: course === undefined || needs === undefined ? [] : described(course, needs),
    notes: note === undefined ? [] : [note],
  };
}

function firstLesson(dir: string, source: string, there: string | undefined): InitResult['files'][number] {
  if (there !== undefined) return { path: there, change: 'kept' };
  return create(dir, posix.join(source, 'first-lesson.md'), template('first-lesson.md'));
}

function described(course: RecognizedCourse, { requirements, files }: FoundRequirements): string[] {
  const { what, file, source, lessons, order } = course;
  const where = source === '.' ? '' : ` in ${source}`;
  const answers = answersOf(course);
  const versions = files.length === 0 ? '' : ` (versions of ${files.join(', ')})`;
  return [
    `${what}${file === undefined ? '' : ` (${file})`}: ${lessons.length} ${lessons.length === 1 ? 'lesson' : 'lessons'}${where}`,
    ...(order.length > 0 ? [`the order of ${order.length} lessons`] : []),
    ...(answers.length > 0 ? [`for instructors only, by their names: ${answers.join(', ')}`] : []),
    ...(requirements.length > 0 ? [`what the lessons import: ${requirements.join(', ')}${versions}`] : []),
  ];
}

/** What is made from the lessons by machines, each on its own; the notebooks are not among it, they are committed. */
const ignored = ['.coursewright', ...leftFolders].map((folder) => `${folder}/`);

function template(name: string): string {
  return readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8');
}

/** The editor's line about the schema stands only where the editor would find it. */
function configuration(dir: string, course?: RecognizedCourse, needs?: FoundRequirements): string {
  const text = template('coursewright.yaml');
  const end = text.indexOf('\n') + 1;
  const [, schema = ''] = /\$schema=(\S+)/.exec(text) ?? [];
  const schemaLine = existsSync(resolve(dir, schema)) ? text.slice(0, end) : '';
  const settings = course && settingsOf(course, needs?.requirements ?? [], freeOutput(dir, course));
  const isUsual = settings === undefined || isDeepStrictEqual(settings, { source: defaultConfig.source });
  return schemaLine + (isUsual ? text.slice(end) : stringify(settings));
}

/** The smallest configuration for a course: what differs from the defaults. */
function settingsOf(course: RecognizedCourse, requirements: readonly string[], output: string): object {
  const { source, dialect, order } = course;
  const instructors = answersOf(course);
  return {
    source,
    ...(output !== defaultConfig.output && { output }),
    ...(dialect !== 'auto' && { dialect }),
    ...(order.length > 0 && { order }),
    ...(instructors.length > 0 && { instructors }),
    ...(requirements.length > 0 && { python: { requirements } }),
  };
}

/** The folder for the notebooks: another one than usual where the course has notebooks or lessons of its own there. */
function freeOutput(dir: string, { source, lessons }: RecognizedCourse): string {
  const { output } = defaultConfig;
  const isTaken =
    `${source}/`.startsWith(`${output}/`) ||
    lessons.some((path) => path.startsWith(`${output}/`)) ||
    filesBelow(join(dir, output), (name) => name.endsWith('.ipynb')).length > 0;
  return isTaken ? `lesson-${output}` : output;
}

/** What of a course is for instructors only, by its name. */
function answersOf({ source, lessons }: RecognizedCourse): string[] {
  return answerPatterns(lessons.map((path) => lessonNameOf(path, { source })));
}

function create(dir: string, path: string, content: string): InitResult['files'][number] {
  const file = join(dir, path);
  if (isThere(file)) return { path, change: 'kept' };
  replaceFile(file, content, { isNew: true });
  return { path, change: 'created' };
}

/** A link is there wherever it leads. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function ignore(dir: string): InitResult['files'][number] {
  const path = '.gitignore';
  const file = join(dir, path);
  if (!existsSync(file)) return create(dir, path, `${ignored.join('\n')}\n`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new OperatorError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const bare = (line: string) => line.trim().replace(/^\/|\/$/g, '');
  const there = new Set(text.split(/\r?\n/).map(bare));
  const missing = ignored.filter((line) => !there.has(bare(line)));
  if (missing.length === 0) return { path, change: 'kept' };
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  replaceFile(file, `${text}${gap}${missing.join(end)}${end}`);
  return { path, change: 'updated' };
}
