import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Config } from '../model/config.ts';
import type { Engine, Executed, Run, RunObserver } from '../model/run.ts';
import { type Cache, type Found, openCache } from './cache.ts';
import { digest } from './content-digest.ts';
import { type CourseWatch, watchCourse } from './course-watch.ts';
import { openCluster } from './dask.ts';
import { jupyterFolder } from './environment.ts';
import { forkServers, seesImports } from './fork-server.ts';
import { installedPackages, installedState, pythonVersion } from './installed-packages.ts';
import {
  allowed,
  callerVariables,
  fixedEnvironment,
  kernelEnvironment,
  lessonEnvironment,
  threadLimits,
} from './kernel-environment.ts';
import { kernelSettings } from './kernel-settings.ts';
import { isOfItsOwn } from './other-machine.ts';
import { importedPackages, modulesOf } from './preload.ts';
import type { JupyterFacts } from './probe.ts';
import type { PythonEnvironment } from './python-environment.ts';
import { openQueue } from './queue.ts';
import { mostAhead, openRunsAhead, type RunAhead } from './runs-ahead.ts';
import { openSession, type Session } from './session.ts';
import { type Gateway, interrupted, Slot, type Use } from './slot.ts';
import { openWaits } from './waits.ts';
import { workFolder } from './work-folder.ts';
import { type Job, openWorkers, type There, type Workers } from './worker.ts';

export interface EngineOptions {
  readonly environment: PythonEnvironment;
  readonly courseDir: string;
  readonly execute: Config['execute'];
  readonly env: NodeJS.ProcessEnv;
  /** False: every kernel is started as a process of its own. Forks are Linux's, and of Python kernels only. */
  readonly fork?: boolean;
  /** False: every run is executed, whatever is kept of earlier ones; its own result takes their place. */
  readonly cache?: boolean;
  /** Runs of lessons that are edited may be begun before they are asked for: in a course that stays open. */
  readonly ahead?: boolean;
  /** Something that the user should know of the machines that execute, in one sentence. */
  readonly onNote?: (text: string) => void;
  /** Aborted: runs that wait are not started, runs under way are ended, each as `interrupted`. */
  readonly signal?: AbortSignal;
}

/** An engine that also tells what it executes with, and serves several commands in a row. */
export interface JupyterEngine extends Engine {
  /** What the first worker told of itself; undefined until one has started. */
  facts(): JupyterFacts | undefined;
  /**
   * The engine for one command of several: aborting the signal ends that command's runs alone, and closing what is lent
   * leaves the processes for the next one. What is installed is looked at anew; undefined where that has changed since the
   * engine was opened, as its processes have imported what was there before: then another engine must be opened.
   */
  lend(signal: AbortSignal | undefined): Promise<Engine | undefined>;
  /** Starts what runs like those that came from the cache will need, so that the first that does not finds it ready. */
  warm(): void;
}

/** Milliseconds after a command was interrupted in which its runs may end by themselves. */
const leaveAfter = 500;

/**
 * Opens an engine whose workers are processes of `jupyter nbconvert --config=<ours>`, one for each core (or
 * `execute.jobs`), started when runs wait and fed runs as they come. Nothing that it started outlives `close()`, the
 * end of this process, or its death.
 */
