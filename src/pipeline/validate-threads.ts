import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { FileResult } from '../result/result.ts';
import { type FileRequest, validateFile } from './validate-file.ts';

/** Less than this (bytes) is judged before threads have started. */
const worthIt = 16_000_000;
const batch = 16;

/** How many threads judging these files is worth; 1 is the thread that is there. */
export function threadsFor(cwd: string, paths: readonly string[]): number {
  // Threads load compiled files only: under a loader for TypeScript there are none.
  if (!import.meta.url.endsWith('.js')) return 1;
  const most = Math.min(availableParallelism(), paths.length);
  if (most < 2) return 1;
  let bytes = 0;
  for (const path of paths) {
    bytes += statSync(resolve(cwd, path), { throwIfNoEntry: false })?.size ?? 0;
    if (bytes >= worthIt) return most;
  }
  return 1;
}

/**
 * Judges files in several threads, of which this one is the first: it begins at once, the others join when they have
 * started. The results come in the order of the paths. Rejects when a thread dies.
 */
export async function validateInThreads(
  paths: readonly string[],
  request: FileRequest,
  threads: number,
  signal: AbortSignal | undefined,
): Promise<FileResult[]> {
  const results: FileResult[] = new Array(paths.length);
  let next = 0;
  const taken = (): number | undefined => {
    if (next >= paths.length || signal?.aborted === true) return undefined;
    next += batch;
    return next - batch;
  };
  const inWorker = () =>
    new Promise<void>((done, failed) => {
      const worker = new Worker(new URL('./validate-worker.js', import.meta.url), { workerData: request });
      let from: number | undefined;
      const give = () => {
        from = taken();
        if (from === undefined) worker.terminate().then(() => done(), failed);
        else worker.postMessage(paths.slice(from, from + batch));
      };
      // A worker says when it has started: until then its share is not taken from the others.
      worker.on('message', (files: readonly FileResult[] | 'started') => {
        if (files !== 'started') for (const [index, file] of files.entries()) results[(from ?? 0) + index] = file;
        give();
      });
      worker.on('error', failed);
    });
  const here = async () => {
    for (let from = taken(); from !== undefined; from = taken()) {
      for (const [index, path] of paths.slice(from, from + batch).entries()) {
        results[from + index] = validateFile(path, request);
      }
      await setImmediate();
    }
  };
  const workers = Array.from({ length: threads - 1 }, inWorker);
  await Promise.all([here(), ...workers]);
  return results.filter((file) => file !== undefined);
}
