import type { Readable, Writable } from 'node:stream';
import type { IOutput } from '@jupyterlab/nbformat';
import { execa } from 'execa';
import type { CellStatus, Executed, FailedCommand, WrittenFiles } from '../model/run.ts';
import { parseExactly } from '../text/exact-integers.ts';
import type { JupyterFacts } from './probe.ts';
import { send } from './processes.ts';

/** What a worker needs to execute a run (`jupyter/coursewright_worker/run.py`). */
export interface Job {
  readonly job: number;
  readonly kernel: string;
  readonly folder: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly marker: string;
  /** Seconds. */
  readonly timeout: number;
  readonly lessonTimeout: number;
  /** Bytes a cell may put out. */
  readonly maxOutput: number;
  /** A cell that ran too long ends it: what comes after is not asked for. */
  readonly endsAtTimeout?: boolean;
  /** Of a further run: what makes its kernel another one. Those of this machine have it among their configuration. */
  readonly other?: string;
  /** Socket of the fork server, where kernels may be forked. */
  readonly fork?: string;
  /** Bytes: what the run's processes may use together, and how large a file may grow. */
  readonly limits: { readonly memory: number; readonly file: number };
  /** Where the kernel runs, if not on this machine. It goes over a pipe, lest a token stands in an environment. */
  readonly gateway?: {
    readonly url: string;
    readonly token: string;
    /** Seconds that it may be out of reach. */
    readonly wait: number;
    /** Variables that it is told of when it starts a kernel. */
    readonly env: Readonly<Record<string, string>>;
    /** What became of its kernels so far. */
    readonly losses: Readonly<Losses>;
  };
  /** Nobody waits for it yet: with its cells done it waits for others. Bytes that it may use meanwhile. */
  readonly ahead?: { readonly memory: number };
  /** Of a run that a worker of a cluster executes. */
  readonly cluster?: {
    /** Modules that a fork server has for it; null: its kernel is no fork. */
    readonly preload: readonly string[] | null;
    /** What every kernel of the course has; variables of the machine, by name; those that have a number of threads. */
    readonly base: Readonly<Record<string, string>>;
    readonly seen: readonly string[];
    readonly threads: readonly string[];
    /** Variables that are the same on each machine, beneath these. */
    readonly fixed: Readonly<Record<string, string>>;
    /** Resources that its worker must have, such as `gpu`. */
    readonly needs: readonly string[];
    /** Whether it has a home folder of its own. */
    readonly home: boolean;
  };
  readonly cells: readonly JobCell[];
}

/** How many kernels ended of all, and for how many seconds there were some: how likely it is that one ends by chance. */
export interface Losses {
  count: number;
  seconds: number;
}

interface JobCell {
  readonly id: string;
  readonly source: string;
  readonly timeout?: number;
  readonly tags: readonly string[];
  /** As Python's own prompt runs it. */
  readonly atPrompt?: true;
}

