import { OperatorError } from '../diagnostics/operator-error.ts';
import type { Executed, ExecutedCell, Run, RunObserver } from '../model/run.ts';
import type { Loaded } from './cache.ts';
import type { WorkerEvent } from './worker.ts';

/** What came of a run, and what its kernel had loaded at its end, where it could tell. */
export interface Ended {
  readonly executed: Executed;
  readonly loaded?: Loaded;
  /** Files outside of the run's folders that it wrote. */
  readonly outside?: readonly string[];
  /** It was begun ahead and waits: why a pause could be seen, or costs too much, if so. */
  readonly waiting?: { readonly busy: string | null };
  /** Its worker was gone before it told anything of it, which is not the lesson's fault: another one can have it. */
  readonly notBegun?: true;
}

/** A run that a worker executes. */
export interface JobUnderWay {
  readonly run: Run;
  readonly number: number;
  /** In the environment of all its processes. */
  readonly marker: string;
  readonly observer: RunObserver | undefined;
  readonly cells: Map<string, ExecutedCell>;
  /** Cells that the observer was told of: one that runs again with another kernel is none more. */
  readonly told: Set<string>;
  /** Nothing came back in time, and the worker is ended for that. */
  isSilent: boolean;
  /** Its worker has told something of it. */
  isBegun: boolean;
  /** Rejects with an OperatorError where nothing can be executed at all. */
  readonly ended: Promise<Ended>;
  readonly settle: (ended: Ended) => void;
  readonly fail: (error: OperatorError) => void;
}

export function startJob(run: Run, number: number, marker: string, observer: RunObserver | undefined): JobUnderWay {
  let settle: JobUnderWay['settle'] = () => {};
  let fail: JobUnderWay['fail'] = () => {};
  const ended = new Promise<Ended>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  ended.catch(() => {}); // it may settle while the fork server is waited for
  const state = { cells: new Map(), told: new Set<string>(), isSilent: false, isBegun: false };
  return { run, number, marker, observer, ...state, ended, settle, fail };
}

/** What came of a job that ends with nothing more to tell. */
export function endedAs(job: JobUnderWay, status: Executed['status'], reason?: string): Ended {
  const { run, cells } = job;
  return {
    executed: { id: run.id, status, cells, cached: false, durationMs: 0, ...(reason === undefined ? {} : { reason }) },
  };
}

/** Takes in what a worker tells of its job; `unforked`: no more kernels can be forked. */
export function hear(job: JobUnderWay, event: Exclude<WorkerEvent, { event: 'hello' }>, unforked: () => void): void {
  if (event.job !== job.number) return;
  job.isBegun = true;
  switch (event.event) {
    case 'started':
      if (job.told.size === 0) job.observer?.started?.();
      return;
    case 'unforked':
      unforked();
      return;
    case 'waits':
    case 'alive':
      return;
    case 'again':
      job.cells.clear();
      return;
    case 'cell':
      job.cells.set(event.cell, cellOf(event));
      if (!job.told.has(event.cell)) job.observer?.cell?.(event.cell, event.status, event.ms);
      job.told.add(event.cell);
      return;
    case 'waiting':
      job.settle({ ...endedAs(job, 'completed'), ...loadedOf(event), waiting: { busy: event.busy } });
      return;
    case 'ended':
      end(job, event);
      return;
  }
}

function end(job: JobUnderWay, event: Extract<WorkerEvent, { event: 'ended' }>): void {
  const { status, reason, help, kernel, written } = event;
  if (status === 'unusable') {
    job.fail(new OperatorError(reason ?? '', help === undefined ? {} : { help }));
    return;
  }
  addToCells(job, event);
  const { executed } = endedAs(job, status, reason);
  job.settle({
    executed: {
      ...executed,
      ...(kernel === null ? {} : { kernel }),
      ...(written === undefined ? {} : { written: { outside: [], ...written, course: [] } }),
    },
    ...loadedOf(event),
  });
}

function loadedOf(event: Extract<WorkerEvent, { event: 'ended' | 'waiting' }>): Pick<Ended, 'loaded' | 'outside'> {
  const { modules, helpers = [], absent = [], outside = [] } = event;
  if (modules === undefined) return { outside };
  const there = event.event === 'ended' ? event.there : undefined;
  return { outside, loaded: { modules, helpers, absent, ...(there && { there }) } };
}

/** What only the end of a run tells of its cells. */
function addToCells(
  { cells }: JobUnderWay,
  { changed, pending = [], commands = [] }: Extract<WorkerEvent, { event: 'ended' }>,
): void {
  const change = (id: string, more: (cell: ExecutedCell) => Partial<ExecutedCell>) => {
    const cell = cells.get(id);
    if (cell !== undefined) cells.set(id, { ...cell, ...more(cell) });
  };
  for (const { cell, outputs, late = false } of changed) {
    change(cell, () => ({ outputs, ...(late ? { late } : {}) }));
  }
  for (const cell of pending) change(cell, () => ({ pending: true }));
  for (const { cell, ...command } of commands) {
    change(cell, ({ failedCommands = [] }) => ({ failedCommands: [...failedCommands, command] }));
  }
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
