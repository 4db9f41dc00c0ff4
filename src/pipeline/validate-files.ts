import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { FileResult } from '../result/result.ts';
import { type FileRequest, validateFile } from './validate-file.ts';

/** Files that a thread takes at a time. */
const batch = 16;
/** How often (milliseconds) it is asked whether threads are worth it, and for how much work that is left they are. */
const look = 80;
const worthIt = 250;

/**
 * Judges files; the results come in the order of the paths, as far as the signal let it go. Where it turns out to take
 * long, further threads join this one when they have started. Rejects when a thread dies.
 */
export async function validateFiles(
  paths: readonly string[],
  request: FileRequest,
  signal: AbortSignal | undefined,
): Promise<FileResult[]> {
  const results: FileResult[] = new Array(paths.length);
  const here = new AbortController();
  let next = 0;
  const taken = (): number | undefined => {
    if (next >= paths.length || signal?.aborted === true) return undefined;
    next += batch;
    return next - batch;
  };
  const judgeInThread = () =>
    new Promise<void>((done, failed) => {
      const worker = new Worker(new URL('../workers/validate-worker.js', import.meta.url), { workerData: request });
      let from: number | undefined;
      const end = () => worker.terminate().then(() => done(), failed);
      // What has not even started by then is not waited for.
      here.signal.addEventListener('abort', () => from === undefined && end(), { once: true });
      // A worker says when it has started: until then its share is not taken from the others.
      worker.on('message', (files: readonly FileResult[] | 'started') => {
        if (files !== 'started') for (const [index, file] of files.entries()) results[(from ?? 0) + index] = file;
        from = taken();
        if (from === undefined) end();
        else worker.postMessage(paths.slice(from, from + batch));
      });
      worker.on('error', failed);
    });

  const started = performance.now();
  let rested = started;
  let threads: Promise<void>[] | undefined;
  for (let from = taken(); from !== undefined; from = taken()) {
    for (let index = from; index < Math.min(from + batch, paths.length) && signal?.aborted !== true; index++) {
      const judged = validateFile(paths[index] ?? '', request);
      results[index] = judged instanceof Promise ? await judged : judged;
      const now = performance.now();
      if (now - rested < look) continue;
      // Signals and messages come in only while nothing is done here.
      await setImmediate();
      rested = now;
      const left = ((now - started) / (index + 1)) * (paths.length - index - 1);
      if (threads === undefined && left > worthIt) threads = Array.from({ length: furtherThreads() }, judgeInThread);
    }
  }
  here.abort();
  await Promise.all(threads ?? []);
  return results.filter((file) => file !== undefined);
}

/** Threads load compiled files only: under a loader for TypeScript there are none. */
function furtherThreads(): number {
  return import.meta.url.endsWith('.js') ? availableParallelism() - 1 : 0;
}
