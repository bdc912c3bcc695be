import { defineConfig } from 'vitest/config';

/** Unit and property tests: no editor, no browser. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['src/words/korean.ts'],
    passWithNoTests: false,
    retry: 0,
    testTimeout: 30_000,
    coverage: { provider: 'v8', include: ['src/**', 'webview/**'], reportsDirectory: 'coverage' },
  },
});
