import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { NotebookStyles } from '../model/rendered.ts';
import type { Failure, LessonResult } from '../model/result.ts';
import type { Variant } from '../model/variants.ts';
import { outputPathOf } from '../select/output-path.ts';
import { variantsOf } from '../select/variants.ts';
import type { Audience } from '../workspace/turns.ts';
import { updateFence } from '../workspace/update-fence.ts';
import type { Present, Workspace } from '../workspace/workspace.ts';
import { findingMark, marksOf } from './marks.ts';
import type { CourseState, FindingMark, LessonPage, UpdateAnswer, UpdateRequest } from './protocol.ts';

/** A course as pages show it: what turns tell of it, and what pages ask for. */
export interface CourseView {
  /** Is told of builds and checks. */
  readonly audience: Audience;
  /** Whether a page may ask for a lesson. */
  knows(source: string): boolean;
  state(): CourseState;
  /** Called after each change of the state; gives what ends that. */
  follow(changed: () => void): () => void;
  lesson(source: string): Promise<LessonPage>;
  styles(): Promise<NotebookStyles>;
  update(request: UpdateRequest, signal: AbortSignal): Promise<UpdateAnswer>;
  /** The course was looked at: these are its lessons; or that could not be done. */
  looked(now: Present): void;
  notFound(error: unknown): void;
  /** Files changed: images that a page shows may be others. */
  imagesChanged(): void;
  failed(error: unknown): void;
}

export interface CourseViewOptions {
  readonly workspace: Workspace;
  /** What people are told of something that could not be done. */
  readonly failureOf: (error: unknown) => Failure;
}

/** A lesson's verdict, or that there is none yet. */
interface Known {
  readonly version: number;
  readonly result: LessonResult | undefined;
  readonly isBuilt: boolean;
  /** Their paths. */
  readonly notebooks: readonly string[];
}

/**
 * The way of the data: a file changes → `built` drops the verdict and tells the pages, which ask for the notebooks →
 * the check's result tells them again, and they ask for the verdicts. A verdict is kept only until its lesson is touched.
 */
export function viewCourse({ workspace, failureOf }: CourseViewOptions): CourseView {
  const lessons = new Map<string, Known>();
  const followers = new Set<() => void>();
  let findings: readonly FindingMark[] = [];
  let failure: Failure | undefined;
  /** What keeps the course from being looked at; told apart, as it is gone with the next look that succeeds. */
  let notFound: { readonly error: unknown; readonly failure: Failure } | undefined;
  let images = 0;
  let isTelling = false;

  /** Once for all that changes together. */
  function tell(): void {
    if (isTelling) return;
    isTelling = true;
    setImmediate(() => {
      isTelling = false;
      for (const follower of followers) follower();
    });
  }

  function change(source: string, result: LessonResult | undefined): void {
    const { version = 0, notebooks = [] } = lessons.get(source) ?? {};
    lessons.set(source, { version: version + 1, result, isBuilt: true, notebooks });
    tell();
  }

  function failed(error: unknown): void {
    if (error === notFound?.error) return;
    failure = failureOf(error);
    tell();
  }

  const audience: Audience = {
    built(sources) {
      failure = undefined;
      for (const source of sources) change(source, undefined);
    },
    async check(events) {
      failure = undefined;
      for await (const event of events) {
        if (event.type === 'lesson-ended') change(event.result.source, event.result);
        if (event.type === 'run-ended') findings = (event.result.findings ?? []).map(findingMark);
      }
      tell();
    },
    failed,
  };

  async function notebookOf({ course }: Present, compiled: CompiledLesson['notebooks'][number]): Promise<string> {
    // Only a run knows what such a notebook shows.
    if (course.loaded.config.outputs !== 'executed') return compiled.text;
    return readFile(join(course.dir, compiled.path), 'utf8').catch(() => compiled.text);
  }

  async function viewsOf(now: Present, compiled: CompiledLesson): Promise<LessonPage['views']> {
    const views: { variant: Variant; path: string; cells: LessonPage['views'][number]['cells'] }[] = [];
    for (const notebook of compiled.notebooks) {
      const cells = await workspace.render(now, await notebookOf(now, notebook));
      views.push({ variant: notebook.variant, path: notebook.path, cells });
    }
    return views;
  }

  return {
    audience,
    failed,
    knows: (source) => lessons.has(source),
    state: () => ({
      lessons: [...lessons].map(([source, { version, result, isBuilt, notebooks }]) => ({
        source,
        notebooks,
        version,
        status: result?.status ?? (isBuilt ? 'checking' : 'waiting'),
        errors: result?.findings.filter(({ severity }) => severity === 'error').length ?? 0,
        warnings: result?.findings.filter(({ severity }) => severity === 'warning').length ?? 0,
      })),
      findings,
      images,
      ...(notFound === undefined ? (failure === undefined ? {} : { failure }) : { failure: notFound.failure }),
    }),
    follow(changed) {
      followers.add(changed);
      return () => followers.delete(changed);
    },
    async lesson(source) {
      const { version = 0, result } = lessons.get(source) ?? {};
      try {
        const now = await workspace.present();
        const compiled = await workspace.compiled(now, source);
        if (compiled === undefined) {
          const marks = result?.findings.map(findingMark) ?? [];
          return { source, version, views: [], marks, failure: { message: 'the lesson cannot be read' } };
        }
        const marks = result === undefined ? [] : marksOf(compiled, result);
        // What is wrong is shown also where there is nothing that could show notebooks.
        const shown = await viewsOf(now, compiled).then(
          (views) => ({ views }),
          (error: unknown) => ({ views: [], failure: failureOf(error) }),
        );
        return { source, version, marks, ...shown };
      } catch (error) {
        return { source, version, views: [], marks: [], failure: failureOf(error) };
      }
    },
    styles: async () => workspace.styles(await workspace.present()),
    async update({ source, line }, signal) {
      try {
        const { reason } = await updateFence(workspace, await workspace.present(), source, line, { signal });
        return reason === undefined ? {} : { reason };
      } catch (error) {
        return { reason: failureOf(error).message };
      }
    },
    looked({ course, lessons: found }) {
      const { config } = course.loaded;
      const sources = [...new Set(found.map(({ source }) => source))];
      const before = [...lessons.keys()].join('\n');
      const known = new Map(lessons);
      // In the order of the course, also where a lesson is new.
      lessons.clear();
      for (const source of sources) {
        const { version = 0, result, isBuilt = false } = known.get(source) ?? {};
        const notebooks = variantsOf(source, config).map((variant) => outputPathOf(source, config, variant));
        lessons.set(source, { version, result, isBuilt, notebooks });
      }
      if (sources.join('\n') !== before || notFound !== undefined) tell();
      notFound = undefined;
    },
    notFound(error) {
      notFound = { error, failure: failureOf(error) };
      tell();
    },
    imagesChanged() {
      images += 1;
      tell();
    },
  };
}
