// `npm test`: every suite, in order, and at the end one line over all of them: "N passed, N failed".
//   npm test -- --only unit,panel              some of them, while developing
//   npm test -- --only browser --grep WORDS    tests of vitest whose name has these words
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countsOf, runInServer } from './host-suite.mjs';
import { buildVsix } from './package.mjs';
import { root, vsix } from './paths.mjs';
import { end, run } from './processes.mjs';
import { ensureCodeServer, serveEditor } from './real-editor.mjs';
import { ensureSystemParts, findChromium } from './system-parts.mjs';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

const { values } = parseArgs({ options: { only: { type: 'string' }, grep: { type: 'string' } } });

let installing;
/** Installing takes two minutes, mostly of waiting: it goes on beside the suites that need no editor. */
function editorInstalled() {
  installing ??= ensureCodeServer();
  return installing;
}

/** A failure as it is told at the end: where, and the head of what was thrown. */
const failure = (suite, test, message) => `${suite}: ${test}\n${message.split('\n').slice(0, 12).join('\n')}`;

/** Runs vitest with a configuration and counts from its own report. A skipped test counts as a failed one. */
async function runVitest(name, config, environment = {}) {
  const report = join(root, 'out', 'results', `${name}.json`);
  rmSync(report, { force: true });
  mkdirSync(join(root, 'out', 'results'), { recursive: true });
  const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`];
  const named = values.grep ? ['-t', values.grep] : [];
  const { code } = await run(process.execPath, [vitest, 'run', '--config', config, ...reporters, ...named], {
    cwd: root,
    show: true,
    env: { ...process.env, ...environment },
  });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  const failures = counts.testResults.flatMap((file) => [
    ...(file.message ? [failure(name, file.name, file.message)] : []),
    ...file.assertionResults
      .filter(({ status }) => status === 'failed' || (status !== 'passed' && !values.grep))
      .map((test) => failure(name, `${test.fullName} (${test.status})`, test.failureMessages.join('\n'))),
  ]);
  const passed = counts.numPassedTests;
  const skipped = values.grep ? 0 : counts.numPendingTests + counts.numTodoTests;
  const failed = counts.numFailedTests + skipped;
  // A file that could not be loaded, or an error outside of every test, is a failure without a test.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, failures };
}

async function runHost() {
  // Where Microsoft's builds can be had, the desktop's own host; the same suite in code-server elsewhere.
  if (process.platform === 'linux') {
    await editorInstalled();
    return runInServer('host');
  }
  const script = join(root, 'scripts', 'test-host-electron.mjs');
  const { code, output } = await run(process.execPath, [script], { show: true, cwd: root });
  return countsOf(output, code);
}

async function runWeb() {
  await editorInstalled();
  return runInServer('web');
}

async function runBrowser() {
  await editorInstalled();
  const { address, server, profile } = await serveEditor({ vsix });
  try {
    return await runVitest('browser', join('test', 'browser', 'vitest.config.mts'), {
      ELBO_LENS_EDITOR: address,
      ELBO_LENS_PROFILE: profile,
      ELBO_LENS_CHROMIUM: findChromium(),
    });
  } finally {
    await end(server);
  }
}

/** The panel in a browser of its own, beside a host that runs the engine in the page. */
const runPanel = (folder) => () =>
  runVitest(folder, join('test', folder, 'vitest.config.mts'), { CHROMIUM: findChromium() });

const suites = {
  unit: () => runVitest('unit', 'vitest.config.mts'),
  panel: runPanel('panel'),
  views: runPanel('panel-views'),
  road: runPanel('panel-road'),
  host: runHost,
  web: runWeb,
  browser: runBrowser,
};
/** code-server is not made for Windows, nor tried on macOS: there, the suites that a laptop can run. */
const everywhere = ['unit', 'host'];

const all = process.platform === 'linux' ? Object.keys(suites) : everywhere;
const chosen = values.only ? values.only.split(',') : all;
for (const name of chosen) {
  if (!(name in suites)) {
    console.error(`There is no suite "${name}": ${Object.keys(suites).join(', ')}.`);
    process.exit(2);
  }
}

let passed = 0;
let failed = 0;
/** Told once more at the end: of a long log, the end is what is read, and sometimes all that is kept. */
const failures = [];
try {
  if (chosen.some((name) => name !== 'unit')) ensureSystemParts(['browser', 'fonts']);
  await buildVsix();
  const needsEditor = process.platform === 'linux' && chosen.some((name) => ['host', 'web', 'browser'].includes(name));
  // A failure is told by the suites that wait for it.
  if (needsEditor) editorInstalled().catch(() => undefined);
} catch (error) {
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
for (const name of chosen) {
  const began = Date.now();
  console.log(`\n── ${name} ──`);
  let counts;
  try {
    counts = await suites[name]();
    failures.push(...(counts.failures ?? []));
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.error(message);
    failures.push(failure(name, 'the suite did not run', message));
    counts = { passed: 0, failed: 1 };
  }
  if (counts.passed + counts.failed === 0) {
    console.error(`The suite "${name}" ran no test.`);
    counts.failed = 1;
  }
  passed += counts.passed;
  failed += counts.failed;
  console.log(
    `${name}: ${counts.passed} passed, ${counts.failed} failed (${Math.round((Date.now() - began) / 1000)} s)`,
  );
}
if (failures.length > 0) console.log(`\n── what failed ──\n${failures.join('\n\n')}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