export async function openEngine(options: EngineOptions): Promise<JupyterEngine> {
  const session = openSession();
  const endNow = () => session.endNow();
  process.on('exit', endNow);
  const caches = join(await workFolder(options.courseDir), 'cache');
  await mkdir(join(caches, 'matplotlib'), { recursive: true });
  const tmp = join(session.folder, 'w');
  const seed = join(session.folder, 'seed.ipynb');
  const atOpening = await keptResults(options, caches);

  const jobs = options.execute.jobs === 'auto' ? availableParallelism() : Math.max(1, options.execute.jobs);
  /** On a cluster, as many as it takes, unless the user says how many. */
  const most = options.execute.jobs === 'auto' ? Number.POSITIVE_INFINITY : jobs;
  const env = kernelEnvironment(options.environment, options.env, options.execute, { caches, jobs });
  const gateway = gatewayOf(options);
  const { cluster: address, clusterWait } = options.execute;
  const forks =
    options.fork === false || gateway !== undefined || address !== undefined || process.platform !== 'linux'
      ? undefined
      : forkServers(options.environment.python, session.folder, { ...env, COURSEWRIGHT_SESSION: session.name });
  let facts: JupyterFacts | undefined;
  let closed = false;
  let lookingUp = 0;
  let hasStarted = false;
  /** Slots that ask a gateway what its kernels are, and how many did. */
  const asking = new Set<Slot>();
  let asked = 0;
  const slots = () => [...queue.slots, ...asking];
  const waits = openWaits(options.onNote ?? (() => {}));
  /** Runs that came from the cache before anything was started. */
  let spared: Run[] = [];
  const processEnv = workerEnvironment(options, env, session, tmp);
  const onFacts = (told: JupyterFacts) => {
    facts ??= told;
  };
  const cluster =
    address === undefined
      ? undefined
      : openCluster({
          ...{ python: options.environment.python, env: processEnv, cwd: tmp, address, wait: clusterWait, onFacts },
          onNote: options.onNote ?? (() => {}),
          onSize: () => queue.pump(),
        });
  const workers: Workers =
    cluster ??
    openWorkers({
      command: [
        ...options.environment.nbconvert,
        `--config=${join(jupyterFolder, 'nbconvert_config.py')}`,
        '--to=notebook',
        `--output=${join(session.folder, 'out')}`,
        seed,
      ],
      env: processEnv,
      cwd: tmp,
      fork: options.fork !== false && process.platform === 'linux',
      onFacts,
    });
  const newSlot = (of: Workers = workers) =>
    new Slot({
      ...{ session, workers: of, forks, gateway, waits },
      kernelEnv: env,
      chosenEnv: options.execute.env,
      maxOutput: options.execute.maxOutput,
      ...(cluster === undefined
        ? { memory: memoryLimit(options.execute.memory) }
        : { memory: options.execute.memory === 'auto' ? 0 : options.execute.memory, cluster: clusterJobs(options) }),
    });
  const queue = openQueue({
    most: () => (cluster === undefined ? jobs : Math.min(cluster.size(), most)),
    newSlot: () => newSlot(),
    delay: (run) => forks?.delay(run) ?? 0,
  });
  const ahead =
    options.ahead !== true || options.cache === false || forks === undefined
      ? undefined
      : openRunsAhead({
          ...{ courseDir: options.courseDir, jobs, memory: memoryLimit(options.execute.memory) },
          newSlot: () => newSlot({ ...workers, take: () => workers.takeOf(mostAhead) }),
        });
  const own = lendWith(atOpening.cache, options.signal);
  let first: typeof atOpening | undefined = atOpening;

  /** The engine as one command has it. */
  function lendWith(cache: Cache | undefined, signal: AbortSignal | undefined): Engine {
    let course: CourseWatch | undefined;
    let isBack = false;
    const underWay = new Map<string, { run: Run; executed: Promise<Executed> }>();
    const kernels = new Map<string, Promise<There | undefined>>();
    const use: Use = {
      signal,
      // Not before something is executed: looking up what is kept shall cost nothing.
      course: () => {
        course ??= watchCourse(options.courseDir);
        return course;
      },
    };
    const abort = () => {
      queue.empty(signal);
      if (signal !== undefined) {
        for (const slot of slots()) slot.cancel(signal);
        ahead?.cancel(signal);
      }
      // What was proven must be reported before the process ends, however long a kernel takes to end.
      if (signal === options.signal) setTimeout(leave, leaveAfter).unref();
    };
    const leave = () => {
      for (const slot of slots()) if (signal !== undefined) slot.leave(signal);
    };
    signal?.addEventListener('abort', abort);

    async function execute(run: Run, observer: RunObserver | undefined): Promise<Executed> {
      const { found, seconds } = await lookedUp(async () => {
        const found = await findFor(run);
        return { found, seconds: found.executed === undefined ? await cache?.lastSeconds(run) : undefined };
      });
      if (closed || isBack || signal?.aborted === true) return interrupted(run);
      if (found.executed !== undefined) {
        if (!hasStarted && spared.length < mostSpared) spared.push(run);
        ahead?.note(run, found.executed);
        return told(run, found.executed, observer);
      }
      const twin = found.key === undefined || options.cache === false ? undefined : underWay.get(found.key);
      if (twin !== undefined) {
        const same = await twin.executed;
        // Next time this run may be the one that is executed, and has to know what changed.
        await cache?.keep(run, found, same, undefined);
        return told(run, sameFor(run, twin.run, same), observer);
      }
      const executed = executeNow();
      const { key } = found;
      if (key !== undefined) underWay.set(key, { run, executed });
      try {
        return await executed;
      } finally {
        if (key !== undefined) underWay.delete(key);
      }

      async function executeNow(): Promise<Executed> {
        const ended = await queue.add(run, observer, { seconds, use, ahead: await takeAhead() });
        ahead?.note(run, ended.executed);
        await cache?.keep(run, found, ended.executed, ended.loaded);
        const { because } = found;
        return because === undefined ? ended.executed : { ...ended.executed, executedBecause: because };
      }

      async function takeAhead(): Promise<RunAhead | undefined> {
        return ahead === undefined || cache === undefined ? undefined : lookedUp(() => ahead.take(run, cache));
      }
    }

    /** What comes of looking something up, before which nothing starts. */
    async function lookedUp<T>(look: () => Promise<T>): Promise<T> {
      lookingUp += 1;
      try {
        return await look();
      } finally {
        lookingUp -= 1;
        // Once all runs that were asked for together are known: the longest of them starts first.
        if (lookingUp === 0) setImmediate(start);
      }
    }

    async function findFor(run: Run): Promise<Found> {
      if (cache === undefined) return {};
      const { executed, because, ...found } = await cache.find(run, await kernelThere(run));
      if (options.cache === false) return found;
      return { ...found, ...(executed && { executed }), ...(because === undefined ? {} : { because }) };
    }

    /** What the kernel of a run is at the gateway, as one tells that executes nothing; undefined where none can tell. */
    function kernelThere({ kernel, language, timeout, lessonTimeout }: Run): Promise<There | undefined> {
      if (gateway === undefined || language !== 'python') return Promise.resolve(undefined);
      let there = kernels.get(kernel);
      if (there === undefined) {
        const nothing = { source: '', cells: [], files: [], network: false };
        there = ask({ id: `${kernel} of the gateway`, kernel, language, timeout, lessonTimeout, ...nothing }, signal);
        kernels.set(kernel, there);
      }
      return there;
    }

    return {
      execute: (run, observer) =>
        closed || isBack ? Promise.reject(new OperatorError('the engine is closed')) : execute(run, observer),
      async close() {
        if (isBack) return;
        isBack = true;
        signal?.removeEventListener('abort', abort);
        course?.close();
        await cache?.trim();
        if (cache !== undefined && hasStarted) ahead?.begin(cache);
      },
    };
  }

  function start(): void {
    const waiting = queue.waiting();
    if (closed || lookingUp > 0 || waiting.length === 0) return;
    expect(waiting);
    queue.pump();
  }

  /** Starts what runs need. */
  function expect(runs: readonly Run[]): void {
    begin();
    spared = [];
    workers.expect(Math.min(jobs, runs.length));
    forks?.expect(runs);
  }

  function begin(): void {
    if (!hasStarted) {
      session.begin();
      mkdirSync(tmp);
      writeFileSync(seed, '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":4}');
    }
    hasStarted = true;
  }

  /** Has a kernel of the gateway tell what it is. */
  async function ask(run: Run, signal: AbortSignal | undefined): Promise<There | undefined> {
    begin();
    // One start serves all: most of the runs that are looked up meanwhile will be executed.
    workers.expect(jobs + 1);
    const slot = newSlot();
    asking.add(slot);
    asked += 1;
    try {
      // The numbers from 1 are those of runs in the queue.
      const { loaded } = await slot.execute(run, -asked, undefined, { signal, course: () => unchanged });
      return loaded?.there;
    } finally {
      await slot.close();
      asking.delete(slot);
    }
  }

  return {
    facts: () => facts,
    execute: own.execute,
    async lend(signal) {
      const { state, cache } = first ?? (await keptResults(options, caches));
      first = undefined;
      return closed || state !== atOpening.state || !isUsable() ? undefined : lendWith(cache, signal);
    },
    warm() {
      if (!closed && !hasStarted && spared.length > 0) expect(spared);
    },
    async close() {
      if (closed) return;
      closed = true;
      queue.empty();
      // Workers end their kernels while there is what these were forked from: to look for them otherwise takes seconds.
      await Promise.all([...slots().map((slot) => slot.close()), ahead?.close()]);
      await Promise.all([workers.close(), forks?.close(), own.close()]);
      await session.end({ hasStarted });
      process.off('exit', endNow);
    },
  };

  /** Whether what was started still serves: somebody may have removed the temporary folder, or ended the fork server. */
  function isUsable(): boolean {
    return !hasStarted || (existsSync(tmp) && forks?.hasGivenUp() !== true && cluster?.isUsable() !== false);
  }
}

