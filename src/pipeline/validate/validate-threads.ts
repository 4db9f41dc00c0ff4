import { availableParallelism } from 'node:os';
import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { Batch, Work } from './validate-batch.ts';

/** Threads that do a part of the work. */
export interface Threads {
  /** Sees to it that there are as many, or as many as there are cores for. */
  grow(count: number): void;
  /** Resolves when `done` says so, which is asked after each batch. Rejects when a thread dies. */
  until(done: () => boolean): Promise<void>;
}

/**
 * Opens threads; `take` gets what they have judged. They end by themselves, and no process waits for them. They share a
 * counter of what is begun; those of `build`, where one lesson takes longer than a message, are sent each lesson.
 */
export function openThreads(work: Work, take: (batch: Batch) => void): Threads {
  const workers: Worker[] = [];
  let isDone = () => false;
  const { promise, resolve, reject } = resolvers();
  // Whoever waits gets the error; until then it is none of Node's business.
  promise.catch(() => undefined);
  const start = () => {
    const worker = new Worker(new URL('../workers/validate-worker.js', import.meta.url), {
      workerData: work,
      env: SHARE_ENV,
    });
    worker.on('message', (batch: Batch) => {
      take(batch);
      if (isDone()) resolve();
    });
    worker.on('error', reject);
    workers.push(worker);
  };
  return {
    grow(count) {
      while (workers.length < Math.min(count, mostThreads())) start();
    },
    async until(done) {
      isDone = done;
      if (!done()) await promise;
      for (const worker of workers) worker.unref();
    },
  };
}

/** Beside the one that there is. Threads load compiled files only: under a loader for TypeScript there are none. */
function mostThreads(): number {
  return import.meta.url.endsWith('.js') ? availableParallelism() - 1 : 0;
}

function resolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}
