import { takesSharedNames } from '../languages/shared-names.ts';
import type { Run, RunObserver } from '../model/run.ts';
import { leastOf } from '../text/extremes.ts';
import type { Ended } from './job-under-way.ts';
import type { RunAhead } from './runs-ahead.ts';
import { interrupted, type Slot, type Use } from './slot.ts';

/**
 * Runs that wait for a slot: the longest first, of those whose kernels can be had the soonest. Runs whose code takes ports or
 * other names that a machine has once take turns. (Not `mapConcurrently`: runs come while others are under way, and which
 * one is next is asked anew each time a slot is free.)
 */
export interface Queue {
  add(run: Run, observer: RunObserver | undefined, how: HowToRun): Promise<Ended>;
  /** Starts what can be started. */
  pump(): void;
  waiting(): readonly Run[];
  /** Settles what waits as interrupted: all, or what this signal aborts. */
  empty(signal?: AbortSignal): void;
  readonly slots: readonly Slot[];
}

interface HowToRun {
  /** That it took the last time. */
  readonly seconds: number | undefined;
  readonly use: Use;
  /** The same run, begun already. */
  readonly ahead?: RunAhead | undefined;
}

interface Waiting {
  readonly run: Run;
  readonly observer: RunObserver | undefined;
  readonly seconds: number;
  readonly takesTurns: boolean;
  readonly use: Use;
  readonly ahead: RunAhead | undefined;
  readonly settle: (ended: Ended) => void;
  readonly fail: (error: unknown) => void;
}

export interface QueueOptions {
  /** How many slots there may be, now. */
  readonly most: () => number;
  readonly newSlot: () => Slot;
  /** 0 when a kernel for the run could be had at once; the later the more. */
  readonly delay: (run: Run) => number;
}

export function openQueue({ most, newSlot, delay }: QueueOptions): Queue {
  const slots: Slot[] = [];
  const idle: Slot[] = [];
  let waiting: Waiting[] = [];
  let count = 0;
  /** Whether one of the runs that take turns is under way. */
  let isTurn = false;

  function pump(): void {
    // A long run that starts last keeps one core busy alone.
    waiting.sort((a, b) => b.seconds - a.seconds);
    for (;;) {
      const ready = waiting.filter(({ takesTurns }) => !(takesTurns && isTurn));
      if (ready.length === 0) return;
      const slot = idle.pop() ?? (slots.length < most() ? grown() : undefined);
      if (slot === undefined) return;
      const soonest = leastOf(ready.map(({ run }) => delay(run)));
      const next = ready.find(({ run }) => delay(run) === soonest);
      if (next === undefined) return;
      waiting = waiting.filter((one) => one !== next);
      count += 1;
      if (next.takesTurns) isTurn = true;
      void execute(slot, next, count)
        .then(next.settle, next.fail)
        .finally(() => {
          if (next.takesTurns) isTurn = false;
          idle.push(slot);
          pump();
        });
    }
  }

  function grown(): Slot {
    const slot = newSlot();
    slots.push(slot);
    return slot;
  }

  return {
    slots,
    pump,
    add: (run, observer, { seconds, use, ahead }) =>
      new Promise((settle, fail) => {
        const takesTurns = run.cells.some(({ source }) => takesSharedNames(source));
        waiting.push({ run, observer, use, ahead, settle, fail, takesTurns, seconds: seconds ?? guess(run) });
      }),
    waiting: () => waiting.map(({ run }) => run),
    empty(signal) {
      const left = waiting.filter(({ use }) => signal === undefined || use.signal === signal);
      waiting = waiting.filter((one) => !left.includes(one));
      for (const { run, ahead, settle } of left) {
        void ahead?.abandon();
        settle({ executed: interrupted(run) });
      }
    },
  };
}

/** In a slot; while it is continued where it was begun, this one stays free for it. */
async function execute(slot: Slot, { run, observer, use, ahead }: Waiting, number: number): Promise<Ended> {
  return (await ahead?.finish(observer, use)) ?? slot.execute(run, number, observer, use);
}

/** Seconds that a run may take that was never executed. */
function guess(run: Run): number {
  return 0.3 + 0.05 * run.cells.length;
}
