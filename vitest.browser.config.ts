import { defineConfig } from 'vitest/config';

/** `npm run test:browser`: what people see in JupyterLab, in a real browser. It installs JupyterLab, so it is apart. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    globalSetup: ['test/compile.setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
