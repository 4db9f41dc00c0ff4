import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Engine, Executed, Run, RunObserver } from '../notebook/run.ts';
import type { PythonEnvironment } from './environment.ts';
import { jupyterFolder, withEnvironmentOnPath } from './environment.ts';
import { forkServers } from './fork-server.ts';
import { kernelEnvironment } from './kernel-environment.ts';
import type { JupyterFacts } from './probe.ts';
import { openSession } from './session.ts';
import { type Slot, startSlot } from './slot.ts';

export interface EngineOptions {
  readonly environment: PythonEnvironment;
  readonly courseDir: string;
  readonly execute: Config['execute'];
  readonly env: NodeJS.ProcessEnv;
  /** False: every kernel is started as a process of its own. Forks are Linux's, and of Python kernels only. */
  readonly fork?: boolean;
  /** Aborted: runs that wait are not started, runs under way are ended, each as `interrupted`. */
  readonly signal?: AbortSignal;
}

/** An engine that also tells what it executes with. */
export interface JupyterEngine extends Engine {
  /** What the first worker told of itself; undefined until one has started. */
  facts(): JupyterFacts | undefined;
}

interface Waiting {
  readonly run: Run;
  readonly observer: RunObserver | undefined;
  readonly settle: (executed: Executed) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Opens an engine whose workers are processes of `jupyter nbconvert --config=<ours>`, one for each core (or
 * `execute.jobs`), started when runs wait and fed runs as they come. Nothing that it started outlives `close()`, the
 * end of this process, or its death.
 */
export async function openEngine(options: EngineOptions): Promise<JupyterEngine> {
  const session = await openSession();
  const endNow = () => session.endNow();
  process.on('exit', endNow);
  const caches = join(options.courseDir, '.coursewright', 'cache');
  await mkdir(join(caches, 'matplotlib'), { recursive: true });
  const seed = join(session.folder, 'seed.ipynb');
  await writeFile(seed, '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":4}');

  const env = kernelEnvironment(withEnvironmentOnPath(options.environment, options.env), options.execute, caches);
  const jobs = options.execute.jobs === 'auto' ? availableParallelism() : Math.max(1, options.execute.jobs);
  const forks =
    options.fork === false || process.platform !== 'linux'
      ? undefined
      : forkServers(options.environment.python, session.folder, { ...env, COURSEWRIGHT_SESSION: session.name });
  const waiting: Waiting[] = [];
  const slots = new Set<Slot>();
  const idle: Slot[] = [];
  let count = 0;
  let closed = false;
  let scheduled = false;
  let facts: JupyterFacts | undefined;

  function newSlot(): Slot {
    const number = slots.size;
    const slot = startSlot({
      session,
      number,
      command: [
        ...options.environment.nbconvert,
        `--config=${join(jupyterFolder, 'nbconvert_config.py')}`,
        '--to=notebook',
        `--output=${join(session.folder, `out${number}`)}`,
        seed,
      ],
      kernelEnv: env,
      maxOutput: options.execute.maxOutput,
      forks,
      onFacts: (told) => {
        facts ??= told;
      },
    });
    slots.add(slot);
    return slot;
  }

  /** Runs that are queued together are looked at together: what they import is imported once. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      forks?.expect(waiting.map(({ run }) => run));
      pump();
    });
  }

  function pump(): void {
    while (waiting.length > 0 && !closed) {
      const slot = idle.pop() ?? (slots.size < jobs ? newSlot() : undefined);
      if (slot === undefined) return;
      const next = waiting.shift();
      if (next === undefined) return;
      count += 1;
      void slot
        .execute(next.run, count, next.observer)
        .then(next.settle, next.fail)
        .finally(() => {
          idle.push(slot);
          pump();
        });
    }
  }

  const abort = () => {
    for (const { run, settle } of waiting.splice(0)) settle(interrupted(run));
    for (const slot of slots) slot.cancel();
  };
  options.signal?.addEventListener('abort', abort);

  return {
    facts: () => facts,
    execute(run, observer) {
      if (closed) return Promise.reject(new OperatorError('the engine is closed'));
      if (options.signal?.aborted === true) return Promise.resolve(interrupted(run));
      return new Promise((settle, fail) => {
        waiting.push({ run, observer, settle, fail });
        schedule();
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      options.signal?.removeEventListener('abort', abort);
      for (const { run, settle } of waiting.splice(0)) settle(interrupted(run));
      await Promise.all([...[...slots].map((slot) => slot.close()), forks?.close()]);
      await session.end();
      process.off('exit', endNow);
    },
  };
}

function interrupted(run: Run): Executed {
  return { id: run.id, status: 'interrupted', cells: new Map(), cached: false, durationMs: 0 };
}
