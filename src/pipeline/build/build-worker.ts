import { parentPort, workerData } from 'node:worker_threads';
import { OperatorError } from '../../diagnostics/operator-error.ts';
import type { Config } from '../../model/config.ts';
import { courseFiles } from '../course-files.ts';
import { type BuiltLesson, buildLesson } from './build-lesson.ts';

/** What a thread is started with. */
export interface WorkerSetup {
  readonly dir: string;
  readonly config: Config;
  readonly force: boolean;
}

export type WorkerAnswer =
  | { readonly type: 'built'; readonly source: string; readonly built: BuiltLesson }
  | {
      readonly type: 'failed';
      readonly source: string;
      readonly message: string;
      readonly help?: string;
      readonly stack?: string;
      /** An OperatorError: it is nobody's mistake in the code. */
      readonly operator: boolean;
    };

// A thread of the build: takes paths of lessons, answers with what became of them. Without a path it ends: a file is written
// in one step, so none is half-written when a message is heard.
const { dir, config, force } = workerData as WorkerSetup;
const files = courseFiles(dir, config.output);
parentPort?.on('message', async (source: string | undefined) => {
  if (source === undefined) process.exit();
  parentPort?.postMessage(await answer(source));
});

async function answer(source: string): Promise<WorkerAnswer> {
  try {
    return { type: 'built', source, built: await buildLesson(source, { dir, config }, files, force) };
  } catch (error) {
    if (error instanceof OperatorError) {
      const { message, help } = error;
      return { type: 'failed', source, operator: true, message, ...(help === undefined ? {} : { help }) };
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { type: 'failed', source, operator: false, message, ...(stack === undefined ? {} : { stack }) };
  }
}
