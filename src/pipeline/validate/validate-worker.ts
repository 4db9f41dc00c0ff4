import { parentPort, workerData } from 'node:worker_threads';
import { judgeNext, type Work } from './validate-batch.ts';

// A thread of `validate`: judges files as long as there are any, gives back their results, and ends.
void judgeAll(workerData as Work);

async function judgeAll(work: Work): Promise<void> {
  for (let batch = await judgeNext(work); batch !== undefined; batch = await judgeNext(work)) {
    parentPort?.postMessage(batch);
  }
}
