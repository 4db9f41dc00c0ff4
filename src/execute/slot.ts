import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Executed, ExecutedCell, Run, RunObserver } from '../model/run.ts';
import type { Loaded } from './cache.ts';
import type { CourseWatch } from './course-watch.ts';
import type { ForkServers } from './fork-server.ts';
import { isOfItsOwn, otherMachine } from './other-machine.ts';
import { killMarked } from './processes.ts';
import { makeRunFolder, type RunFolder } from './run-folder.ts';
import type { Session } from './session.ts';
import type { Job, Worker, WorkerEvent, Workers } from './worker.ts';

export interface SlotOptions {
  readonly session: Session;
  readonly workers: Workers;
  readonly kernelEnv: Readonly<Record<string, string>>;
  /** What of it the course chose. */
  readonly chosenEnv: Readonly<Record<string, string>>;
  readonly gateway: Gateway | undefined;
  readonly maxOutput: number;
  /** Bytes that a run's processes may use together. */
  readonly memory: number;
  readonly course: () => CourseWatch;
  readonly forks: ForkServers | undefined;
}

/** Where kernels run, if not on this machine, and the variables that they get there. */
export interface Gateway extends NonNullable<Job['gateway']> {
  readonly env: Readonly<Record<string, string>>;
}

/** A place for one run at a time. Its worker is started with the first run, and again after one that ended it. */
export interface Slot {
  /** Rejects only with an OperatorError: no worker can be started. */
  execute(run: Run, number: number, observer: RunObserver | undefined): Promise<Ended>;
  /** Ends the run that is under way; later ones are not begun. */
  cancel(): void;
  close(): Promise<void>;
}

/** What came of a run, and what its kernel had loaded at its end, where it could tell. */
export interface Ended {
  readonly executed: Executed;
  readonly loaded?: Loaded;
  /** Files outside of the run's folders that it wrote. */
  readonly outside?: readonly string[];
}

/** Seconds beyond its own limits after which a worker that says nothing is taken for dead. */
const workerGrace = 90;

/** The size a single file may grow to: a lesson that fills the disk gets an error instead. */
const largestFile = 2 * 1024 ** 3;

