import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { compileLesson } from '../../compile/compile-lesson.ts';
import { contentsOf, noContents } from '../../compile/contents.ts';
import { defaultConfig } from '../../config/load-config.ts';
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { differencesOf } from '../../import/compare.ts';
import type { ImportedLesson } from '../../import/imported-lesson.ts';
import { withLessonLinks } from '../../import/lesson-links.ts';
import { kindOf } from '../../import/readers.ts';
import type { CompiledLesson } from '../../model/compiled-lesson.ts';
import type { PipelineEvent } from '../../model/event.ts';
import { lessonEndings } from '../../model/lesson-names.ts';
import type { LessonResult } from '../../model/result.ts';
import type { Course } from '../course.ts';
import { courseFiles } from '../course-files.ts';
import { findingsOf } from '../findings.ts';
import { runResult } from '../run-result.ts';
import { addFilesBeside } from './files-beside.ts';
import { type Original, originalsOf, selectHelp, type Target, targetOf } from './originals.ts';

export interface ImportRequest {
  /** Files, folders or globs, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** Folder of the new lessons, absolute. */
  readonly to: string;
  readonly signal?: AbortSignal;
}

/**
 * `import`: notebooks, pages and scripts → lessons, with the files that they show and read. Nothing is overwritten. Each
 * lesson is compiled again at once: what its notebook has otherwise than the original is a finding.
 * @throws OperatorError for a path that selects nothing, and when a lesson cannot be written.
 */
export async function* importFiles(course: Course, request: ImportRequest): AsyncGenerator<PipelineEvent> {
  const started = performance.now();
  const lessons = originalsOf(request.cwd, request.paths).map((one) => ({
    ...one,
    ...targetOf(one, request.to, course.dir),
  }));
  yield { type: 'run-started', command: 'import', sources: lessons.map(({ source }) => source) };
  const results: LessonResult[] = [];
  const read: Task[] = [];
  for (const lesson of lessons) {
    if (request.signal?.aborted === true) break;
    read.push(await readTask(lesson, lessons));
    await new Promise((rest) => setImmediate(rest));
  }
  // What is said of a lesson depends on the others: links lead to them.
  const done: { task: Task; written: Written | undefined }[] = [];
  for (const task of read) {
    if (request.signal?.aborted === true) break;
    const written = writeLesson(task, read);
    for (const path of written?.paths ?? []) yield { type: 'notebook-written', path, change: 'created' };
    done.push({ task, written });
    await new Promise((rest) => setImmediate(rest));
  }
  for (const { task, written } of done) {
    yield { type: 'lesson-started', source: task.source };
    const result = resultOf(task, written, course);
    results.push(result);
    yield { type: 'lesson-ended', result };
    await new Promise((rest) => setImmediate(rest));
  }
  yield { type: 'run-ended', result: runResult('import', course, results, started) };
}

/** An original that was read, or what keeps it from becoming a lesson. */
interface Task extends Original, Target {
  readonly imported?: ImportedLesson;
  readonly refused?: Diagnostic;
}

async function readTask(lesson: Original & Target, all: readonly (Original & Target)[]): Promise<Task> {
  const refused = refusalOf(lesson, all);
  if (refused !== undefined) return { ...lesson, refused };
  const read = await readOriginal(lesson);
  if (!('unreadable' in read)) return { ...lesson, imported: read };
  const message = `${lesson.named} ${read.unreadable}`;
  return { ...lesson, refused: diagnostic('import-unreadable', message, lesson.source, nowhere, { help: read.help }) };
}

/** A lesson on the disk. */
interface Written {
  readonly text: string;
  /** It, and the files beside it, relative to the course's folder. */
  readonly paths: readonly string[];
  /** What its notebook has otherwise, and what it does not have. */
  readonly found: readonly Diagnostic[];
}

