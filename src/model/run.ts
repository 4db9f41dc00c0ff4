import type { IOutput } from '@jupyterlab/nbformat';

/**
 * What must be executed to prove a part of a lesson; not the same as what is written. One run is one kernel from its
 * start to its end.
 */
export interface Run {
  /** Unique among the runs of one command: `source-md/a.md#instructor`, `…#starter:first-coroutine`. */
  readonly id: string;
  /** The lesson or notebook it belongs to, relative to the course's folder. */
  readonly source: string;
  /** Kernelspec name. */
  readonly kernel: string;
  /** Kernel language as fences name it. */
  readonly language: string;
  readonly cells: readonly RunCell[];
  /** Files the kernel finds in its working directory: path there, and where it comes from (absolute). */
  readonly files: readonly RunFile[];
  /** Seconds a cell may run unless it says otherwise. */
  readonly timeout: number;
  /** Seconds the whole run may take. */
  readonly lessonTimeout: number;
  /** A cell that ran too long ends it, though the kernel could go on: one failure is all that is asked for. */
  readonly endsAtTimeout?: boolean;
  /** Whether the network may be reached; part of the cache key. */
  readonly network: boolean;
  /** What the machine must have, such as `gpu`: resources of the workers of a cluster. */
  readonly needs?: readonly string[];
  /** Another execution of an equal run, counted from 1, to see what comes out otherwise; part of the cache key. */
  readonly again?: number;
}

export interface RunFile {
  readonly path: string;
  readonly from: string;
}

export interface RunCell {
  readonly id: string;
  readonly source: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly tags: readonly string[];
  /** Run as Python's own prompt runs it: each statement's value is shown, by `repr`. */
  readonly atPrompt?: true;
  /** An error of this cell is no failure (it must or may raise), so a result with it may be kept in the cache. */
  readonly mayRaise?: boolean;
}

export type CellStatus = 'ok' | 'error' | 'timeout' | 'kernel-died' | 'not-run';

export interface ExecutedCell {
  readonly status: CellStatus;
  readonly outputs: readonly IOutput[];
  /** What the kernel's reply says was raised, also where no output shows it. */
  readonly error?: { readonly name: string; readonly value: string; readonly traceback: readonly string[] };
  readonly durationMs: number;
  /** Some of the outputs came when the cell had ended: those of tasks, threads and timers. */
  readonly late?: boolean;
  /** A task, thread or timer of it was still under way when the lesson was over. */
  readonly pending?: boolean;
  /** Shell commands of the cell that failed, though it went well (`!command`, `%pip …`); absent where there is none. */
  readonly failedCommands?: readonly FailedCommand[];
  /** Of a cell that ran too long: how long it might, in one sentence without a full stop. */
  readonly reason?: string;
  /** The output was cut at the configured size (bytes). */
  readonly truncatedAt?: number;
}

/** A shell command that ended with another exit code than 0 in a cell that went on. */
export interface FailedCommand {
  /** As the shell got it. */
  readonly command: string;
  /** Negative: the signal that ended it. */
  readonly code: number;
  /** Line of the cell's source, from 1. */
  readonly line: number;
}

/** What came of a run. A cell that is not in `cells` was not reached. */
export interface Executed {
  readonly id: string;
  readonly status:
    | 'completed'
    | 'timeout'
    | 'kernel-died'
    | 'memory-exceeded'
    | 'kernel-missing'
    | 'failed'
    | 'interrupted';
  /** Of all but `completed` and `interrupted`: why, in one sentence without a full stop. */
  readonly reason?: string;
  /** The kernel that answered, as it names itself; without it, none did. */
  readonly kernel?: ExecutedKernel;
  readonly cells: ReadonlyMap<string, ExecutedCell>;
  readonly cached: boolean;
  /** Why it was executed although it had been before: `cell 3 changed`, `numpy 2.3.1 → 2.4.0`. */
  readonly executedBecause?: string;
  readonly durationMs: number;
  /** Files that the run wrote and did not remove; absent where there is none. */
  readonly written?: WrittenFiles;
}

/** Files that a run wrote, by path with `/`, sorted. */
export interface WrittenFiles {
  /** New in its working directory and not removed, relative to it; outside of it, from `../`. */
  readonly left: readonly string[];
  /** Of the files that it was given, those that are others now, or gone. */
  readonly changed: readonly string[];
  /** In the user's own folder, as `~/x`, and elsewhere on the machine, absolute. */
  readonly outside: readonly string[];
  /** Of the author's own, relative to the course: changed while the run was under way, and in reach of its code. */
  readonly course: readonly string[];
}

/** What a kernel says it is, in its own words: `ipython` 9.18, `python` 3.11. */
interface ExecutedKernel {
  readonly implementation: string;
  readonly version: string;
  readonly language: string;
  readonly languageVersion: string;
}

/** Executes runs. One engine serves a whole command; it owns processes and temporary files until it is closed. */
export interface Engine {
  /** Queues a run; settles when it has ended. It rejects only with an OperatorError (Jupyter is not usable). */
  execute(run: Run, observe?: RunObserver): Promise<Executed>;
  /** Ends everything that was started: processes, temporary files. Safe to call twice. */
  close(): Promise<void>;
}

export interface RunObserver {
  started?(): void;
  cell?(id: string, status: CellStatus, durationMs: number): void;
}
