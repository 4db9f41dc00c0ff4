import { Worker } from 'node:worker_threads';
import { OperatorError } from '../../diagnostics/operator-error.ts';
import type { Course } from '../course.ts';
import type { BuiltLesson } from './build-lesson.ts';
import type { WorkerAnswer, WorkerSetup } from './build-worker.ts';

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

/** Lessons that a thread has at once: it reads the next one while it builds, and never waits for us. */
const perThread = 2;

/** Milliseconds in which a thread comes to the end of its step, unless its lesson keeps it. */
const patience = 2000;

/**
 * Starts threads; each takes the next lesson when it has ended one. Lessons go there by name, as `mapConcurrently` asks for
 * them. (The threads of `validate` take notebooks by a shared counter: a message for each would take longer than to judge it.)
 */
export function openPool(course: Pick<Course, 'dir' | 'loaded'>, force: boolean, threads: number): BuildPool {
  const { config } = course.loaded;
  const workerData: WorkerSetup = { dir: course.dir, config, force };
  const waiting: Task[] = [];
  const running = new Map<Worker, Map<string, Task>>();
  const exits = new Map<Worker, Promise<void>>();
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
      await Promise.all(workers.map(end));
    },
  };

  function start(): Worker {
    const worker = new Worker(new URL('../workers/build-worker.js', import.meta.url), { workerData, resourceLimits });
    worker.on('message', (answer: WorkerAnswer) => {
      const tasks = running.get(worker);
      const task = tasks?.get(answer.source);
      tasks?.delete(answer.source);
      if (answer.type === 'built') task?.resolve(answer.built);
      else task?.reject(errorOf(answer));
      next();
    });
    worker.on('error', (error) => {
      const [source = 'lessons'] = running.get(worker)?.keys() ?? [];
      broken ??= { error: new Error(`building ${source} failed`, { cause: error }) };
      const begun = [...running.values()].flatMap((tasks) => [...tasks.values()]);
      for (const task of [...begun, ...waiting.splice(0)]) task.reject(broken.error);
      running.clear();
    });
    running.set(worker, new Map());
    exits.set(worker, new Promise((resolve) => worker.once('exit', () => resolve())));
    return worker;
  }

  /** A thread ends itself between two steps: stopped from here it could leave the draft of a notebook behind. */
  async function end(worker: Worker): Promise<void> {
    worker.postMessage(undefined);
    const timer = setTimeout(() => void worker.terminate(), patience);
    await exits.get(worker);
    clearTimeout(timer);
  }

  /** Gives what waits to those that have least to do. */
  function next(): void {
    for (let count = 0; count < perThread; count++) {
      for (const [worker, tasks] of running) {
        if (tasks.size > count) continue;
        const task = waiting.shift();
        if (task === undefined) return;
        tasks.set(task.source, task);
        worker.postMessage(task.source);
      }
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
