import type { WorkerEvent } from './worker.ts';

/** Tells the user that runs wait for a gateway: once, with the reason, and when that is over. */
export interface Waits {
  /** Takes in what a worker tells of a run. */
  hear(event: Exclude<WorkerEvent, { event: 'hello' }>): void;
}

export function openWaits(onNote: (text: string) => void): Waits {
  /** Runs that wait for a server that does not answer. */
  const waiting = new Set<number>();
  let since = 0;
  let isFull = false;

  function waits({ job, reason, full, most }: Extract<WorkerEvent, { event: 'waits' }>): void {
    if (full) {
      over(job, true);
      // Kernels of other runs end, and this one gets its turn: that goes on for as long as there are more runs than room.
      if (!isFull) onNote(`${reason}; lessons wait for room, at most ${spoken(most)} each`);
      isFull = true;
      return;
    }
    if (waiting.size === 0) {
      since = performance.now();
      onNote(`${reason}; it is waited for, at most ${spoken(most)}`);
    }
    waiting.add(job);
  }

  function over(job: number, answers: boolean): void {
    if (!waiting.delete(job) || waiting.size > 0 || !answers) return;
    onNote(`the gateway answers again, after ${spoken((performance.now() - since) / 1000)}`);
  }

  return {
    hear(event) {
      if (event.event === 'waits') waits(event);
      else
        over(event.job, !(event.event === 'ended' && (event.status === 'interrupted' || event.status === 'unusable')));
    },
  };
}

function spoken(seconds: number): string {
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${Math.max(1, Math.round(seconds))} s`;
}
