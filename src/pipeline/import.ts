import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, posix, relative, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { compileLesson } from '../compile/compile-lesson.ts';
import { contentsOf, noContents } from '../compile/contents.ts';
import { defaultConfig } from '../config/load-config.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import { isOwn } from '../files/own-files.ts';
import { replaceFile } from '../files/replace-file.ts';
import { differencesOf } from '../import/compare.ts';
import type { ImportedLesson } from '../import/imported-lesson.ts';
import { withLessonLinks } from '../import/lesson-links.ts';
import { kindOf } from '../import/readers.ts';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { LessonResult } from '../model/result.ts';
import { isLesson } from '../select/lesson-files.ts';
import { compareCodePoints } from '../text/code-points.ts';
import type { Course } from './course.ts';
import { courseFiles } from './course-files.ts';
import { findingsOf } from './findings.ts';
import { runResult } from './run-result.ts';

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
  const files = filesToImport(request.cwd, request.paths);
  const lessons = files.map((file) => ({ ...file, ...targetOf(file, request.to, course.dir) }));
  yield { type: 'run-started', command: 'import', sources: lessons.map(({ source }) => source) };
  const results: LessonResult[] = [];
  const read: Task[] = [];
  for (const lesson of lessons) {
    if (request.signal?.aborted === true) break;
    read.push(await readTask(lesson, lessons));
    await new Promise((rest) => setImmediate(rest));
  }
  for (const task of read) {
    if (request.signal?.aborted === true) break;
    yield { type: 'lesson-started', source: task.source };
    const { result, written } = importFile(task, read, course);
    for (const path of written) yield { type: 'notebook-written', path, change: 'created' };
    results.push(result);
    yield { type: 'lesson-ended', result };
    await new Promise((rest) => setImmediate(rest));
  }
  yield { type: 'run-ended', result: runResult('import', course, results, started) };
}

/** A file to be imported, and where below the folder of lessons its lesson goes. */
interface Original {
  /** Absolute. */
  readonly file: string;
  /** As the user would name it. */
  readonly named: string;
  /** Of the lesson, relative to the folder of the new lessons, without ending. */
  readonly name: string;
}

interface Target {
  /** Absolute. */
  readonly path: string;
  /** Relative to the course's folder. */
  readonly source: string;
}

function targetOf({ name }: Original, to: string, courseDir: string): Target {
  const path = join(to, `${name}.md`);
  return { path, source: relative(courseDir, path).split(sep).join('/') };
}

/** The files that paths name; of a folder, and of a pattern, all that can be imported. */
function filesToImport(cwd: string, paths: readonly string[]): Original[] {
  const found = new Map<string, Original>();
  for (const path of paths) {
    const isFolder = existsSync(resolve(cwd, path)) && statSync(resolve(cwd, path)).isDirectory();
    const base = isFolder ? resolve(cwd, path) : undefined;
    const files = isFolder ? filesIn(resolve(cwd, path)) : existsSync(resolve(cwd, path)) ? [path] : matching(cwd, path);
    if (files.length === 0) throw new OperatorError(`${path} selects nothing: there is no file to import`, selectHelp);
    for (const one of files) {
      const file = resolve(cwd, one);
      const ending = extname(file);
      const name = base === undefined ? basename(file, ending) : relative(base, file).slice(0, -ending.length);
      if (!found.has(file))
        found.set(file, {
          file,
          named: (relative(cwd, file) || file).split(sep).join('/'),
          name: name.split(sep).join('/'),
        });
    }
  }
  return [...found.values()];
}

const selectHelp = { help: 'name notebooks (.ipynb), saved pages (.html), scripts of Jupytext or texts (.txt)' };

