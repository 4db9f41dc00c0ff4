import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { globSync } from 'tinyglobby';
import { defineConfig } from 'vitest/config';

/** What a test imports that executes something with Python. */
const python = /from '[./\w]*\/(?:python|engine|verdicts)\.ts'|COURSEWRIGHT_TEST_PYTHON|coursewright\(\['check'/;
const all = globSync('test/**/*.test.ts');
const withPython = all.filter((path) => path.startsWith('test/e2e/') || python.test(readFileSync(path, 'utf8')));

const shared = {
  testTimeout: 180_000,
  hookTimeout: 300_000,
  // Tests that interrupt real processes depend on the machine's scheduling; vitest names every test that it repeats.
  retry: process.env.CI === undefined ? 0 : 2,
};

/** `unit` needs Node alone, `jupyter` also Python, which its set-up installs. */
export default defineConfig({
  test: {
    // Tests of real kernels wait more than they compute: on two cores, one worker leaves both idle half of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // One process for many files: importing `src` for each of them anew takes a quarter of the time (159 s, 118 s without).
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: withPython,
          globalSetup: ['test/compile.setup.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'jupyter',
          include: withPython,
          globalSetup: ['test/compile.setup.ts', 'test/jupyter.setup.ts'],
          setupFiles: ['test/jupyter.ready.ts'],
          // After `unit`: its environment is made meanwhile.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
