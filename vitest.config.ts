import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/jupyter.setup.ts'],
    testTimeout: 180_000,
    // Tests that interrupt real processes depend on the machine's scheduling; vitest names every test that it repeats.
    retry: process.env.CI === undefined ? 0 : 2,
    hookTimeout: 300_000,
  },
});