/** What is executed to ask a kernel what it is changes nothing. */
const unchanged: CourseWatch = { now: () => 0, since: async () => [], close() {} };

/** Enough to tell what lessons import. */
const mostSpared = 200;

/** What workers see: what kernels do, folders of their own, and how their processes are found. */
function workerEnvironment(
  { environment, env }: EngineOptions,
  kernelEnv: Readonly<Record<string, string>>,
  session: Session,
  tmp: string,
): NodeJS.ProcessEnv {
  return {
    // A launcher that the user's shell set up (a shim, a wrapper) needs what it was set up with.
    ...(environment.kind === 'path' ? env : {}),
    ...kernelEnv,
    COURSEWRIGHT_SESSION: session.name,
    COURSEWRIGHT_FOLDER: session.folder,
    TMPDIR: tmp,
    IPYTHONDIR: tmp,
    JUPYTER_RUNTIME_DIR: tmp,
    JUPYTER_PLATFORM_DIRS: '1',
  };
}

function gatewayOf({ execute, env }: EngineOptions): Gateway | undefined {
  if (execute.gateway === undefined) return undefined;
  const { gateway: url, gatewayWait: wait, gatewayEnv } = execute;
  const token = env.JUPYTER_GATEWAY_AUTH_TOKEN ?? '';
  return {
    server: { url, token, wait, env: gatewayEnv },
    losses: { count: 0, seconds: 0 },
    kernelEnv: lessonEnvironment(execute),
  };
}

