import type { FileResult } from '../../model/result.ts';
import { type Batch, judgeNext, shareWork, stopWork } from './validate-batch.ts';
import type { FileRequest } from './validate-file.ts';
import type { Threads } from './validate-threads.ts';

/** How long a file is taken to last, before it is known; how often it is looked how much is left (milliseconds). */
const guess = 0.08;
const look = 40;
/** For how much work that is left a further thread is worth its start (milliseconds). */
const worthIt = 200;

/**
 * Judges files; the results come in the order of the paths, as far as the signal let it go. Where it will take long,
 * further threads join this one as soon as they have started. Rejects when a thread dies.
 */
export async function validateFiles(
  paths: readonly string[],
  request: FileRequest,
  signal: AbortSignal | undefined,
): Promise<FileResult[]> {
  const work = shareWork(paths, request);
  const results: FileResult[] = new Array(paths.length);
  let count = 0;
  const take = ({ from, files }: Batch) => {
    for (const [index, file] of files.entries()) results[from + index] = file;
    count += files.length;
  };
  if (signal?.aborted === true) stopWork(work);
  signal?.addEventListener('abort', () => stopWork(work), { once: true });

  let threads: Threads | undefined;
  const join = async (left: number) => {
    if (left < worthIt) return;
    threads ??= (await import('./validate-threads.ts')).openThreads(work, take);
    threads.grow(Math.floor(left / worthIt));
  };
  await join(guess * paths.length);
  const started = performance.now();
  let rested = started;
  for (let batch = await judgeNext(work); batch !== undefined; batch = await judgeNext(work)) {
    take(batch);
    const now = performance.now();
    if (now - rested < look) continue;
    // Signals and messages come in only while nothing is done here.
    await new Promise((rest) => setImmediate(rest));
    rested = now;
    await join(((now - started) / count) * (paths.length - count));
  }
  await threads?.until(() => count === paths.length || signal?.aborted === true);
  return results.filter((file) => file !== undefined);
}
