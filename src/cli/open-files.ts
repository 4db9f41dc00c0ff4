import { readFileSync } from 'node:fs';
import { OperatorError } from '../diagnostics/operator-error.ts';

/** Files that a command has open at once, kernels' and threads' among them; with less Node itself breaks off. */
const needed = 128;

/**
 * Sees to it that enough files may be open at once, where the system tells (Linux).
 * @throws OperatorError where that is not so.
 */
export function expectOpenFiles(limits: () => string = () => readFileSync('/proc/self/limits', 'latin1')): void {
  let text: string;
  try {
    text = limits();
  } catch {
    return;
  }
  const most = Number(/^Max open files +(\d+)/m.exec(text)?.[1] ?? needed);
  if (most < needed) throw tooFew(`only ${most} files may be open at once here, and ${needed} are needed`);
}

/** What the system's refusal to open one more file means; undefined for any other error. */
export function tooManyOpen(error: unknown): OperatorError | undefined {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if ('code' in one && (one.code === 'EMFILE' || one.code === 'ENFILE')) return tooFew('too many files are open');
  }
  return undefined;
}

function tooFew(message: string): OperatorError {
  return new OperatorError(message, { help: 'ulimit -n 1024' });
}
