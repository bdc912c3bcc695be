import { defineConfig } from 'vitest/config';

/** The views in a real browser, beside a host that runs a plain EM. */
export default defineConfig({
  test: {
    include: ['test/panel-views/**/*.test.ts'],
    environment: 'node',
    fileParallelism: false,
    retry: 0,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
