// `npm start [-- FILE] [--screenshot OUT.png] [--theme light|dark|hc-dark|hc-light] [--size 1440x900] [--port N]`:
// the packaged extension in a real VS Code, with the file open and the panel fitted beside it.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumArguments, themes, Workbench } from '../test/support/workbench.mts';
import { buildVsix } from './package.mjs';
import { root } from './paths.mjs';
import { freePort, mustRun, start, untilServed } from './processes.mjs';
import { ensureCodeServer, findDesktopEditor, serveEditor, throwawayProfile } from './real-editor.mjs';
import { ensureSystemParts, findChromium } from './system-parts.mjs';

function fail(message) {
  console.error(message);
  process.exit(1);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      screenshot: { type: 'string' },
      theme: { type: 'string' },
      size: { type: 'string', default: '1440x900' },
      port: { type: 'string', default: '8484' },
      server: { type: 'boolean', default: false },
    },
  });
  const file = resolve(process.env.INIT_CWD ?? '.', positionals[0] ?? join(root, 'examples', 'faithful.csv'));
  if (!existsSync(file) || !statSync(file).isFile()) fail(`There is no file ${file}.`);
  if (values.theme && !(values.theme in themes)) fail(`--theme is one of ${Object.keys(themes).join(', ')}.`);
  const size = /^(\d+)x(\d+)$/.exec(values.size);
  if (!size) fail('--size is WIDTHxHEIGHT in pixels, as 1440x900.');
  const screenshot = values.screenshot && resolve(process.env.INIT_CWD ?? '.', values.screenshot);
  return { ...values, screenshot, file, width: Number(size[1]), height: Number(size[2]) };
}

/** Follows the system's light or dark, or is held to the theme that was asked for. */
function themeSettings(theme) {
  if (theme) return { 'window.autoDetectColorScheme': false, 'workbench.colorTheme': themes[theme].id };
  return { 'window.autoDetectColorScheme': true };
}

/** `/path/of/the/file` as a URI has it, on Windows too. */
const uriPath = (file) => decodeURIComponent(pathToFileURL(file).pathname);

async function openServer({ file, theme, port, width, height }) {
  ensureSystemParts(['browser', 'fonts']);
  await ensureCodeServer();
  const { address } = await serveEditor({
    vsix: await buildVsix(),
    settings: themeSettings(theme),
    machineSettings: { 'elboLens.openOnStart': uriPath(file) },
    port: Number(port),
  });
  const folder = dirname(file);
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  const workbench = await Workbench.open({ browser, address, folder, theme, width, height });
  return {
    workbench,
    where: `${address}/?folder=${encodeURI(folder)}`,
    keepsServing: true,
    close: () => browser.close(),
  };
}

/** A desktop VS Code with a profile of its own: the user's settings and extensions are left alone. */
async function openDesktop(code, { file, theme }) {
  const settings = { ...themeSettings(theme), 'elboLens.openOnStart': uriPath(file) };
  const profile = throwawayProfile(settings);
  const places = ['--user-data-dir', profile, '--extensions-dir', join(profile, 'extensions')];
  const shell = process.platform === 'win32';
  await mustRun('Installing the extension', code, [...places, '--install-extension', await buildVsix()], { shell });
  const port = await freePort();
  const folder = dirname(file);
  const editor = start(
    code,
    [...places, '--wait', '--new-window', '--disable-workspace-trust', `--remote-debugging-port=${port}`, folder],
    { shell },
  );
  const debugging = `http://127.0.0.1:${port}`;
  await untilServed(editor, `${debugging}/json/version`);
  const browser = await chromium.connectOverCDP(debugging);
  const page = await firstWindow(browser);
  const workbench = await Workbench.adopt(page, folder);
  return {
    workbench,
    where: 'the desktop window of VS Code that has just opened',
    keepsServing: false,
    closed: new Promise((resolve) => editor.once('exit', resolve)),
    close: async () => {},
  };
}

async function firstWindow(browser) {
  for (;;) {
    for (const context of browser.contexts()) {
      const page = context.pages().find((candidate) => /workbench/.test(candidate.url()));
      if (page) return page;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function headline(figures) {
  const number = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(6));
  return figures.map(([label, value]) => `${label} ${number(value)}`).join('   ');
}

const options = readArguments();
const desktop = options.server ? undefined : findDesktopEditor();
try {
  const opened = desktop ? await openDesktop(desktop, options) : await openServer(options);
  const { workbench } = opened;
  const frame = await workbench.panelFrame();
  const state = await workbench.waitUntilSettled(frame, 10 * 60_000);
  if (state === 'failed')
    fail(
      `The fit failed: ${(await frame.locator('.status-failed .status-text').allTextContents()).join(' ').replace(/\s+/g, ' ').trim()}`,
    );
  const read = (name) => workbench.readFigure(frame, name);
  console.log(`\n${relative(process.env.INIT_CWD ?? '.', options.file) || options.file}: ${state}`);
  console.log(
    headline([
      ['K', await read('components')],
      ['log-likelihood', await read('logLikelihood')],
      ['ELBO', await read('elbo')],
      ['iterations', await read('iteration')],
    ]),
  );
  if (options.screenshot) {
    mkdirSync(dirname(options.screenshot), { recursive: true });
    await workbench.screenshot(options.screenshot);
    await opened.close();
    console.log(`Wrote ${options.screenshot}`);
    process.exit(0);
  }
  await opened.close();
  console.log(`\nOpen it: ${opened.where}`);
  if (opened.keepsServing) console.log('Serving until Ctrl-C.');
  await (opened.closed ?? new Promise(() => {}));
  process.exit(0);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
