import { spawn } from 'node:child_process';
import { type Readable, Writable } from 'node:stream';
import type { IOutput } from '@jupyterlab/nbformat';
import type { CellStatus, Executed, WrittenFiles } from '../notebook/run.ts';
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
  /** Socket of the fork server, where kernels may be forked. */
  readonly fork?: string;
  /** Bytes: what the run's processes may use together, and how large a file may grow. */
  readonly limits: { readonly memory: number; readonly file: number };
  /** Where the kernel runs, if not on this machine. It goes over a pipe, lest a token stands in an environment. */
  readonly gateway?: { readonly url: string; readonly token: string };
  readonly cells: readonly {
    readonly id: string;
    readonly source: string;
    readonly timeout?: number;
    readonly tags: readonly string[];
  }[];
}

/** What a worker reports, one JSON document a line. */
export type WorkerEvent =
  | ({ readonly event: 'hello' } & JupyterFacts)
  | { readonly event: 'started'; readonly job: number; readonly pid: number }
  | { readonly event: 'unforked'; readonly job: number }
  | {
      readonly event: 'cell';
      readonly job: number;
      readonly cell: string;
      readonly status: CellStatus;
      readonly ms: number;
      readonly outputs: readonly IOutput[];
      readonly error?: { readonly name: string; readonly value: string; readonly traceback: readonly string[] };
      readonly truncatedAt?: number;
    }
  | {
      readonly event: 'ended';
      readonly job: number;
      readonly status: Executed['status'] | 'unusable';
      readonly reason?: string;
      /** Of `unusable`, nothing can be executed at all: how to mend that. */
      readonly help?: string;
      readonly ms: number;
      readonly kernel: NonNullable<Executed['kernel']> | null;
      /** Of a Python kernel: top-level modules that are loaded, and files of modules that are in no package. */
      readonly modules?: readonly string[];
      readonly helpers?: readonly string[];
      /** What the lesson wrote into its folder, where that is on another machine. */
      readonly written?: Omit<WrittenFiles, 'course'>;
      /** Cells whose outputs a later cell rewrote. */
      readonly changed: readonly { readonly cell: string; readonly outputs: readonly IOutput[] }[];
    };

/** One `jupyter nbconvert` process with our configuration. */
export interface Worker {
  readonly pid: number;
  send(job: Job): void;
  /** Ends the run that is under way; its `ended` event follows. */
  cancel(): void;
  /** Asks it to end when it is idle; settles when it has ended. */
  close(): Promise<void>;
  /** Ends it and its kernels' parent at once. */
  kill(): void;
  /** Settles when the process has ended; gives the end of what it said on stderr. */
  readonly ended: Promise<string>;
}

export interface WorkerOptions {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly onEvent: (event: WorkerEvent) => void;
}

const stderrKept = 16_384;

export function startWorker(options: WorkerOptions): Worker {
  const [program = '', ...args] = options.command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    // Its own group: a Ctrl-C on the terminal is ours to handle, not each worker's.
    detached: true,
  });
  const jobs = child.stdio[3];
  const events = child.stdio[4] as Readable;
  let stderr = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    stderr = (stderr + text).slice(-stderrKept);
  });
  if (!(jobs instanceof Writable)) throw new Error('a worker has no pipe for its jobs');
  jobs.on('error', () => {
    // It ended while we wrote: `ended` tells.
  });
  readLines(events, (line) => options.onEvent(JSON.parse(line) as WorkerEvent));
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', () => resolve(stderr));
  });
  const write = (message: object) => jobs.write(`${JSON.stringify(message)}\n`);
  return {
    pid: child.pid ?? 0,
    ended,
    send: (job) => write({ op: 'run', ...job }),
    cancel: () => write({ op: 'cancel' }),
    async close() {
      write({ op: 'close' });
      jobs.end();
      await ended;
    },
    kill() {
      if (child.pid !== undefined) send(-child.pid, 'SIGKILL');
    },
  };
}

/** Lines of a stream as they come; a line may be many megabytes long and come in many pieces. */
function readLines(stream: Readable, onLine: (line: string) => void): void {
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
