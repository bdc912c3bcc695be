/// <reference types="mocha" />

/**
 * Runs the suites, prints a line a test and, last, the line by which scripts/host-suite.mjs counts. Rejects when a
 * test failed, when one was skipped, or when there was none: a skipped test is no test.
 */
export async function counted(Engine: typeof Mocha, host: string): Promise<void> {
  class Silent extends Engine.reporters.Base {
    override epilogue(): void {}
  }
  const mocha = new Engine({ ui: 'bdd', timeout: 60_000, forbidOnly: true, reporter: Silent });
  // This is what puts `describe` and `it` in place, before the suites are loaded.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./suites.ts');
  let passed = 0;
  let failed = 0;
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => {
      passed++;
      console.log(`  ✓ ${host}: ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    // A failing hook comes through here as well.
    runner.on('fail', (test, error: Error) => {
      failed++;
      console.log(`  ✗ ${host}: ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.on('pending', (test) => {
      failed++;
      console.log(`  ✗ ${host}: ${test.fullTitle()}: skipped`);
    });
  });
  console.log(`elbo-lens suite ${JSON.stringify({ host, passed, failed })}`);
  if (failed > 0) throw new Error(`${failed} of ${passed + failed} tests failed`);
  if (passed === 0) throw new Error('no test ran');
}
