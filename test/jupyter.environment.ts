import { fileURLToPath } from 'node:url';
import { findEnvironment } from '../src/execute/environment.ts';
import { setupEnvironment } from '../src/execute/setup.ts';

const courseDir = fileURLToPath(new URL('..', import.meta.url));

/** What tests import in kernels, beside the pins; the last two are kernels of other languages. */
const requirements = ['matplotlib', 'numpy', 'pandas', 'distributed', 'bash_kernel', 'deno'];

/**
 * Makes the environment that tests execute in, by our own setup, in the repository's `.coursewright/`; the second time
 * there is nothing to do, and who asks meanwhile waits. `COURSEWRIGHT_TEST_PYTHON` names another one instead.
 */
export async function makeEnvironment(): Promise<void> {
  if (process.env.COURSEWRIGHT_TEST_PYTHON !== undefined) return;
  const python = { environment: 'managed', version: '', requirements };
  try {
    await findEnvironment(python, courseDir, process.env);
  } catch {
    await setupEnvironment({
      python,
      courseDir,
      env: process.env,
      onProgress(event) {
        if (event.type === 'creating' || event.type === 'installing') {
          process.stderr.write(`setting up Python for the tests: ${event.type}\n`);
        }
      },
    });
  }
}
