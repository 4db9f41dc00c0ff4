import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Executed, Run, RunObserver, WrittenFiles } from '../model/run.ts';
import type { CourseWatch } from './course-watch.ts';
import type { ForkServers } from './fork-server.ts';
import { type Ended, endedAs, hear, type JobUnderWay, startJob } from './job-under-way.ts';
import { isOfItsOwn, otherKernel, otherMachine } from './other-machine.ts';
import { killMarked } from './processes.ts';
import { makeRunFolder, type RunFolder } from './run-folder.ts';
import type { Session } from './session.ts';
import type { Job, Worker, Workers } from './worker.ts';

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
  readonly forks: ForkServers | undefined;
}

/** What the runs of one command have in common. */
export interface Use {
  readonly course: () => CourseWatch;
  /** Aborted: its run that is under way is ended, and none is begun. */
  readonly signal: AbortSignal | undefined;
}

/** Where kernels run, if not on this machine, and the variables that they get there. */
export interface Gateway extends NonNullable<Job['gateway']> {
  readonly env: Readonly<Record<string, string>>;
}

/** Seconds beyond its own limits after which a worker that says nothing is taken for dead. */
const workerGrace = 90;

/** The size a single file may grow to: a lesson that fills the disk gets an error instead. */
const largestFile = 2 * 1024 ** 3;

/** A place for one run at a time. Its worker is started with the first run, and again after one that ended it. */
export class Slot {
  readonly #options: SlotOptions;
  #worker: Worker | undefined;
  #job: JobUnderWay | undefined;
  #signal: AbortSignal | undefined;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  /** Rejects only with an OperatorError: no worker can be started. */
  async execute(run: Run, number: number, observer: RunObserver | undefined, use: Use): Promise<Ended> {
    const { session } = this.#options;
    const { course, signal } = use;
    const began = performance.now();
    this.#signal = signal;
    if (signal?.aborted === true) return { executed: interrupted(run) };
    let folder: RunFolder;
    try {
      folder = await makeFolder(join(session.folder, `r${number}`), run);
    } catch (error) {
      const reason = `the lesson's files cannot be copied: ${error instanceof Error ? error.message : String(error)}`;
      const executed: Executed = { ...interrupted(run), status: 'failed', reason };
      return { executed: { ...executed, durationMs: performance.now() - began } };
    }
    const moment = course().now();
    try {
      const { executed, loaded, outside = [] } = await this.#executeIn(folder, run, number, observer);
      const written = await this.#writtenFiles(run, moment, course(), folder, executed, outside);
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

  /** Ends the run that is under way, where it is one of those that this signal aborts. */
  cancel(signal: AbortSignal): void {
    if (this.#job !== undefined && this.#signal === signal) this.#worker?.cancel();
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    worker.cancel();
    const timer = setTimeout(() => worker.kill(), 3000);
    await worker.close();
    clearTimeout(timer);
  }

  /** Executes a run; again, where its folder was removed under it. */
  async #executeIn(folder: RunFolder, run: Run, number: number, observer: RunObserver | undefined): Promise<Ended> {
    for (let attempt = 1; ; attempt += 1) {
      const marker = `${this.#options.session.name}/${number}`;
      const ended = await this.#work(startJob(run, number, marker, observer), folder);
      if (attempt === attempts || !wasRemoved(ended.executed, folder)) return ended;
      await makeFolder(folder.folder, run);
    }
  }

  /** Gives a job to the worker, and waits for its end. */
  async #work(job: JobUnderWay, folder: RunFolder): Promise<Ended> {
    const { forks } = this.#options;
    const { run } = job;
    const worker = this.#liveWorker();
    this.#job = job;
    worker.onEvent = (event) => hear(job, event, () => forks?.giveUp());
    const limit = 1000 * Math.min(run.lessonTimeout + workerGrace, 2_000_000);
    const watchdog = setTimeout(() => {
      job.isSilent = true;
      worker.kill();
    }, limit);
    try {
      const fork = isOfItsOwn(run) ? undefined : await forks?.socket(run);
      // Cancelled meanwhile: a worker that has no job yet would let the cancelling pass.
      if (this.#signal?.aborted === true) return endedAs(job, 'interrupted');
      worker.send({ ...this.#messageOf(job, folder), ...(fork === undefined ? {} : { fork }) });
      return await job.ended;
    } finally {
      clearTimeout(watchdog);
      worker.onEvent = () => {};
      // What it put out must not be kept until the worker ends.
      this.#job = undefined;
    }
  }

  #liveWorker(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#options.workers.take();
    void worker.ended.then((stderr) => {
      this.#worker = undefined;
      if (this.#job !== undefined) this.#loseWorker(this.#job, worker, stderr);
    });
    this.#worker = worker;
    return worker;
  }

  /** The worker ended with a job under way. */
  #loseWorker(job: JobUnderWay, worker: Worker, stderr: string): void {
    killMarked(`COURSEWRIGHT_RUN=${job.marker}\0`);
    if (this.#signal?.aborted === true) job.settle(endedAs(job, 'interrupted'));
    else if (worker.greeted) {
      const reason = job.isSilent
        ? `nothing came back within ${job.run.lessonTimeout + workerGrace} s`
        : `the process that executes the lesson ended: ${lastLine(stderr)}`;
      job.settle(endedAs(job, 'failed', reason));
    } else {
      const message = `jupyter nbconvert does not start: ${lastLine(stderr)}`;
      job.fail(new OperatorError(message, { help: 'coursewright doctor' }));
    }
  }

  #messageOf({ run, number, marker }: JobUnderWay, folder: RunFolder): Job {
    const { gateway, kernelEnv, chosenEnv, maxOutput, memory } = this.#options;
    // Folders of this machine mean nothing on another one.
    const env = { ...(gateway?.env ?? { ...kernelEnv, ...folder.env }), ...otherMachine(run, chosenEnv) };
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
      ...(run.again === undefined || run.language !== 'python' ? {} : { other: otherKernel(run) }),
      maxOutput,
      limits: { file: largestFile, memory },
      cells: run.cells,
      ...(gateway === undefined ? {} : { gateway: { url: gateway.url, token: gateway.token } }),
    };
  }

  async #writtenFiles(
    run: Run,
    moment: number,
    watch: CourseWatch,
    folder: RunFolder,
    executed: Executed,
    outside: readonly string[],
  ): Promise<WrittenFiles> {
    const own = executed.written ?? (await folder.written());
    const course = await watch.since(moment, run);
    // What is the course's own is said as that.
    const elsewhere = outside.filter((path) => !course.some((name) => path.endsWith(`/${name}`)));
    return { ...own, outside: [...own.outside, ...elsewhere], course };
  }
}

/** How often a run is begun whose folder another lesson removed, with those of all: that is not this one's fault. */
const attempts = 5;

function wasRemoved({ status, reason }: Executed, { cwd }: RunFolder): boolean {
  // What the worker says of a connection file that is gone: `FolderGone` in run.py.
  return status === 'failed' && (!existsSync(cwd) || reason?.startsWith('FolderGone') === true);
}

/** Makes a run's folder; again where it is removed while it is made. */
async function makeFolder(path: string, run: Run): Promise<RunFolder> {
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

function lastLine(stderr: string): string {
  return stderr.trim().split('\n').at(-1)?.trim() || 'it said nothing';
}
