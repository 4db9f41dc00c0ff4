import { Worker } from 'node:worker_threads';
import { OperatorError } from '../diagnostics/operator-error.ts';
import type { BuiltLesson } from './build-lesson.ts';
import type { WorkerAnswer, WorkerSetup } from './build-worker.ts';
import type { Course } from './course.ts';

/** Threads that build lessons. */
export interface BuildPool {
  readonly build: (source: string) => Promise<BuiltLesson>;
  readonly close: () => Promise<void>;
}

/** Parsing makes much that is soon thrown away: with more room for the young, it need not be looked through as often. */
const resourceLimits = { maxYoungGenerationSizeMb: 64 };

interface Task {
  readonly source: string;
  readonly resolve: (built: BuiltLesson) => void;
  readonly reject: (error: unknown) => void;
}

/** Whether threads can be had at all: TypeScript that is run as it stands has no file that a thread could load. */
export const hasThreads = import.meta.url.endsWith('.js');

/** Starts threads; each takes the next lesson when it has ended one. */
export function openPool(course: Pick<Course, 'dir' | 'loaded'>, force: boolean, threads: number): BuildPool {
  const { config } = course.loaded;
  const workerData: WorkerSetup = { dir: course.dir, config, force };
  const waiting: Task[] = [];
  const idle: Worker[] = [];
  const running = new Map<Worker, Task>();
  const workers = Array.from({ length: threads }, start);
  let broken: { error: unknown } | undefined;
  return {
    build: (source) =>
      new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken.error);
        waiting.push({ source, resolve, reject });
        next();
      }),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };

  function start(): Worker {
    const worker = new Worker(new URL('../workers/build-worker.js', import.meta.url), { workerData, resourceLimits });
    worker.on('message', (answer: WorkerAnswer) => {
      const task = running.get(worker);
      running.delete(worker);
      idle.push(worker);
      if (answer.type === 'built') task?.resolve(answer.built);
      else task?.reject(errorOf(answer));
      next();
    });
    worker.on('error', (error) => {
      const cause = new Error(`building ${running.get(worker)?.source ?? 'lessons'} failed`, { cause: error });
      broken ??= { error: cause };
      for (const task of [...running.values(), ...waiting.splice(0)]) task.reject(broken.error);
      running.clear();
    });
    idle.push(worker);
    return worker;
  }

  function next(): void {
    while (waiting.length > 0 && idle.length > 0) {
      const worker = idle.shift() as Worker;
      const task = waiting.shift() as Task;
      running.set(worker, task);
      worker.postMessage(task.source);
    }
  }
}

function errorOf(answer: Extract<WorkerAnswer, { type: 'failed' }>): Error {
  const { message, help, stack } = answer;
  if (answer.operator) return new OperatorError(message, help === undefined ? {} : { help });
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
