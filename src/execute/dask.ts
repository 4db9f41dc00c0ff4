import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { parseExactly } from '../text/exact-integers.ts';
import { jupyterFolder } from './environment.ts';
import type { JupyterFacts } from './probe.ts';
import { send } from './processes.ts';
import { collect, type Job, readLines, type Worker, type WorkerEvent, type Workers } from './worker.ts';

/** Workers of a Dask cluster. Each that is taken stands for one run at a time; the scheduler says which machine executes it. */
export interface Cluster extends Workers {
  /** How many runs it executes side by side, as far as that is known: 1 before it was asked. */
  size(): number;
  /** Whether runs can still be executed, as far as that is known. */
  isUsable(): boolean;
}

export interface ClusterOptions {
  readonly python: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Of the scheduler, or `local:N`. */
  readonly address: string;
  /** Seconds that it may be out of reach. */
  readonly wait: number;
  readonly onFacts: (facts: JupyterFacts) => void;
  /** Called when `size` has changed. */
  readonly onSize: () => void;
  /** What the user should know of the machines. */
  readonly onNote: (text: string) => void;
}

/** What the process that speaks to the scheduler reports beside the events of jobs. */
type ClusterEvent =
  | WorkerEvent
  | { readonly event: 'size'; readonly threads: number }
  | { readonly event: 'note'; readonly text: string }
  | { readonly event: 'unusable'; readonly reason: string; readonly help: string };

/** How often the process is started anew that ended with runs under way. */
const mostStarts = 5;

/**
 * Opens a cluster: one process of the course's Python (`jupyter/coursewright_worker/dask_client.py`), started with the first
 * run. Where it ends before its time another one takes its place, and the runs that were under way.
 */
export function openCluster(options: ClusterOptions): Cluster {
  const underWay = new Map<number, { readonly worker: Worker; readonly job: Job }>();
  let size = 1;
  let starts = 0;
  let isClosing = false;
  let failure: { readonly reason: string; readonly help: string } | undefined;
  let current: ReturnType<typeof startClient> | undefined;

  function client() {
    current ??= start();
    return current;
  }

  function start() {
    starts += 1;
    const started = startClient(options, hear);
    void started.ended.then((said) => {
      current = undefined;
      if (isClosing || underWay.size === 0) return;
      if (starts >= mostStarts) {
        giveUp(`the process that speaks to the cluster ended: ${said}`, 'coursewright doctor');
        return;
      }
      for (const { job } of underWay.values()) client().write({ op: 'run', ...job });
    });
    return started;
  }

  function hear(event: ClusterEvent): void {
    if (event.event === 'hello') options.onFacts(event);
    else if (event.event === 'note') options.onNote(event.text);
    else if (event.event === 'unusable') giveUp(event.reason, event.help);
    else if (event.event === 'size') {
      size = event.threads;
      options.onSize();
    } else {
      const worker = underWay.get(event.job)?.worker;
      if (event.event === 'ended') underWay.delete(event.job);
      worker?.onEvent(event);
    }
  }

  /** Tells all runs that nothing can be executed. */
  function giveUp(reason: string, help: string): void {
    failure = { reason, help };
    const all = [...underWay];
    underWay.clear();
    for (const [job, { worker }] of all) {
      worker.onEvent({ event: 'ended', job, status: 'unusable', reason, help, ms: 0, kernel: null, changed: [] });
    }
  }

  function newWorker(): Worker {
    let number: number | undefined;
    const cancel = () => {
      if (number !== undefined && underWay.has(number)) client().write({ op: 'cancel', job: number });
    };
    const worker: Worker = {
      greeted: true,
      onEvent: () => {},
      send(job) {
        number = job.job;
        underWay.set(number, { worker, job });
        if (failure === undefined) client().write({ op: 'run', ...job });
        else giveUp(failure.reason, failure.help);
      },
      // Runs that are begun ahead are forks of this machine.
      go: () => {},
      cancel,
      kill: cancel,
      close: async () => {},
      ended: new Promise(() => {}),
    };
    return worker;
  }

  return {
    size: () => size,
    isUsable: () => failure === undefined,
    expect: () => void client(),
    take: newWorker,
    takeOf: newWorker,
    async close() {
      isClosing = true;
      await current?.close();
    },
  };
}

function startClient({ python, env, cwd, address, wait }: ClusterOptions, onEvent: (event: ClusterEvent) => void) {
  const child = execa(python, [join(jupyterFolder, 'dask_client.py')], {
    ...{ cwd, env, extendEnv: false, buffer: false, reject: false, detached: true },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = collect(child.stderr as Readable);
  child.stdin.on('error', () => {
    // It ended while we wrote: `ended` tells.
  });
  readLines(child.stdout as Readable, (line) => onEvent(parseExactly(line) as ClusterEvent));
  const ended = child.then(
    ({ originalMessage }) => said().trim().split('\n').at(-1) || (originalMessage ?? 'it said nothing'),
  );
  const write = (message: object) => void child.stdin.write(`${JSON.stringify(message)}\n`);
  write({ op: 'open', cluster: address, wait });
  return {
    write,
    ended,
    async close() {
      write({ op: 'close' });
      child.stdin.end();
      const timer = setTimeout(() => child.pid !== undefined && send(-child.pid, 'SIGKILL'), 8000);
      await ended;
      clearTimeout(timer);
    },
  };
}
