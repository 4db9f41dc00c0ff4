import { posix } from 'node:path';
import { compileLesson } from '../../compile/compile-lesson.ts';
import { type Contents, contentsOf, noContents } from '../../compile/contents.ts';
import type { CourseFiles } from '../../compile/course-files.ts';
import type { Config } from '../../model/config.ts';
import { lessonEnding } from '../../model/lesson-names.ts';
import type { Finding, NotebookResult } from '../../model/result.ts';
import { digestOf } from '../../text/content-digest.ts';
import { interruptibly } from '../../text/interruptibly.ts';
import { findingsOf } from '../findings.ts';
import { gate } from '../gate.ts';
import { readLossy, readSource } from '../read-source.ts';
import type { Change } from './write-file.ts';
import { writeNotebooks } from './write-notebooks.ts';

/** What became of one lesson. Plain data: it crosses threads. */
export interface BuiltLesson extends Contents {
  readonly source: string;
  readonly findings: readonly Finding[];
  readonly notebooks: readonly NotebookResult[];
  readonly written: readonly { readonly path: string; readonly change: Change }[];
  /** What stood beside its notebooks before and is not named by them now: place → digest. */
  readonly unused?: ReadonlyMap<string, string>;
  /** What the next build needs to know that nothing has changed; absent where the lesson could not be read. */
  readonly record?: LessonRecord;
}

/** A lesson that was built, by content: of what it was made, and what was made of it. */
export interface LessonRecord extends Contents {
  /** Digest of the lesson's bytes. */
  readonly lesson: string;
  /** The other files that its notebooks depend on, by path; null where there was none. */
  readonly uses: Readonly<Record<string, string | null>>;
  /** Digests of the notebooks as they were made; empty where errors kept them from being written. */
  readonly notebooks: readonly (Omit<NotebookResult, 'drift'> & { readonly digest: string })[];
  /** Digests of the files beside the notebooks, by where they stand. */
  readonly beside: Readonly<Record<string, string>>;
  /** Errors kept the notebooks from being written. */
  readonly failed: boolean;
  /** Without those about the notebooks on disk. */
  readonly findings: readonly Finding[];
}

/** One lesson: Markdown → notebooks, through the schema gate, onto the disk. A lesson with errors writes nothing. */
export async function buildLesson(
  source: string,
  course: { readonly dir: string; readonly config: Config },
  files: CourseFiles,
  force: boolean,
  signal?: AbortSignal,
): Promise<BuiltLesson> {
  const { config } = course;
  const read = await readSource(course.dir, source);
  if (read.text === undefined) {
    const text = await readLossy(course.dir, source);
    const findings = findingsOf([read.diagnostic], config, () => text);
    return { source, findings, notebooks: [], written: [], ...noContents };
  }
  const { text } = read;
  const uses = new Map<string, string | null>();
  const { compiled, found } = await interruptibly(() => {
    const compiled = compileLesson(text, source, config, recorded(files, uses));
    return { compiled, found: [...compiled.diagnostics, ...gate(compiled, source)] };
  }, signal);
  const textOf = (file: string) => (file === source ? text : files.lessonText(file));
  const own = findingsOf(found, config, textOf);
  const failed = own.some((one) => one.severity === 'error');
  const contents = contentsOf(compiled);
  const record: LessonRecord = {
    ...contents,
    lesson: digestOf(read.bytes),
    uses: Object.fromEntries(uses),
    notebooks: compiled.notebooks.map(({ path, variant, text: content }) => ({
      path,
      variant,
      digest: digestOf(content),
    })),
    beside: Object.fromEntries(
      compiled.notebooks.flatMap(({ path, files: beside }) =>
        beside.map((file) => [posix.join(posix.dirname(path), file.path), file.digest]),
      ),
    ),
    failed,
    findings: own,
  };
  if (failed) {
    const notebooks = compiled.notebooks.map(({ path, variant }) => ({ path, variant, drift: 'not-checked' as const }));
    return { source, findings: own, notebooks, written: [], ...contents, record };
  }
  const { notebooks, written, unused, diagnostics } = writeNotebooks(course, source, compiled.notebooks, force);
  const findings = diagnostics.length === 0 ? own : [...findingsOf(diagnostics, config, textOf), ...own];
  return { source, findings, notebooks, written, unused, ...contents, record };
}

/** The files of the course, noting what was asked for. */
export function recorded(files: CourseFiles, uses: Map<string, string | null>): CourseFiles {
  const note = (path: string, content: Uint8Array | undefined) =>
    uses.set(path, content === undefined ? null : digestOf(content));
  return {
    size: files.size,
    digest(path) {
      const digest = files.digest(path);
      if (!uses.has(path)) uses.set(path, files.bytes(path) === undefined ? null : digest);
      return digest;
    },
    entries(path) {
      const entries = files.entries(path);
      uses.set(`${path}/`, entries === undefined ? null : digestOf(entries.join('\n')));
      return entries;
    },
    lessonText(path) {
      const text = files.lessonText(path);
      // A path that is no lesson's by its name is none whatever stands on the disk.
      if (!uses.has(path) && lessonEnding.test(path)) note(path, files.bytes(path));
      return text;
    },
    bytes(path) {
      const bytes = files.bytes(path);
      if (!uses.has(path)) note(path, bytes);
      return bytes;
    },
  };
}
