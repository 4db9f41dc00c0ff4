import { availableParallelism } from 'node:os';
import { OperatorError } from '../../diagnostics/operator-error.ts';
import type { PipelineEvent } from '../../model/event.ts';
import type { Environment, LessonResult } from '../../model/result.ts';
import type { Engine } from '../../model/run.ts';
import type { Selected } from '../../select/selected.ts';
import type { Course } from '../course.ts';
import { courseFiles } from '../course-files.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { runResult } from '../run-result.ts';
import { openBuildCache } from './build-cache.ts';
import type { BuiltLesson } from './build-lesson.ts';
import type { BuildPool } from './build-pool.ts';

export interface BuildOptions {
  /** Overwrite notebooks that were edited by hand. */
  readonly force?: boolean;
  /** Build every lesson, whatever earlier builds made. */
  readonly noCache?: boolean;
  readonly signal?: AbortSignal;
  /** What `--prune` removed: it is named first. */
  readonly pruned?: readonly string[];
  /** What executes the lessons, where notebooks carry the outputs of the real run. */
  readonly execute?: {
    /** Opened once, when the first lesson has something to execute. */
    readonly engine: () => Promise<Engine>;
    readonly environment: () => Partial<Environment>;
    /** Lessons under way at once: enough that workers never wait. */
    readonly window: number;
  };
}

/** Lessons that make a thread worth its start. */
const lessonsPerThread = 8;

/**
 * `build`: Markdown → notebooks, each through the schema gate, written atomically. A lesson with errors writes nothing;
 * a notebook that somebody edited by hand is kept and named. What has not changed since it was built is not built
 * again; its findings are said again. With `outputs: executed` lessons are run before their notebooks are written.
 */
export async function* build(
  course: Course,
  selected: readonly Selected[],
  options: BuildOptions = {},
): AsyncGenerator<PipelineEvent> {
  const started = performance.now();
  const sources = [...new Set(selected.map(({ source }) => source))];
  yield { type: 'run-started', command: 'build', sources };
  for (const path of options.pruned ?? []) yield { type: 'notebook-written', path, change: 'removed' };
  const { config } = course.loaded;
  const executing = config.outputs === 'executed' ? engineOf(options) : undefined;
  // What an output depends on, versions of packages among it, the engine's own cache knows.
  const cache = options.noCache === true || executing !== undefined ? undefined : openBuildCache(course);
  const known = new Map<string, Worked>();
  for (const source of sources) {
    const built = cache?.unchanged(source);
    if (built !== undefined) known.set(source, { built, durationMs: 0, cached: true });
  }
  const threads = executing === undefined ? threadsFor(sources.length - known.size, config.execute.jobs) : 1;
  const builder = threads > 1 ? await inThreads(course, options, threads) : inThisThread(course, options);
  const results: LessonResult[] = [];
  const unused = new Map<string, string>();
  const stop = () => options.signal?.aborted === true;
  const window = executing?.window ?? 4 * threads;
  const files = courseFiles(course.dir, course.loaded.config.output);
  try {
    for await (const one of mapConcurrently(sources, { window, stop, known }, work)) {
      if (one.type === 'told') yield one.event;
      else {
        const { built } = one.result;
        for (const [place, digest] of built.unused ?? []) unused.set(place, digest);
        if (known.has(built.source)) yield { type: 'lesson-started', source: built.source };
        for (const { path, change } of built.written) yield { type: 'notebook-written', path, change };
        const result = lessonResult(one.result);
        results.push(result);
        yield { type: 'lesson-ended', result };
      }
    }
    if (unused.size > 0) {
      const { removeUnused } = await import('../beside.ts');
      const removed = removeUnused(course.dir, config.output, unused);
      for (const path of removed) yield { type: 'notebook-written', path, change: 'removed' };
    }
    yield { type: 'run-ended', result: runResult('build', course, results, started, executing?.environment()) };
  } finally {
    await builder.close();
    await cache?.save();
  }

  async function work(source: string, tell: (event: PipelineEvent) => void): Promise<Worked> {
    const begun = performance.now();
    tell({ type: 'lesson-started', source });
    const took = () => Math.round(performance.now() - begun);
    if (executing !== undefined) {
      const { buildExecuted } = await import('./build-executed.ts');
      const { engine } = executing;
      const built = await buildExecuted(
        source,
        course,
        files,
        { engine, force: options.force === true, signal: options.signal },
        tell,
      );
      return { built, durationMs: took(), cached: built.cached, interrupted: built.interrupted };
    }
    const built = await builder.build(source);
    cache?.remember(source, built.record);
    return { built, durationMs: took(), cached: false };
  }
}

interface Worked {
  readonly built: BuiltLesson;
  readonly durationMs: number;
  readonly cached: boolean;
  readonly interrupted?: boolean;
}

function engineOf({ execute }: BuildOptions): NonNullable<BuildOptions['execute']> {
  if (execute === undefined) throw new Error('notebooks with the outputs of the real run need an engine');
  return {
    ...execute,
    engine: () =>
      execute.engine().catch((error: unknown) => {
        if (!(error instanceof OperatorError)) throw error;
        const { message, help, cause } = error;
        const why = `\`outputs: executed\` needs Jupyter to build: ${message}`;
        throw new OperatorError(why, { ...(help === undefined ? {} : { help }), cause });
      }),
  };
}

function threadsFor(lessons: number, jobs: number | 'auto'): number {
  const wanted = jobs === 'auto' ? availableParallelism() : jobs;
  return hasThreads ? Math.max(1, Math.min(wanted, Math.floor(lessons / lessonsPerThread))) : 1;
}

/** Whether threads can be had at all: TypeScript that is run as it stands has no file that a thread could load. */
const hasThreads = import.meta.url.endsWith('.js');

async function inThreads(course: Course, { force = false }: BuildOptions, threads: number): Promise<BuildPool> {
  const { openPool } = await import('./build-pool.ts');
  return openPool(course, force, threads);
}

/** What compiles is loaded when there is something to compile. */
function inThisThread(course: Course, { force = false, signal }: BuildOptions): BuildPool {
  const files = courseFiles(course.dir, course.loaded.config.output);
  return {
    build: async (source) => {
      const { buildLesson } = await import('./build-lesson.ts');
      return buildLesson(source, { dir: course.dir, config: course.loaded.config }, files, force, signal);
    },
    close: async () => undefined,
  };
}

function lessonResult({ built, durationMs, cached, interrupted = false }: Worked): LessonResult {
  const { source, findings, notebooks, cells, exercises } = built;
  return {
    source,
    status: findings.some((one) => one.severity === 'error') ? 'failed' : interrupted ? 'skipped' : 'passed',
    durationMs,
    cached,
    notebooks,
    cells,
    outputs: [],
    exercises,
    findings,
  };
}
