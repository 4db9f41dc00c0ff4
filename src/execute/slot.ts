import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Executed, ExecutedCell, Run, RunObserver, WrittenFiles } from '../model/run.ts';
import type { CourseWatch } from './course-watch.ts';
import type { ForkServers } from './fork-server.ts';
import { type Ended, endedAs, hear, type JobUnderWay, startJob } from './job-under-way.ts';
import { isOfItsOwn, otherKernel, otherMachine } from './other-machine.ts';
import { killMarked } from './processes.ts';
import { makeRunFolder, type RunFolder } from './run-folder.ts';
import type { Session } from './session.ts';
import type { Waits } from './waits.ts';
import type { Job, Losses, Worker, Workers } from './worker.ts';

export interface SlotOptions {
  readonly session: Session;
  readonly workers: Workers;
  readonly kernelEnv: Readonly<Record<string, string>>;
  /** What of it the course chose. */
  readonly chosenEnv: Readonly<Record<string, string>>;
  readonly gateway: Gateway | undefined;
  /** What a run is told that goes to a cluster, and the variables of its kernel that are not of this machine. */
  readonly cluster?: (run: Run) => NonNullable<Job['cluster']>;
  readonly maxOutput: number;
  /** Bytes that a run's processes may use together. */
  readonly memory: number;
  readonly forks: ForkServers | undefined;
  readonly waits: Waits;
}

/** What the runs of one command have in common. */
export interface Use {
  readonly course: () => CourseWatch;
  /** Aborted: its run that is under way is ended, and none is begun. */
  readonly signal: AbortSignal | undefined;
}

/** Where kernels run, if not on this machine, and the variables that they get there. */
export interface Gateway {
  readonly server: Omit<NonNullable<Job['gateway']>, 'losses'>;
  readonly losses: Losses;
  readonly kernelEnv: Readonly<Record<string, string>>;
}

