// A real VS Code without a desktop: code-server, installed on demand, served either as a person would use it or as
// a test host.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { codeServer, editorPackage, root, scratch } from './paths.mjs';
import { atExit, freePort, mustRun, start, untilServed } from './processes.mjs';
import { ensureSystemParts, onPath } from './system-parts.mjs';

/** Headers of the Node that runs us: native parts of code-server must be built for it, whatever npm is set to. */
function nodeHeaders() {
  const require = createRequire(join(root, 'node_modules', 'node', 'package.json'));
  const candidates = [dirname(dirname(process.execPath))];
  try {
    const name = `node-${process.platform}-${process.arch}/package.json`;
    candidates.unshift(dirname(require.resolve(name)));
  } catch {
    // Another Node 24 than the package's: its own folder is looked at.
  }
  return candidates.find((folder) => existsSync(join(folder, 'include', 'node', 'node.h')));
}

/** Installs the pinned code-server unless it is there: some minutes and 620 MB, once a clone. */
export async function ensureCodeServer() {
  const lock = readFileSync(join(editorPackage, 'package-lock.json'));
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.versions.modules}`;
  const mark = join(editorPackage, 'node_modules', '.elbo-lens-installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === stamp) return;
  if (Number(process.versions.node.split('.')[0]) !== 24) {
    throw new Error(`code-server needs Node 24, this is ${process.version}: start this through npm.`);
  }
  ensureSystemParts(['compiler']);
  console.log('Installing code-server (a real VS Code, once, about three minutes) …');
  const began = Date.now();
  const headers = nodeHeaders();
  // An npm inside an npm takes the outer one's word for what it is and which Node it runs on: it must not hear it.
  const outer =
    /^(npm_(config_(user_agent|local_prefix|prefix|nodedir)|package_|lifecycle_|node_execpath|execpath|command))/;
  const inherited = Object.entries(process.env).filter(([name]) => !outer.test(name.toLowerCase()));
  const environment = {
    ...Object.fromEntries(inherited),
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    ...(headers ? { npm_config_nodedir: headers } : {}),
  };
  rmSync(join(editorPackage, 'node_modules'), { recursive: true, force: true });
  await mustRun('Installing code-server', 'npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: editorPackage,
    env: environment,
    shell: process.platform === 'win32',
  });
  writeFileSync(mark, stamp);
  console.log(`Installed code-server in ${Math.round((Date.now() - began) / 1000)} s.`);
}

/** A window without welcome pages, prompts or telemetry: what is in it is the file and the panel. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
};

export function writeSettings(profile, folder, settings) {
  mkdirSync(join(profile, folder), { recursive: true });
  writeFileSync(join(profile, folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}

/** A profile folder that goes when we go, with user settings and those of scope "machine". */
export function throwawayProfile(settings = {}, machineSettings = {}) {
  const profile = scratch('profile');
  atExit(() => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
  writeSettings(profile, 'User', { ...quietSettings, ...settings });
  writeSettings(profile, 'Machine', machineSettings);
  return profile;
}

/** The environment of an editor that must not take itself for a terminal inside another one. */
function editorEnvironment() {
  const environment = { ...process.env };
  for (const name of Object.keys(environment)) if (/^(VSCODE_|ELECTRON_|PORT$)/.test(name)) delete environment[name];
  return environment;
}

/**
 * Serves code-server with the packaged extension installed, as a person would start it.
 * @param {{ vsix: string, settings?: object, machineSettings?: object, port?: number }} options
 * @returns the address, without a trailing slash, and the server's process
 */
export async function serveEditor({ vsix, settings, machineSettings, port: wanted = 0 }) {
  const profile = throwawayProfile(settings, machineSettings);
  const entry = join(codeServer, 'out', 'node', 'entry.js');
  const places = ['--user-data-dir', profile, '--extensions-dir', join(profile, 'extensions')];
  // A config file of the user's (port, password) is none of our business.
  const config = join(profile, 'config.yaml');
  writeFileSync(config, 'auth: none\n');
  const env = editorEnvironment();
  const common = [entry, '--config', config, ...places];
  const installed = await mustRun(
    'Installing the extension',
    process.execPath,
    [...common, '--install-extension', vsix],
    {
      env,
    },
  );
  if (!/successfully installed/.test(installed)) throw new Error(`The extension was not installed:\n${installed}`);
  const port = await freePort(wanted);
  const server = start(
    process.execPath,
    [
      ...common,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      '--ignore-last-opened',
      // The extension host of a window that was closed without goodbye does not stay for hours.
      '--reconnection-grace-time',
      '30',
    ],
    { env },
  );
  const address = `http://127.0.0.1:${port}`;
  await untilServed(server, `${address}/healthz`);
  return { address, server, profile };
}

/** Serves the bare VS Code server with its test driver: a page may name an extension and a suite to run. */
export async function serveTestHost() {
  const profile = scratch('test-host');
  atExit(() => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
  writeSettings(join(profile, 'data'), 'User', quietSettings);
  writeSettings(join(profile, 'data'), 'Machine', {});
  const port = await freePort();
  const server = start(
    process.execPath,
    [
      join(codeServer, 'lib', 'vscode', 'out', 'server-main.js'),
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      '--accept-server-license-terms',
      '--enable-smoke-test-driver',
      '--telemetry-level',
      'off',
      '--server-data-dir',
      profile,
    ],
    { env: editorEnvironment() },
  );
  const authority = `127.0.0.1:${port}`;
  await untilServed(server, `http://${authority}/version`);
  return { authority, server };
}

/** The desktop VS Code of this machine (`code`), or undefined where there is none or no display. */
export function findDesktopEditor() {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return display ? onPath('code') : undefined;
}