function matching(cwd: string, path: string): string[] {
  const pattern = path.replaceAll('\\', '/').replace(/^\.\//, '');
  if (!isDynamicPattern(pattern))
    throw new OperatorError(`${path} selects nothing: there is no such file or folder`, selectHelp);
  return globSync(pattern, { cwd, expandDirectories: false })
    .filter((file) => kindOf(file) !== undefined)
    .sort(compareCodePoints);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => compareCodePoints(a.name, b.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return isOwn(entry.name) ? filesIn(path) : [];
      return entry.isFile() && kindOf(entry.name) !== undefined && !isLesson(entry.name) ? [path] : [];
    });
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

function importFile(
  lesson: Task,
  all: readonly Task[],
  course: Course,
): { result: LessonResult; written: readonly string[] } {
  const { imported: read, refused } = lesson;
  if (read === undefined)
    return { result: resultOf(lesson, course, refused === undefined ? [] : [refused], ''), written: [] };
  const folder = dirname(lesson.file);
  const byFile = new Map(all.map(({ file, imported }) => [file, imported]));
  const text = withLessonLinks(read, {
    lesson: (path) => byFile.get(resolve(folder, path)),
    exists: (path) => existsSync(resolve(folder, path)),
  });
  const compiled = compileLesson(text, `${basename(lesson.name)}.md`, standAlone, courseFiles(folder, ''));
  const beside = new Map(read.files);
  const missing = addFilesBeside(beside, compiled, folder, dirname(lesson.path), byFile);
  const written = [...beside.keys()].map((path) => posix.join(posix.dirname(lesson.source), path));
  for (const [path, bytes] of beside) replaceFile(join(dirname(lesson.path), path), bytes, { isNew: true });
  replaceFile(lesson.path, text, { isNew: true });
  const leftOut = [...read.leftOut, ...missing];
  const said = [
    ...differences(read, compiled, lesson),
    ...(leftOut.length === 0
      ? []
      : [diagnostic('import-left-out', `not in the lesson: ${leftOut.join(', ')}`, lesson.source, nowhere)]),
  ];
  const own = compileLesson(text, lesson.source, course.loaded.config, courseFiles(course.dir, course.loaded.config.output));
  return {
    result: resultOf(lesson, course, [...said, ...own.diagnostics], text, own),
    written: [...written, lesson.source],
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
  const there = ['md', 'markdown', 'mdx', 'qmd', 'Rmd', 'rmd'].find((ending) => existsSync(`${stem}.${ending}`));
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
    return { unreadable: `cannot be read: ${error instanceof Error ? error.message : error}`, help: 'check its permissions' };
  }
  return (await kind.load())(content, posix.basename(name), file);
}

/** Adds what the lesson shows and reads in the original's folder; what cannot be copied is returned in words. */
function addFilesBeside(
  files: Map<string, Uint8Array>,
  compiled: CompiledLesson,
  from: string,
  to: string,
  originals: ReadonlyMap<string, unknown>,
): string[] {
  const used = [
    ...Object.values(compiled.reads).flatMap((list) => list.map((one) => one.from)),
    ...compiled.notebooks.flatMap((notebook) => notebook.files.map((one) => one.from)),
  ];
  const missing: string[] = [];
  if (resolve(from) === resolve(to)) return missing;
  for (const path of [...new Set(used)].sort(compareCodePoints)) {
    if (files.has(path) || originals.has(resolve(from, path))) continue;
    if (path.startsWith('../')) {
      missing.push(`the file ${path}, which is outside of the original's folder`);
      continue;
    }
    const bytes = readFileSync(join(from, path));
    const target = join(to, path);
    if (!existsSync(target)) files.set(path, bytes);
    else if (Buffer.compare(readFileSync(target), bytes) !== 0)
      missing.push(`the file ${path}, since another one is there`);
  }
  return missing;
}

function differences({ cells = [] }: ImportedLesson, compiled: CompiledLesson, { source, named }: Original & Target): Diagnostic[] {
  return differencesOf(cells, compiled).map(({ type, cell, expected, actual, span }) => {
    const what = type === 'code' ? 'the code' : 'a line';
    const message = `${what} of cell ${cell} of ${named} is not as it was in the notebook of this lesson`;
    return diagnostic('import-differs', message, source, span ?? nowhere, {
      expected,
      ...(actual === undefined ? {} : { actual }),
    });
  });
}

function resultOf(
  { source }: Target,
  course: Course,
  diagnostics: readonly Diagnostic[],
  text: string,
  compiled?: CompiledLesson,
): LessonResult {
  const findings = findingsOf(diagnostics, course.loaded.config, (file) => (file === source ? text : undefined));
  const imported = compiled !== undefined;
  return {
    source,
    status: imported ? 'passed' : 'failed',
    durationMs: 0,
    cached: false,
    notebooks: [],
    ...(imported ? contentsOf(compiled) : noContents),
    outputs: [],
    findings,
  };
}
