// The in-host suite (test/host): bundled once for each kind of extension host, run against the packaged files.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { chromiumArguments } from '../test/support/workbench.mts';
import { root, scratch } from './paths.mjs';
import { atExit, end } from './processes.mjs';
import { serveTestHost } from './real-editor.mjs';
import { findChromium } from './system-parts.mjs';

/** How long a whole suite may take in one host. */
const patience = 5 * 60_000;

/** Bundles the suite; the web host's bundle lies inside the extension, or VS Code would run it in the other host. */
async function bundle(host, outfile) {
  const shared = {
    bundle: true,
    outfile,
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
    sourcemap: 'inline',
  };
  const node = { platform: 'node', target: 'node22', external: ['vscode', 'mocha'] };
  // Mocha's browser build assigns module.exports of whatever surrounds it: ours must come after it.
  const afterMocha = { format: 'iife', globalName: 'suite', footer: { js: 'module.exports = suite;' } };
  const web = { platform: 'browser', target: 'chrome134', ...afterMocha };
  const entry = host === 'web' ? 'test/host/index.web.ts' : 'test/host/index.ts';
  await build({ ...shared, ...(host === 'web' ? web : node), entryPoints: [join(root, entry)] });
}

/** Lays out what the VSIX holds as a folder that VS Code can load; for the web host without the Node entry point. */
async function unpack(host, source) {
  const folder = join(root, 'out', `extension-${host}`);
  rmSync(folder, { recursive: true, force: true });
  for (const file of await listFiles({ cwd: source, packageManager: PackageManager.None })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(source, file), join(folder, file));
  }
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  if (host === 'web') {
    delete manifest.main;
    // With a kind of its own it would be sent to the server's Node host, where it has no entry point.
    delete manifest.extensionKind;
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  return folder;
}

/** A folder with the examples, and a file so long and shapeless that its fit does not end by itself. */
export function exampleFolder() {
  const folder = scratch('examples');
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  if (existsSync(join(root, 'examples'))) cpSync(join(root, 'examples'), folder, { recursive: true });
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32).toFixed(6);
  };
  const rows = Array.from({ length: 120_000 }, () => `${noise()},${noise()},${noise()},${noise()}`);
  // A browser's editor saves by itself after a while; an unsaved edit has to stay unsaved here.
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'files.autoSave': 'off' }));
  writeFileSync(join(folder, 'slow.csv'), `a,b,c,d\n${rows.join('\n')}\n`);
  return folder;
}

/** Prepares the folders that VS Code is pointed at. */
export async function prepareHostSuite(host, source = root) {
  const extension = await unpack(host, source);
  const tests = host === 'web' ? join(extension, 'suite', 'index.js') : join(root, 'out', 'host', 'index.js');
  await bundle(host, tests);
  return { extension, tests, examples: exampleFolder() };
}

/** Takes the counts out of the suite's last line; a suite that does not get there has failed. */
export function countsOf(output, code) {
  const line = output.match(/elbo-lens suite (\{.*\})/);
  const { passed, failed } = line ? JSON.parse(line[1]) : { passed: 0, failed: 1 };
  // Zero failures and yet a failure: whatever it was, it counts.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/**
 * Runs the suite in an extension host of code-server.
 * @param {'host' | 'web'} host the Node host, or the web-worker host as on vscode.dev
 */
export async function runInServer(host, source = root) {
  const { extension, tests, examples } = await prepareHostSuite(host, source);
  const { authority, server } = await serveTestHost();
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    let output = '';
    const failures = [];
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      const text = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
      output += `${text}\n`;
      // The editor has much to say of itself; a line of the suite begins with its mark.
      if (/^ {2}[✓✗·]/.test(text)) console.log(text);
      if (/^ {2}✗/.test(text)) failures.push(text.slice(4));
    });
    const finished = new Promise((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const remote = (path) => `vscode-remote://${authority}${path}`;
    const payload = [
      ['extensionDevelopmentPath', remote(extension)],
      ['extensionTestsPath', remote(tests)],
    ];
    const query = `folder=${encodeURI(examples)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    await page.goto(`http://${authority}/?${query}`);
    let late;
    const timeout = new Promise((resolve) => {
      late = setTimeout(() => resolve('timeout'), patience);
    });
    const code = await Promise.race([finished, timeout]);
    clearTimeout(late);
    if (code === 'timeout') failures.push(`${host}: the suite did not end within ${patience / 1000} s`);
    if (!/elbo-lens suite/.test(output)) console.log(output);
    return { ...countsOf(output, code), failures };
  } finally {
    await browser.close();
    await end(server);
  }
}
