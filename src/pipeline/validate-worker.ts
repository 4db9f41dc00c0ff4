import { parentPort, workerData } from 'node:worker_threads';
import type { FileResult } from '../result/result.ts';
import type { FileRequest } from './validate-file.ts';
import { validateFile } from './validate-file.ts';

/** A thread of `validate`: gets paths, gives back their results in the same order. */
const request = workerData as FileRequest;
parentPort?.on('message', async (paths: readonly string[]) => {
  const files: FileResult[] = [];
  for (const path of paths) files.push(await validateFile(path, request));
  parentPort?.postMessage(files);
});
parentPort?.postMessage('started');