/** What the workers of a cluster are told of a run: what is this machine's they have of their own. */
function clusterJobs({ environment, execute, fork }: EngineOptions): (run: Run) => NonNullable<Job['cluster']> {
  const common = {
    base: { ...lessonEnvironment(execute), ...execute.env },
    seen: allowed,
    threads: threadLimits,
    fixed: fixedEnvironment(environment),
  };
  return (run) => ({
    ...common,
    preload:
      fork === false || run.language !== 'python' || isOfItsOwn(run) || seesImports(run)
        ? null
        : modulesOf(importedPackages([run])),
    needs: run.needs ?? [],
    home: run.language !== 'python',
  });
}

/** `auto` is half of what this machine, or the container that we are in, has. */
function memoryLimit(memory: number | 'auto'): number {
  if (memory !== 'auto') return memory;
  const contained = process.constrainedMemory();
  return Math.floor(Math.min(totalmem(), contained > 0 ? contained : Number.POSITIVE_INFINITY) / 2);
}

/**
 * The results that are kept for what is installed now, and what tells that from what was installed another time; no
 * results where the environment does not tell by its folders.
 */
async function keptResults(
  options: EngineOptions,
  folder: string,
): Promise<{ readonly state: string; readonly cache?: Cache }> {
  const installed = await installedPackages(options.environment);
  const python = await pythonVersion(options.environment);
  if (installed === undefined || python === undefined) return { state: '' };
  const { maxOutput, memory, env, gateway, cluster } = options.execute;
  const settings = kernelSettings({
    prefix: options.environment.facts?.prefix ?? join(options.environment.python, '..', '..'),
    installed,
    env: options.env,
    caches: folder,
  });
  const cache = openCache(folder, {
    python,
    installed,
    maxOutput,
    memory,
    env,
    seen: callerVariables(options.environment, options.env),
    settings,
    elsewhere: gateway !== undefined,
    // Workers of `local:N` are this machine.
    cluster: cluster !== undefined && !cluster.startsWith('local:'),
  });
  const state = digest(JSON.stringify([python, installedState(installed), await settings('python3')]));
  return { state, cache };
}

/** A run that had nothing to execute is reported like one that had. */
function told(run: Run, executed: Executed, observer: RunObserver | undefined): Executed {
  observer?.started?.();
  for (const cell of run.cells) {
    const result = executed.cells.get(cell.id);
    if (result !== undefined) observer?.cell?.(cell.id, result.status, result.durationMs);
  }
  return executed;
}

/** The result of a run with the same cells under other names (a variant, or an exercise without changes). */
function sameFor(run: Run, twin: Run, executed: Executed): Executed {
  const cells = new Map(
    run.cells.flatMap((cell, at) => {
      const result = executed.cells.get(twin.cells[at]?.id ?? '');
      return result === undefined ? [] : [[cell.id, result] as const];
    }),
  );
  return { ...executed, id: run.id, cells, cached: executed.status === 'completed' };
}