/** What a kernel elsewhere, and its machine, are (`jupyter/coursewright_worker/there.py`). */
export interface There {
  readonly python: string;
  readonly system: string;
  /** By normalised distribution name: the version; after a blank, what tells its code from other code of that version. */
  readonly packages: Readonly<Record<string, string>>;
  /** A digest of all else that every lesson depends on. */
  readonly rest: string;
  /** What starts it, as the server says. */
  readonly kernelspec: string;
  readonly machine: string;
  /** Digests of the values. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What a worker reports, one JSON document a line. */
export type WorkerEvent =
  | ({ readonly event: 'hello'; readonly pid: number } & JupyterFacts)
  | { readonly event: 'started'; readonly job: number; readonly pid: number }
  | { readonly event: 'unforked'; readonly job: number }
  /** The cluster still has it. */
  | { readonly event: 'alive'; readonly job: number }
  /** A gateway is waited for, since it does not answer or is full; `most`: seconds that this may take. */
  | {
      readonly event: 'waits';
      readonly job: number;
      readonly reason: string;
      readonly full: boolean;
      readonly most: number;
    }
  /** Its kernel was lost: it begins anew, with another one. */
  | { readonly event: 'again'; readonly job: number }
  | {
      readonly event: 'cell';
      readonly job: number;
      readonly cell: string;
      readonly status: CellStatus;
      readonly ms: number;
      readonly outputs: readonly IOutput[];
      readonly error?: { readonly name: string; readonly value: string; readonly traceback: readonly string[] };
      readonly truncatedAt?: number;
      /** Of a cell that ran too long: how long it might. */
      readonly reason?: string;
    }
  | {
      readonly event: 'waiting';
      readonly job: number;
      /** Why a pause could be seen, or costs too much. */
      readonly busy: string | null;
      readonly modules?: Readonly<Record<string, string>>;
      readonly helpers?: readonly string[];
      readonly absent?: readonly string[];
      readonly outside?: readonly string[];
    }
  | {
      readonly event: 'ended';
      readonly job: number;
      readonly status: Executed['status'] | 'unusable';
      readonly reason?: string;
      /** Of `unusable`, nothing can be executed at all: how to fix that. */
      readonly help?: string;
      readonly ms: number;
      readonly kernel: NonNullable<Executed['kernel']> | null;
      /** Of a Python kernel: what its result holds for (`Loaded`). */
      readonly modules?: Readonly<Record<string, string>>;
      readonly helpers?: readonly string[];
      readonly absent?: readonly string[];
      /** Of a Python kernel of a gateway. */
      readonly there?: There;
      /** Of a gateway: what became of the kernels of this run. */
      readonly losses?: Readonly<Losses>;
      /** Files outside of its folders that it wrote. */
      readonly outside?: readonly string[];
      /** Of a Python kernel: shell commands that failed, by the cell that ran them. */
      readonly commands?: readonly ({ readonly cell: string } & FailedCommand)[];
      /** What the lesson wrote into its folder, where that is on another machine. */
      readonly written?: Omit<WrittenFiles, 'course' | 'outside'> & Partial<Pick<WrittenFiles, 'outside'>>;
      /** Cells whose outputs a later cell rewrote, or that went on to put something out. */
      readonly changed: readonly {
        readonly cell: string;
        readonly outputs: readonly IOutput[];
        readonly late?: boolean;
      }[];
      /** Cells whose tasks, threads or timers were still under way at the end. */
      readonly pending?: readonly string[];
    };

/** A `jupyter nbconvert` process with our configuration that executes one run at a time. */
export interface Worker {
  /** Whether it has told of itself: then nbconvert works. */
  greeted: boolean;
  /** Called with what it reports from now on. */
  onEvent: (event: Exclude<WorkerEvent, { event: 'hello' }>) => void;
  send(job: Job): void;
  /** Continues a run that waits; these are all its cells. */
  go(cells: readonly JobCell[]): void;
  /** Ends the run that is under way; its `ended` event follows. */
  cancel(): void;
  /** Asks it to end when it is idle; settles when it has ended. */
  close(): Promise<void>;
  /** Ends it and its kernels' parent at once. */
  kill(): void;
  /** Settles when the process has ended; gives the end of what it said on stderr. */
  readonly ended: Promise<string>;
}

export interface WorkersOptions {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Whether one start may serve several workers, which are forked from it (`jupyter/coursewright_worker/shared.py`). */
  readonly fork: boolean;
  readonly onFacts: (facts: JupyterFacts) => void;
}

/** Starts workers as they are taken. */
export interface Workers {
  /** So many will soon be taken: where none has been started, one start makes them all. */
  expect(count: number): void;
  take(): Worker;
  /** As `take`; where one has to be started, this start makes so many, which cost less together. */
  takeOf(count: number): Worker;
  /** Ends those that nobody took. */
  close(): Promise<void>;
}

const stderrKept = 16_384;

export function openWorkers(options: WorkersOptions): Workers {
  const spare: Worker[] = [];
  let started = false;
  const start = (count: number) => {
    started = true;
    for (const one of startWorkers(options, count)) {
      spare.push(one);
      // One that ends before it is taken must not be given to anybody.
      void one.ended.then(() => {
        if (spare.includes(one)) spare.splice(spare.indexOf(one), 1);
      });
    }
  };
  const takeOf = (count: number) => {
    if (spare.length === 0) start(options.fork ? count : 1);
    return spare.shift() as Worker;
  };
  return {
    expect(count) {
      if (!started && options.fork) start(count);
    },
    take: () => takeOf(1),
    takeOf,
    async close() {
      await Promise.all(spare.map((worker) => worker.close()));
    },
  };
}

/** One start of nbconvert, from which the workers are forked, where that can be. */
function startWorkers(options: WorkersOptions, count: number): readonly Worker[] {
  const [program = '', ...args] = options.command;
  const child = execa(program, args, {
    cwd: options.cwd,
    env: { ...options.env, COURSEWRIGHT_WORKERS: String(count) },
    extendEnv: false,
    buffer: false,
    reject: false,
    // Behind its own: each worker's jobs, events and stderr.
    stdio: ['ignore', 'ignore', 'pipe', ...Array.from({ length: 3 * count }, () => 'pipe' as const)],
    // Its own group: a Ctrl-C on the terminal is ours to handle, not each worker's.
    detached: true,
  });
  const said = collect(child.stderr);
  const silent = closedOf(child.stderr as Readable);
  const failed = new Promise<string>((resolve) => {
    void child.then(({ exitCode, signal, originalMessage }) => {
      if (exitCode === undefined && signal === undefined) resolve(originalMessage ?? '');
    });
  });
  return Array.from({ length: count }, (_, number) => {
    const [jobs, events, errors] = child.stdio.slice(3 + 3 * number);
    const own = collect(errors as Readable);
    const gone = Promise.all([silent, ...[events, errors].map((pipe) => closedOf(pipe as Readable))]);
    const ended = Promise.race([failed, gone.then(() => own() || said())]);
    return workerOf(child.pid ?? 0, jobs as Readable & Writable, events as Readable, ended, options);
  });
}

/** `starter` is the process that was started: the one that the worker is forked from, or is. */
function workerOf(
  starter: number,
  jobs: Writable,
  events: Readable,
  ended: Promise<string>,
  options: WorkersOptions,
): Worker {
  let pid: number | undefined;
  const write = (message: object) => jobs.write(`${JSON.stringify(message)}\n`);
  const worker: Worker = {
    greeted: false,
    onEvent: () => {},
    ended,
    send: (job) => write({ op: 'run', ...job }),
    go: (cells) => write({ op: 'go', cells }),
    cancel: () => write({ op: 'cancel' }),
    async close() {
      write({ op: 'close' });
      jobs.end();
      await ended;
    },
    kill() {
      const process = pid ?? starter;
      if (process !== 0) send(-process, 'SIGKILL');
    },
  };
  jobs.on('error', () => {
    // It ended while we wrote: `ended` tells.
  });
  readLines(events, (line) => {
    const event = parseExactly(line) as WorkerEvent;
    if (event.event !== 'hello') return worker.onEvent(event);
    pid = event.pid;
    worker.greeted = true;
    options.onFacts(event);
  });
  return worker;
}

function closedOf(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.on('close', () => resolve()));
}

/** Keeps the end of what a stream says. */
export function collect(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8');
  stream?.on('error', () => {});
  stream?.on('data', (more: string) => {
    text = (text + more).slice(-stderrKept);
  });
  return () => text;
}

/** Lines of a stream as they come; a line may be many megabytes long and come in many pieces. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let pieces: Buffer[] = [];
  stream.on('error', () => {});
  stream.on('data', (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end));
      onLine(Buffer.concat(pieces).toString('utf8'));
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  });
}
