import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findEnvironment } from '../src/execute/environment.ts';
import type { PythonEnvironment } from '../src/execute/python-environment.ts';
import { setupEnvironment } from '../src/execute/setup.ts';

const courseDir = fileURLToPath(new URL('..', import.meta.url));

/** What tests import in kernels, beside the pins; the last two are kernels of other languages. */
const requirements = ['matplotlib', 'numpy', 'pandas', 'distributed', 'bash_kernel', 'deno'];

/**
 * Makes the environment that tests execute in, by our own setup, in the repository's `.coursewright/`; the second time
 * there is nothing to do, and who asks meanwhile waits. `COURSEWRIGHT_TEST_PYTHON` names another one instead.
 */
export async function makeEnvironment(): Promise<void> {
  if (process.env.COURSEWRIGHT_TEST_PYTHON === undefined) await made(courseDir, requirements);
}

/** The same for a Python that has jupyter_server, beside it: gives its path. */
export async function makeServerEnvironment(): Promise<string> {
  return (await made(join(courseDir, '.coursewright', 'server'), ['jupyter_server'])).python;
}

async function made(dir: string, requirements: string[]): Promise<PythonEnvironment> {
  const python = { environment: 'managed', version: '', requirements };
  mkdirSync(dir, { recursive: true });
  try {
    return await findEnvironment(python, dir, process.env);
  } catch {
    const { environment } = await setupEnvironment({
      python,
      courseDir: dir,
      env: process.env,
      onProgress(event) {
        if (event.type === 'creating' || event.type === 'installing') {
          process.stderr.write(`setting up Python for the tests (${requirements[0]}): ${event.type}\n`);
        }
      },
    });
    return environment;
  }
}
