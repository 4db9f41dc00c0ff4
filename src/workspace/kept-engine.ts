import { availableParallelism } from 'node:os';
import type { JupyterEngine } from '../execute/engine.ts';
import { environmentOf } from '../execute/probe.ts';
import type { PythonEnvironment } from '../execute/python-environment.ts';
import type { Environment } from '../model/result.ts';
import type { Engine } from '../model/run.ts';
import type { Course } from '../pipeline/course.ts';

/** Workers, fork server and environment, kept from one run of a course to the next. */
export interface KeptEngine {
  /** The engine for one run of these lessons. */
  lend(course: Course, sources: readonly string[], signal: AbortSignal): LentEngine;
  /** Starts what the next run will need, if an engine is open. */
  warm(): Promise<void>;
  /** Ends all that was started. */
  close(): Promise<void>;
}

/** The engine as one run has it: opened when the first lesson has something to execute. */
export interface LentEngine {
  readonly open: () => Promise<Engine>;
  /** What executes, known when it has been opened. */
  readonly environment: () => Environment;
  /** Gives the engine back. */
  readonly close: () => Promise<void>;
  /**
   * Lessons that should be under way at once: enough that workers never wait, and that the engine can choose what to
   * run while it imports the packages of the others.
   */
  readonly window: number;
}

export interface KeptEngineOptions {
  readonly env: NodeJS.ProcessEnv;
  /** False: every run is executed, whatever is kept of earlier ones. */
  readonly cache: boolean;
  readonly fork: boolean;
  /** Runs of lessons that are edited may be begun before they are asked for. */
  readonly ahead?: boolean;
  /** Something that the user should know of the machines that execute. */
  readonly onNote?: (text: string) => void;
}

/** An engine that is open, with what it was opened for. */
interface Current {
  readonly engine: JupyterEngine;
  readonly environment: PythonEnvironment;
  readonly settings: string;
  /** Runs that have it now. */
  users: number;
  /** Another one has taken its place: it ends with its last user. */
  isReplaced: boolean;
}

/** Opens nothing yet. An engine is replaced where what it was opened for has changed: settings, packages, its processes. */
export function keepEngine(options: KeptEngineOptions): KeptEngine {
  let current: Promise<Current> | undefined;

  async function engineFor(course: Course, sources: readonly string[], signal: AbortSignal) {
    const before = await current?.catch(() => undefined);
    const settings = settingsOf(course);
    if (before !== undefined && before.settings === settings) {
      const environment = await environmentFor(course, sources, before.environment);
      const lent = environment === undefined ? undefined : await before.engine.lend(signal);
      if (lent !== undefined) return { current: before, lent };
    }
    current = openFor(course, sources, settings);
    if (before !== undefined) {
      before.isReplaced = true;
      if (before.users === 0) await before.engine.close();
    }
    const opened = await current;
    const lent = await opened.engine.lend(signal);
    if (lent === undefined) throw new Error('the environment changes while it is opened');
    return { current: opened, lent };
  }

  async function openFor(course: Course, sources: readonly string[], settings: string): Promise<Current> {
    const { openEngine } = await import('../execute/engine.ts');
    const environment = await findFor(course, sources);
    const { execute } = course.loaded.config;
    const engine = await openEngine({
      ...{ environment, courseDir: course.dir, execute, env: options.env, cache: options.cache },
      fork: options.fork && execute.fork,
      ahead: options.ahead === true,
      ...(options.onNote === undefined ? {} : { onNote: options.onNote }),
    });
    return { engine, environment, settings, users: 0, isReplaced: false };
  }

  async function findFor(course: Course, sources: readonly string[]): Promise<PythonEnvironment> {
    const { findEnvironment } = await import('../execute/environment.ts');
    const { requirementsOf } = await import('../pipeline/requirements.ts');
    const requirements = await requirementsOf(course, sources);
    return findEnvironment(course.loaded.config.python, course.dir, options.env, requirements);
  }

  /** The environment as it is now; undefined where it is another one. To ask one that had to be asked takes too long. */
  async function environmentFor(course: Course, sources: readonly string[], known: PythonEnvironment) {
    if (known.facts !== undefined) return known;
    const found = await findFor(course, sources);
    return found.python === known.python && String(found.nbconvert) === String(known.nbconvert) ? known : undefined;
  }

  return {
    lend(course, sources, signal) {
      let opening: ReturnType<typeof engineFor> | undefined;
      let had: Current | undefined;
      const { jobs } = course.loaded.config.execute;
      return {
        window: Math.max(32, 2 * (jobs === 'auto' ? availableParallelism() : jobs)),
        environment: () => environmentOf(had?.engine.facts()),
        async open() {
          opening ??= engineFor(course, sources, signal).then((found) => {
            had = found.current;
            had.users += 1;
            return found;
          });
          return (await opening).lent;
        },
        async close() {
          const found = await opening?.catch(() => undefined);
          if (found === undefined || had === undefined) return;
          await found.lent.close();
          had.users -= 1;
          if (had.isReplaced && had.users === 0) await had.engine.close();
        },
      };
    },
    async warm() {
      const opened = await current?.catch(() => undefined);
      opened?.engine.warm();
    },
    async close() {
      const last = await current?.catch(() => undefined);
      await last?.engine.close();
    },
  };
}

/** What an engine is opened with: another one is needed where any of it differs. */
function settingsOf({ dir, loaded }: Course): string {
  const { python, execute } = loaded.config;
  return JSON.stringify([dir, python, execute]);
}
