import type { FileResult } from '../../model/result.ts';
import { type FileRequest, validateFile } from './validate-file.ts';

/** What threads do together. `progress` is memory that all of them see: the first file that none has taken, and a stop. */
export interface Work {
  readonly paths: readonly string[];
  readonly request: FileRequest;
  readonly progress: Int32Array;
}

/** Results of files that stand together, from the index of the first on. */
export interface Batch {
  readonly from: number;
  readonly files: readonly FileResult[];
}

export function shareWork(paths: readonly string[], request: FileRequest): Work {
  return { paths, request, progress: new Int32Array(new SharedArrayBuffer(8)) };
}

/** Ends the work in all threads: each still gives what it has judged. */
export function stopWork({ progress }: Work): void {
  Atomics.store(progress, 1, 1);
}

/** Judges the next few files that no thread has taken; undefined when there are none. */
export async function judgeNext({ paths, request, progress }: Work): Promise<Batch | undefined> {
  const size = sizeFor(paths.length);
  const isStopped = () => Atomics.load(progress, 1) === 1;
  const from = isStopped() ? paths.length : Atomics.add(progress, 0, size);
  if (from >= paths.length) return undefined;
  const files: FileResult[] = [];
  for (const path of paths.slice(from, from + size)) {
    if (isStopped()) break;
    const judged = validateFile(path, request);
    files.push(judged instanceof Promise ? await judged : judged);
  }
  return { from, files };
}

/** How many files a thread takes at a time: few where there are few, which may be large. */
function sizeFor(count: number): number {
  return Math.max(1, Math.min(16, count >> 6));
}