/** A run whose first cells were executed before anybody asked for it. Its kernel waits for the others. */
export interface Begun {
  readonly run: Run;
  readonly number: number;
  readonly folder: RunFolder;
  /** What came of its cells, in their order. */
  readonly cells: readonly (ExecutedCell | undefined)[];
  readonly ended: Ended;
  /** Where its kernel waits. */
  readonly worker: Worker;
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
  #isClosed = false;

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
      const ended = await this.#executeIn(folder, run, number, observer);
      return await this.#toldOf(ended, run, { course: course(), moment, folder, began });
    } finally {
      await folder.remove();
    }
  }

  /** Executes cells of a run that nobody waits for. Undefined where that came to no end, or its kernel cannot wait. */
  async begin(run: Run, number: number, memory: number): Promise<Begun | undefined> {
    this.#signal = undefined;
    const folder = await makeFolder(join(this.#options.session.folder, `r${number}`), run).catch(() => undefined);
    if (folder === undefined || this.#isClosed) return undefined;
    const job = startJob(run, number, this.#marker(number), undefined);
    const ended = await this.#work(job, await this.#begins(job, folder, { memory })).catch(() => undefined);
    const worker = this.#worker;
    if (ended?.waiting !== undefined && worker !== undefined) {
      return { run, number, folder, ended, worker, cells: run.cells.map(({ id }) => job.cells.get(id)) };
    }
    await folder.remove();
    return undefined;
  }

  /** Continues a run that was begun here, as this one: the same up to there. */
  async finish(
    { number, folder, cells, worker }: Begun,
    run: Run,
    observer: RunObserver | undefined,
    { course, signal }: Use,
  ): Promise<Ended> {
    if (worker !== this.#worker) return { executed: interrupted(run) };
    const began = performance.now();
    this.#signal = signal;
    const job = startJob(run, number, this.#marker(number), observer);
    observer?.started?.();
    for (const [at, cell] of cells.entries()) {
      const { id } = run.cells[at] ?? {};
      if (id === undefined || cell === undefined) continue;
      job.cells.set(id, cell);
      observer?.cell?.(id, cell.status, cell.durationMs);
    }
    const moment = course().now();
    const earlier = cells.reduce((sum, cell) => sum + (cell?.durationMs ?? 0), 0);
    try {
      const ended = await this.#work(job, () => worker.go(run.cells));
      if (ended.notBegun === true) return { executed: interrupted(run) };
      return await this.#toldOf(ended, run, { course: course(), moment, folder, began: began - earlier });
    } finally {
      await folder.remove();
    }
  }

  /** Ends a run that was begun here. */
  async abandon({ run, number, folder, worker }: Begun): Promise<void> {
    this.#signal = undefined;
    const job = startJob(run, number, this.#marker(number), undefined);
    if (worker === this.#worker) await this.#work(job, () => worker.cancel()).catch(() => undefined);
    await folder.remove();
  }

  /** Ends what is under way. */
  stop(): void {
    if (this.#job !== undefined) this.#worker?.cancel();
  }

  /** Ends the run that is under way, where it is one of those that this signal aborts. */
  cancel(signal: AbortSignal): void {
    if (this.#job !== undefined && this.#signal === signal) this.#worker?.cancel();
  }

  /** Waits no longer for the end of a run that was cancelled. */
  leave(signal: AbortSignal): void {
    if (this.#job !== undefined && this.#signal === signal) this.#job.settle(endedAs(this.#job, 'interrupted'));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    worker.cancel();
    const timer = setTimeout(() => worker.kill(), 3000);
    await worker.close();
    clearTimeout(timer);
  }

  /** Executes a run; again, where its folder was removed under it, or its worker was gone before it could begin. */
  async #executeIn(folder: RunFolder, run: Run, number: number, observer: RunObserver | undefined): Promise<Ended> {
    for (let attempt = 1; ; attempt += 1) {
      const job = startJob(run, number, this.#marker(number), observer);
      const ended = await this.#work(job, await this.#begins(job, folder));
      const isRemoved = wasRemoved(ended.executed, folder);
      if (attempt === attempts || !(isRemoved || ended.notBegun === true)) return ended;
      if (isRemoved) await makeFolder(folder.folder, run);
    }
  }

  #marker(number: number): string {
    return `${this.#options.session.name}/${number}`;
  }

  /** What gives a job to a worker, once it is known what kernel it can have. */
  async #begins(job: JobUnderWay, folder: RunFolder, ahead?: Job['ahead']): Promise<(worker: Worker) => void> {
    this.#liveWorker(); // it may have to be started
    const fork = isOfItsOwn(job.run) ? undefined : await this.#options.forks?.socket(job.run);
    const message = this.#messageOf(job, folder);
    return (worker) => worker.send({ ...message, ...(fork && { fork }), ...(ahead && { ahead }) });
  }

  /** Tells the worker of a job, and waits for its end. */
  async #work(job: JobUnderWay, tell: (worker: Worker) => void): Promise<Ended> {
    const { forks } = this.#options;
    const { run } = job;
    const worker = this.#liveWorker();
    this.#job = job;
    const limit = 1000 * Math.min(run.lessonTimeout + workerGrace, 2_000_000);
    const watchdog = setTimeout(() => {
      job.isSilent = true;
      worker.kill();
    }, limit);
    worker.onEvent = (event) => {
      // The lesson's own time begins with its kernel.
      if (['waits', 'alive', 'again'].includes(event.event)) watchdog.refresh();
      this.#options.waits.hear(event);
      if (event.event === 'ended' && event.losses !== undefined) this.#addLosses(event.losses);
      hear(job, event, () => forks?.giveUp());
    };
    try {
      // Cancelled meanwhile: a worker that has no job yet would let the cancelling pass.
      if (this.#isClosed || this.#signal?.aborted === true) return endedAs(job, 'interrupted');
      tell(worker);
      return await job.ended;
    } finally {
      clearTimeout(watchdog);
      worker.onEvent = () => {};
      // What it put out must not be kept until the worker ends.
      this.#job = undefined;
    }
  }

  /** What one run shows of the gateway counts for all that come. */
  #addLosses({ count, seconds }: Losses): void {
    const losses = this.#options.gateway?.losses;
    if (losses === undefined) return;
    losses.count += count;
    losses.seconds += seconds;
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
      const notBegun = !job.isBegun && !job.isSilent;
      job.settle({ ...endedAs(job, 'failed', reason), ...(notBegun ? { notBegun } : {}) });
    } else {
      const message = `jupyter nbconvert does not start: ${lastLine(stderr)}`;
      job.fail(new OperatorError(message, { help: 'coursewright doctor' }));
    }
  }

  #messageOf({ run, number, marker }: JobUnderWay, folder: RunFolder): Job {
    const { gateway, kernelEnv, chosenEnv, maxOutput, memory } = this.#options;
    const cluster = this.#options.cluster?.(run);
    // Folders of this machine mean nothing on another one; those of the run are other ones on a worker of a cluster.
    const own = gateway?.kernelEnv ?? { ...(cluster?.base ?? kernelEnv), ...folder.env };
    const env = { ...own, ...otherMachine(run, chosenEnv) };
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
      ...(gateway === undefined ? {} : { gateway: { ...gateway.server, losses: gateway.losses } }),
      ...(cluster === undefined ? {} : { cluster }),
    };
  }

  /** The result of a run, with the files that it wrote. */
  async #toldOf(
    { executed, loaded, outside = [] }: Ended,
    run: Run,
    { course, moment, folder, began }: { course: CourseWatch; moment: number; folder: RunFolder; began: number },
  ): Promise<Ended> {
    const written = await this.#writtenFiles(run, moment, course, folder, executed, outside);
    return {
      executed: {
        ...executed,
        ...(Object.values(written).some((files) => files.length > 0) ? { written } : {}),
        durationMs: performance.now() - began,
      },
      ...(loaded === undefined ? {} : { loaded }),
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

/** How often a run is begun that could not go on for what is not its own fault. */
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
