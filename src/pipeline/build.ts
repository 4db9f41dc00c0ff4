import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Selected } from '../config/discover.ts';
import { isUntouched, parsed } from '../confirm/drift.ts';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Compiled } from '../notebook/notebook.ts';
import type { LessonResult, NotebookResult } from '../result/result.ts';
import { compileLesson } from './compile-lesson.ts';
import type { Course } from './course.ts';
import { courseFiles } from './course-files.ts';
import type { PipelineEvent } from './event.ts';
import { findingsOf } from './findings.ts';
import { gate } from './gate.ts';
import { readLossy, readSource } from './read-source.ts';
import { runResult } from './run-result.ts';

export interface BuildOptions {
  /** Overwrite notebooks that were edited by hand. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * `build`: Markdown → notebooks, each through the schema gate, written atomically. A lesson with errors writes nothing;
 * a notebook that somebody edited by hand is kept and named.
 */
export async function* build(
  course: Course,
  selected: readonly Selected[],
  options: BuildOptions = {},
): AsyncGenerator<PipelineEvent> {
  const started = performance.now();
  const sources = [...new Set(selected.map(({ source }) => source))];
  yield { type: 'run-started', command: 'build', sources };
  const files = courseFiles(course.dir);
  const results: LessonResult[] = [];
  for (const source of sources) {
    if (options.signal?.aborted === true) break;
    yield { type: 'lesson-started', source };
    const begun = performance.now();
    const read = await readSource(course.dir, source);
    const notebooks: NotebookResult[] = [];
    const diagnostics: Diagnostic[] = [];
    if (read.text === undefined) diagnostics.push(read.diagnostic);
    else {
      const compiled = compileLesson(read.text, source, course.loaded.config, files);
      diagnostics.push(...compiled.diagnostics, ...gate(compiled, source));
      const failed = findingsOf(diagnostics, course.loaded.config, () => '').some((one) => one.severity === 'error');
      for (const notebook of compiled.notebooks) {
        const { path, variant } = notebook;
        if (failed) {
          notebooks.push({ path, variant, drift: 'not-checked' });
          continue;
        }
        const change = await writeNotebook(course.dir, notebook, options.force === true);
        if (change === 'kept') {
          diagnostics.push(handEdited(source, path));
          notebooks.push({ path, variant, drift: 'hand-edited' });
        } else {
          notebooks.push({ path, variant, drift: 'none' });
          yield { type: 'notebook-written', path, change };
        }
      }
    }
    const text = read.text ?? (await readLossy(course.dir, source));
    const findings = findingsOf(diagnostics, course.loaded.config, (file) =>
      file === source ? text : files.lessonText(file),
    );
    const result: LessonResult = {
      source,
      status: findings.some((one) => one.severity === 'error') ? 'failed' : 'passed',
      durationMs: Math.round(performance.now() - begun),
      cached: false,
      notebooks,
      cells: [],
      outputs: [],
      exercises: [],
      findings,
    };
    results.push(result);
    yield { type: 'lesson-ended', result };
  }
  yield { type: 'run-ended', result: runResult('build', course, results, started) };
}

function handEdited(source: string, path: string): Diagnostic {
  return diagnostic(
    'notebook-hand-edited',
    `${path} was edited by hand; it is kept as it is`,
    source,
    { start: 0, end: 0 },
    {
      help: `carry the change over into the lesson, then coursewright build --force ${source}`,
    },
  );
}

/** Writes a notebook if it is another than the one on disk, which stays if somebody edited it. */
async function writeNotebook(
  courseDir: string,
  { text, path }: Compiled,
  force: boolean,
): Promise<'created' | 'updated' | 'unchanged' | 'kept'> {
  const file = join(courseDir, path);
  const onDisk = await readFile(file, 'utf8').catch(() => undefined);
  if (onDisk === text) return 'unchanged';
  if (onDisk !== undefined && !force) {
    const there = parsed(onDisk);
    if (there === undefined || !isUntouched(there, onDisk)) return 'kept';
  }
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const words: Record<string, string> = {
      EACCES: 'its folder may not be written to',
      EPERM: 'its folder may not be written to',
      EROFS: 'the file system is read-only',
      ENOSPC: 'the disk is full',
      ENOTDIR: 'a part of its path is a file',
      EEXIST: 'a part of its path is a file',
      EISDIR: 'there is a folder of that name',
    };
    throw new OperatorError(`${path} cannot be written: ${words[reason] ?? reason}`, {
      help: '`output:` in coursewright.yaml names the folder of the notebooks',
      cause,
    });
  }
  return onDisk === undefined ? 'created' : 'updated';
}
