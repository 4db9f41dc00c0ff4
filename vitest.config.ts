import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/jupyter.setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
