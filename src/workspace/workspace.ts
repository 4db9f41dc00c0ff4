import type { CompiledLesson } from '../model/compiled-lesson.ts';
import type { PipelineEvent } from '../model/event.ts';
import type { NotebookStyles, RenderedCell } from '../model/rendered.ts';
import type { Finding } from '../model/result.ts';
import { type BuildOptions, build } from '../pipeline/build/build.ts';
import { findOrphans } from '../pipeline/build/orphans.ts';
import { check } from '../pipeline/check.ts';
import type { Course } from '../pipeline/course.ts';
import { courseFiles } from '../pipeline/course-files.ts';
import { prepareLesson } from '../pipeline/prepare-lesson.ts';
import { touchedLessons } from '../pipeline/touched-lessons.ts';
import { type UpdateEvent, type UpdateOptions, update } from '../pipeline/update.ts';
import { withFindings } from '../pipeline/with-findings.ts';
import { readDurations, rememberDurations } from '../select/durations.ts';
import type { Selected } from '../select/selected.ts';
import { type KeptEngineOptions, keepEngine } from './kept-engine.ts';
import { keepRenderer } from './kept-renderer.ts';

/** A course as it is now: its configuration, its lessons, and what is wrong with it as a whole. */
export interface Present {
  readonly course: Course;
  readonly lessons: readonly Selected[];
  readonly findings: readonly Finding[];
}

export interface WorkspaceOptions extends KeptEngineOptions {
  /**
   * Reads the configuration and finds the lessons, as they are now.
   * @throws OperatorError where that cannot be done: the configuration is broken, or there are no lessons.
   */
  readonly look: () => Promise<Present>;
}

/**
 * A course that stays open. The commands are those of the pipeline; what they would make and drop at every run is kept
 * here: the environment, workers, the fork server, and, as long as the settings stay the same, lessons that were read.
 */
export interface Workspace {
  /** The course as it is now. @throws OperatorError as `look` does */
  present(): Promise<Present>;
  /** The lessons that changed files (relative to the course's folder) can make another verdict of, each with one of these files. */
  touched(now: Present, changed: ReadonlySet<string>): ReadonlyMap<string, string>;
  build(now: Present, sources: readonly string[], signal: AbortSignal): AsyncGenerator<PipelineEvent>;
  /** Checks lessons; aborted, it ends without a result. */
  check(now: Present, lessons: readonly Selected[], signal: AbortSignal): AsyncGenerator<PipelineEvent>;
  /** Writes what really ran into the lessons: the changes that `choose` gives, one lesson after the other. */
  update(
    now: Present,
    sources: readonly string[],
    options: Pick<UpdateOptions, 'choose' | 'dryRun'> & { readonly signal: AbortSignal },
  ): AsyncGenerator<UpdateEvent>;
  /** A lesson as its text is now; undefined where it cannot be read. */
  compiled(now: Present, source: string): Promise<CompiledLesson | undefined>;
  /** The cells of a notebook's text as Jupyter shows them. @throws OperatorError where there is no Jupyter */
  render(now: Present, notebook: string): Promise<readonly RenderedCell[]>;
  /** The style sheets of what `render` gives. @throws OperatorError where there is no Jupyter */
  styles(now: Present): Promise<NotebookStyles>;
  /** Nothing is to be done for now: what the next check will need is started meanwhile. */
  rest(): Promise<void>;
  /** Ends all that was started. */
  close(): Promise<void>;
}

export function openWorkspace(options: WorkspaceOptions): Workspace {
  const engine = keepEngine({ ...options, ahead: true });
  const renderer = keepRenderer(options.env);
  let known: Course | undefined;
  return {
    async present() {
      const now = await options.look();
      // What was read of lessons is kept by their course's configuration: one that says the same is the same.
      if (known === undefined || !isSame(known, now.course)) known = now.course;
      return { ...now, course: known };
    },
    touched({ course, lessons }, changed) {
      const files = courseFiles(course.dir, course.loaded.config.output);
      return touchedLessons(course, sourcesOf(lessons), changed, files);
    },
    async *build(now, sources, signal) {
      const lent = engine.lend(now.course, sources, signal);
      const execute: BuildOptions['execute'] = { ...lent, engine: lent.open };
      try {
        yield* build(now.course, selectedIn(now, sources), { signal, execute });
      } finally {
        await lent.close();
      }
    },
    async *check({ course, lessons, findings }, selected, signal) {
      const lent = engine.lend(course, sourcesOf(selected), signal);
      const measured = new Map<string, number>();
      try {
        const events = check(course, selected, {
          engine: lent.open,
          environment: lent.environment,
          network: course.loaded.config.execute.network,
          window: lent.window,
          durations: readDurations(course.dir),
          onExecuted: (source, seconds) => measured.set(source, seconds),
          signal,
        });
        for await (const event of events) {
          if (event.type !== 'run-ended') yield event;
          else if (!signal.aborted) {
            const orphans = await findOrphans(course, { found: lessons });
            yield { ...event, result: withFindings(event.result, [...findings, ...orphans.findings]) };
          }
        }
      } finally {
        await rememberDurations(course.dir, measured);
        await lent.close();
      }
    },
    async *update(now, sources, wanted) {
      const { network } = now.course.loaded.config.execute;
      const lent = engine.lend(now.course, sources, wanted.signal);
      try {
        yield* update(now.course, selectedIn(now, sources), { ...wanted, engine: lent.open, network, window: 1 });
      } finally {
        await lent.close();
      }
    },
    async compiled({ course }, source) {
      const { config } = course.loaded;
      const files = courseFiles(course.dir, config.output);
      return (await prepareLesson({ source }, course, files, config.execute.network)).compiled;
    },
    render: async ({ course }, notebook) => (await renderer.for(course)).cells(notebook),
    styles: async ({ course }) => (await renderer.for(course)).styles(),
    rest: () => engine.warm(),
    async close() {
      await Promise.all([engine.close(), renderer.close()]);
    },
  };
}

function isSame(one: Course, other: Course): boolean {
  return (
    one.dir === other.dir &&
    one.loaded.text === other.loaded.text &&
    JSON.stringify(one.loaded.config) === JSON.stringify(other.loaded.config)
  );
}

function sourcesOf(lessons: readonly Selected[]): string[] {
  return [...new Set(lessons.map(({ source }) => source))];
}

function selectedIn({ lessons }: Present, sources: readonly string[]): Selected[] {
  const wanted = new Set(sources);
  return lessons.filter(({ source }) => wanted.has(source));
}
