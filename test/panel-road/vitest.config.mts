import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of the panel alone, on the real engine, in a real browser: one browser, one page at a time. */
export default defineConfig({
  test: {
    root: dirname(fileURLToPath(import.meta.url)),
    include: ['**/*.test.ts'],
    environment: 'node',
    passWithNoTests: false,
    retry: 0,
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    expect: { poll: { timeout: 20_000, interval: 50 } },
    hookTimeout: 60_000,
  },
});
