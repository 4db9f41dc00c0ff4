import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileResult } from '../result/result.ts';
import type { FileRequest } from './validate-file.ts';

/** Less than this (bytes) is judged before threads have started. */
const worthIt = 128_000_000;
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

/** Judges files in several threads; the results come in the order of the paths. Rejects when a thread dies. */
export async function validateInThreads(
  paths: readonly string[],
  request: FileRequest,
  threads: number,
  signal: AbortSignal | undefined,
): Promise<FileResult[]> {
  const results: FileResult[] = new Array(paths.length);
  let next = 0;
  const work = () =>
    new Promise<void>((done, failed) => {
      const worker = new Worker(new URL('./validate-worker.js', import.meta.url), { workerData: request });
      let from = 0;
      const give = () => {
        if (next >= paths.length || signal?.aborted === true) {
          worker.terminate().then(() => done(), failed);
          return;
        }
        from = next;
        next += batch;
        worker.postMessage(paths.slice(from, from + batch));
      };
      worker.on('message', (files: readonly FileResult[]) => {
        for (const [index, file] of files.entries()) results[from + index] = file;
        give();
      });
      worker.on('error', failed);
      give();
    });
  await Promise.all(Array.from({ length: threads }, work));
  return results.filter((file) => file !== undefined);
}