function writeLesson(task: Task, all: readonly Task[]): Written | undefined {
  const { imported, source, path } = task;
  if (imported === undefined) return undefined;
  const folder = dirname(task.file);
  const originals = new Map(all.map((one) => [one.file, one.imported]));
  const text = withLessonLinks(imported, {
    lesson: (to) => originals.get(resolve(folder, to)),
    exists: (to) => existsSync(resolve(folder, to)),
  });
  const compiled = compileLesson(text, `${basename(task.name)}.md`, standAlone, courseFiles(folder, ''));
  const beside = new Map(imported.files);
  const missing = addFilesBeside(beside, compiled, folder, dirname(path), originals);
  for (const [to, bytes] of beside) replaceFile(join(dirname(path), to), bytes, { isNew: true });
  replaceFile(path, text, { isNew: true });
  const leftOut = [...imported.leftOut, ...missing];
  const said = `not in the lesson: ${leftOut.join(', ')}`;
  return {
    text,
    paths: [...[...beside.keys()].map((to) => posix.join(posix.dirname(source), to)), source],
    found: [
      ...differences(imported, compiled, task),
      ...(leftOut.length === 0 ? [] : [diagnostic('import-left-out', said, source, nowhere)]),
    ],
  };
}

const nowhere = { start: 0, end: 0 };

/** A lesson in the folder of its original, whose notebook stands in that folder too. */
const standAlone = { ...defaultConfig, source: '.', output: '.' };

/** Why nothing may be written: a lesson is there, or another original has taken the name. */
function refusalOf(lesson: Original & Target, all: readonly (Original & Target)[]): Diagnostic | undefined {
  const first = all.find(({ path }) => path.toLowerCase() === lesson.path.toLowerCase());
  if (first !== undefined && first !== lesson)
    return taken(lesson, `${lesson.named} is not imported: ${first.named} becomes the lesson of that name`);
  const stem = lesson.path.slice(0, -'.md'.length);
  const there = lessonEndings.find((ending) => existsSync(`${stem}.${ending}`));
  if (there === undefined) return undefined;
  return taken(lesson, `${lesson.named} is not imported: ${posix.basename(stem)}.${there} is there already`);
}

function taken({ source }: Target, message: string): Diagnostic {
  return diagnostic('import-taken', message, source, nowhere);
}

async function readOriginal({ file, name }: Original) {
  const kind = kindOf(file);
  if (kind === undefined) return { unreadable: 'is of no kind that can be imported', help: selectHelp.help };
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch (error) {
    return {
      unreadable: `cannot be read: ${error instanceof Error ? error.message : error}`,
      help: 'check its permissions',
    };
  }
  return (await kind.load())(content, posix.basename(name), file);
}

function differences(
  { cells = [] }: ImportedLesson,
  compiled: CompiledLesson,
  { source, named }: Original & Target,
): Diagnostic[] {
  return differencesOf(cells, compiled).map(({ type, cell, expected, actual, span }) => {
    const what = type === 'code' ? 'the code' : 'a line';
    const message = `${what} of cell ${cell} of ${named} is not as it was in the notebook of this lesson`;
    return diagnostic('import-differs', message, source, span ?? nowhere, {
      expected,
      ...(actual === undefined ? {} : { actual }),
    });
  });
}

function resultOf({ source, refused }: Task, written: Written | undefined, course: Course): LessonResult {
  const { config } = course.loaded;
  const text = written?.text ?? '';
  const compiled = written && compileLesson(text, source, config, courseFiles(course.dir, config.output));
  const found = [
    ...(refused === undefined ? [] : [refused]),
    ...(written?.found ?? []),
    ...(compiled?.diagnostics ?? []),
  ];
  return {
    source,
    status: compiled === undefined ? 'failed' : 'passed',
    durationMs: 0,
    cached: false,
    notebooks: [],
    ...(compiled === undefined ? noContents : contentsOf(compiled)),
    outputs: [],
    findings: findingsOf(found, config, (file) => (file === source ? text : undefined)),
  };
}
