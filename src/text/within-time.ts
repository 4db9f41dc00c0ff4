import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { Script } from 'node:vm';

/**
 * Does work that must not take longer than some milliseconds; undefined where it did. It is ended then wherever it is,
 * inside of a regular expression too, and neither `catch` nor `finally` of it is run: it may hold nothing that has to be
 * given back.
 */
export function withinTime<T>(milliseconds: number, work: () => T): { readonly value: T } | undefined {
  expectDescriptors();
  const outer = globals[called];
  globals[called] = work;
  try {
    return { value: call.runInThisContext({ timeout: milliseconds, displayErrors: false }) as T };
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  } finally {
    globals[called] = outer;
  }
}

/** Only code that is run from its text has a limit: it finds the work here. */
const called = Symbol.for('coursewright.within-time');
const call = new Script(`globalThis[Symbol.for('coursewright.within-time')]()`);
const globals = globalThis as { [called]?: (() => unknown) | undefined };

/**
 * What looks at the time needs a few files of its own; where it gets none, Node ends the process.
 * @throws EMFILE, as whatever opens a file.
 */
function expectDescriptors(): void {
  const descriptors: number[] = [];
  try {
    for (let count = 0; count < 6; count += 1) descriptors.push(openSync(devNull, 'r'));
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
