import { availableParallelism } from 'node:os';
import type { JupyterEngine } from '../execute/engine.ts';
import type { Invocation } from './command.ts';
import type { Selection } from './selection.ts';

/** The engine of one command: opened when the first lesson has something to execute, closed whatever happens. */
export interface LazyEngine {
  readonly open: () => Promise<JupyterEngine>;
  /** The engine, if it has been opened. */
  readonly opened: () => JupyterEngine | undefined;
  readonly close: () => Promise<void>;
  /**
   * Lessons that should be under way at once: enough that workers never wait, and that the engine can choose what to
   * run while it imports the packages of the others.
   */
  readonly window: number;
}

/** Prepares to execute the lessons of a selection in the course's environment. */
export function lazyEngine(selection: Selection, invocation: Invocation): LazyEngine {
  let opening: Promise<JupyterEngine> | undefined;
  let engine: JupyterEngine | undefined;
  const start = async () => {
    engine = await openJupyter(selection, invocation);
    return engine;
  };
  const { jobs } = selection.course.loaded.config.execute;
  return {
    window: Math.max(32, 2 * (jobs === 'auto' ? availableParallelism() : jobs)),
    opened: () => engine,
    open: () => {
      opening ??= start();
      return opening;
    },
    close: async () => {
      await opening?.then(
        (started) => started.close(),
        () => undefined,
      );
    },
  };
}

async function openJupyter(
  { course, lessons }: Selection,
  { io, options, signal }: Invocation,
): Promise<JupyterEngine> {
  const { findEnvironment } = await import('../execute/environment.ts');
  const { openEngine } = await import('../execute/engine.ts');
  const { requirementsOf } = await import('../pipeline/requirements.ts');
  const { config } = course.loaded;
  const requirements = await requirementsOf(
    course,
    lessons.map(({ source }) => source),
  );
  const environment = await findEnvironment(config.python, course.dir, io.env, requirements);
  const { execute } = config;
  const { cache = true, fork = true } = options;
  return openEngine({
    ...{ environment, courseDir: course.dir, execute, env: io.env, signal, cache },
    fork: fork && execute.fork,
  });
}
