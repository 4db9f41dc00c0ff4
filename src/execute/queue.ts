import type { Run, RunObserver } from '../notebook/run.ts';
import { type Ended, interrupted, type Slot } from './slot.ts';

/** Runs that wait for a slot, the longest first. */
export interface Queue {
  add(run: Run, observer: RunObserver | undefined, seconds: number | undefined): Promise<Ended>;
  /** Starts what can be started. */
  pump(): void;
  waiting(): readonly Run[];
  /** Settles what waits as interrupted, and starts nothing more. */
  empty(): void;
  readonly slots: readonly Slot[];
}

interface Waiting {
  readonly run: Run;
  readonly observer: RunObserver | undefined;
  readonly seconds: number;
  readonly settle: (ended: Ended) => void;
  readonly fail: (error: unknown) => void;
}

export function openQueue(most: number, newSlot: (number: number) => Slot): Queue {
  const slots: Slot[] = [];
  const idle: Slot[] = [];
  let waiting: Waiting[] = [];
  let count = 0;

  function pump(): void {
    // A long run that starts last keeps one core busy alone.
    waiting.sort((a, b) => b.seconds - a.seconds);
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const slot = idle.pop() ?? (slots.length < most ? grown() : undefined);
      if (slot === undefined) return;
      waiting.shift();
      count += 1;
      void slot
        .execute(next.run, count, next.observer)
        .then(next.settle, next.fail)
        .finally(() => {
          idle.push(slot);
          pump();
        });
    }
  }

  function grown(): Slot {
    const slot = newSlot(slots.length);
    slots.push(slot);
    return slot;
  }

  return {
    slots,
    pump,
    add: (run, observer, seconds) =>
      new Promise((settle, fail) => {
        waiting.push({ run, observer, settle, fail, seconds: seconds ?? guess(run) });
      }),
    waiting: () => waiting.map(({ run }) => run),
    empty() {
      const left = waiting;
      waiting = [];
      for (const { run, settle } of left) settle({ executed: interrupted(run) });
    },
  };
}

/** Seconds that a run may take that was never executed. */
function guess(run: Run): number {
  return 0.3 + 0.05 * run.cells.length;
}