export function startSlot(options: SlotOptions): Slot {
  const { session } = options;
  let worker: Worker | undefined;
  /** Of the run that is under way: what earlier runs put out must not be kept until the worker ends. */
  let onDeath: (stderr: string) => void = () => {};
  let cancelled = false;

  function liveWorker(): Worker {
    if (worker !== undefined) return worker;
    const taken = options.workers.take();
    void taken.ended.then((stderr) => {
      worker = undefined;
      onDeath(stderr);
    });
    worker = taken;
    return taken;
  }

  async function execute(run: Run, number: number, observer: RunObserver | undefined): Promise<Ended> {
    const began = performance.now();
    if (cancelled) return { executed: interrupted(run) };
    const failed = (reason: string): Ended => ({
      executed: {
        ...{ id: run.id, status: 'failed', reason, cells: new Map(), cached: false },
        durationMs: performance.now() - began,
      },
    });
    let folder: RunFolder;
    try {
      folder = await madeFolder(join(session.folder, `r${number}`), run);
    } catch (error) {
      return failed(`the lesson's files cannot be copied: ${error instanceof Error ? error.message : String(error)}`);
    }
    const marker = `${session.name}/${number}`;
    const moment = options.course().now();
    try {
      let { executed, loaded, outside = [] } = await executeIn(folder, marker, run, number, observer);
      for (let attempt = 1; attempt < attempts && wasRemoved(executed, folder); attempt += 1) {
        await madeFolder(folder.folder, run);
        ({ executed, loaded, outside = [] } = await executeIn(folder, marker, run, number, observer));
      }
      const own = executed.written ?? (await folder.written());
      const course = await options.course().since(moment, run);
      // What is the course's own is said as that.
      const elsewhere = outside.filter((path) => !course.some((name) => path.endsWith(`/${name}`)));
      const written = { ...own, outside: [...own.outside, ...elsewhere], course };
      return {
        executed: {
          ...executed,
          ...(Object.values(written).some((files) => files.length > 0) ? { written } : {}),
          durationMs: performance.now() - began,
        },
        ...(loaded === undefined ? {} : { loaded }),
      };
    } finally {
      await folder.remove();
    }
  }

  async function executeIn(
    folder: RunFolder,
    marker: string,
    run: Run,
    number: number,
    observer: RunObserver | undefined,
  ): Promise<Ended> {
    const current = liveWorker();
    const cells = new Map<string, ExecutedCell>();
    const base = { id: run.id, cells, cached: false, durationMs: 0 };
    let silent = false;
    const ended = new Promise<Ended>((resolve, reject) => {
      current.onEvent = (event) => {
        if (event.job !== number) return;
        if (event.event === 'started') observer?.started?.();
        else if (event.event === 'unforked') options.forks?.giveUp();
        else if (event.event === 'cell') {
          cells.set(event.cell, cellOf(event));
          observer?.cell?.(event.cell, event.status, event.ms);
        } else if (event.status === 'unusable') {
          reject(new OperatorError(event.reason ?? '', event.help === undefined ? {} : { help: event.help }));
        } else {
          for (const { cell, outputs, late = false } of event.changed) {
            const before = cells.get(cell);
            if (before !== undefined) cells.set(cell, { ...before, outputs, ...(late ? { late } : {}) });
          }
          for (const cell of event.pending ?? []) {
            const before = cells.get(cell);
            if (before !== undefined) cells.set(cell, { ...before, pending: true });
          }
          for (const { cell, ...command } of event.commands ?? []) {
            const before = cells.get(cell);
            if (before === undefined) continue;
            cells.set(cell, { ...before, failedCommands: [...(before.failedCommands ?? []), command] });
          }
          const executed: Executed = {
            ...base,
            status: event.status,
            ...(event.reason === undefined ? {} : { reason: event.reason }),
            ...(event.kernel === null ? {} : { kernel: event.kernel }),
            ...(event.written === undefined ? {} : { written: { ...event.written, outside: [], course: [] } }),
          };
          const { modules, helpers = [], absent = [], outside = [] } = event;
          resolve({ executed, outside, ...(modules === undefined ? {} : { loaded: { modules, helpers, absent } }) });
        }
      };
      onDeath = (stderr) => {
        killMarked(`COURSEWRIGHT_RUN=${marker}\0`);
        if (cancelled) resolve({ executed: { ...base, status: 'interrupted' } });
        else if (current.greeted) {
          const reason = silent
            ? `nothing came back within ${run.lessonTimeout + workerGrace} s`
            : `the process that executes the lesson ended: ${lastLine(stderr)}`;
          resolve({ executed: { ...base, status: 'failed', reason } });
        } else {
          const message = `jupyter nbconvert does not start: ${lastLine(stderr)}`;
          reject(new OperatorError(message, { help: 'coursewright doctor' }));
        }
      };
    });
    ended.catch(() => {}); // it may settle while the fork server is waited for
    const watchdog = setTimeout(
      () => {
        silent = true;
        current.kill();
      },
      1000 * Math.min(run.lessonTimeout + workerGrace, 2_000_000),
    );
    try {
      const fork = isOfItsOwn(run) ? undefined : await options.forks?.socket(run);
      // Cancelled meanwhile: a worker that has no job yet would let the cancelling pass.
      if (cancelled) return { executed: { ...base, status: 'interrupted' } };
      current.send({ ...jobOf(folder, marker, run, number), ...(fork === undefined ? {} : { fork }) });
      return await ended;
    } finally {
      clearTimeout(watchdog);
      current.onEvent = () => {};
      onDeath = () => {};
    }
  }

  function jobOf(folder: RunFolder, marker: string, run: Run, number: number): Job {
    const { gateway } = options;
    // Folders of this machine mean nothing on another one.
    const env = {
      ...(gateway?.env ?? { ...options.kernelEnv, ...folder.env }),
      ...otherMachine(run, options.chosenEnv),
    };
    return {
      job: number,
      kernel: run.kernel,
      folder: folder.folder,
      cwd: folder.cwd,
      env: { ...env, COURSEWRIGHT_RUN: marker },
      marker,
      timeout: run.timeout,
      lessonTimeout: run.lessonTimeout,
      ...(run.endsAtTimeout === true ? { endsAtTimeout: true } : {}),
      maxOutput: options.maxOutput,
      limits: { file: largestFile, memory: options.memory },
      cells: run.cells,
      ...(gateway === undefined ? {} : { gateway: { url: gateway.url, token: gateway.token } }),
    };
  }

  return {
    execute,
    cancel() {
      cancelled = true;
      worker?.cancel();
    },
    async close() {
      const open = worker;
      if (open === undefined) return;
      open.cancel();
      const timer = setTimeout(() => open.kill(), 3000);
      await open.close();
      clearTimeout(timer);
    },
  };
}

/** How often a run is begun whose folder another lesson removed, with those of all: that is not this one's fault. */
const attempts = 5;

function wasRemoved({ status, reason }: Executed, { cwd }: RunFolder): boolean {
  // What the worker says of a connection file that is gone: `FolderGone` in run.py.
  return status === 'failed' && (!existsSync(cwd) || reason?.startsWith('FolderGone') === true);
}

/** Makes a run's folder; again where it is removed while it is made. */
async function madeFolder(path: string, run: Run): Promise<RunFolder> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await makeRunFolder(path, run);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (attempt === attempts || code !== 'ENOENT' || !message.includes(path)) throw error;
      await sleep(20 * attempt);
    }
  }
}

export function interrupted(run: Run): Executed {
  return { id: run.id, status: 'interrupted', cells: new Map(), cached: false, durationMs: 0 };
}

function cellOf(event: Extract<WorkerEvent, { event: 'cell' }>): ExecutedCell {
  return {
    status: event.status,
    outputs: event.outputs,
    durationMs: event.ms,
    ...(event.error === undefined ? {} : { error: event.error }),
    ...(event.truncatedAt === undefined ? {} : { truncatedAt: event.truncatedAt }),
    ...(event.reason === undefined ? {} : { reason: event.reason }),
  };
}

function lastLine(stderr: string): string {
  return stderr.trim().split('\n').at(-1)?.trim() || 'it said nothing';
}
