import { parentPort, workerData } from 'node:worker_threads';
import type { FileRequest } from './validate-file.ts';
import { validateFile } from './validate-file.ts';

/** A thread of `validate`: gets paths, gives back their results in the same order. */
const request = workerData as FileRequest;
parentPort?.on('message', (paths: readonly string[]) => {
  parentPort?.postMessage(paths.map((path) => validateFile(path, request)));
});
parentPort?.postMessage('started');
