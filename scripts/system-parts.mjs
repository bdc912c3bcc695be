// What the machine must bring: a browser, fonts, a compiler. As root on Debian they are installed; otherwise the
// missing one is named in one line.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

function onPath(command) {
  const names = process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`] : [command];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (folder && existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

const browsers = {
  linux: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** The path of a Chromium-like browser, or undefined. CHROMIUM overrides the search. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of browsers[process.platform] ?? browsers.linux) {
    const found = name.includes('/') || name.includes('\\') ? existsSync(name) && name : onPath(name);
    if (found) return found;
  }
  return undefined;
}

function packageInstalled(name) {
  const asked = spawnSync('dpkg', ['--status', name], { encoding: 'utf8' });
  return asked.status === 0 && asked.stdout.includes('Status: install ok installed');
}

const parts = {
  browser: [{ package: 'chromium', present: () => findChromium() !== undefined }],
  // Without them Korean and the mathematics of other scripts are drawn as boxes in every screenshot.
  fonts: ['fonts-nanum', 'fonts-noto-core'].map((name) => ({ package: name, present: () => packageInstalled(name) })),
  compiler: [
    { package: 'g++', present: () => onPath('g++') !== undefined || onPath('c++') !== undefined },
    { package: 'make', present: () => onPath('make') !== undefined },
    { package: 'python3', present: () => onPath('python3') !== undefined },
    // code-server builds `kerberos` against its headers.
    { package: 'libkrb5-dev', present: () => existsSync('/usr/include/gssapi/gssapi.h') },
  ],
};

/**
 * Makes sure that the named groups of parts are there ('browser', 'fonts', 'compiler').
 * Throws an error of one line that names what is missing and cannot be installed from here.
 */
export function ensureSystemParts(groups) {
  const debian = process.platform === 'linux' && onPath('dpkg') !== undefined && onPath('apt-get') !== undefined;
  const wanted = groups.filter((group) => group === 'browser' || process.platform !== 'win32');
  const lacking = () =>
    wanted
      .filter((group) => debian || group !== 'fonts')
      .flatMap((group) => parts[group])
      .filter((part) => !part.present())
      .map((part) => part.package);
  const missing = lacking();
  if (missing.length === 0) return;
  if (!debian || process.getuid?.() !== 0) {
    const how = debian ? `sudo apt-get install --no-install-recommends ${missing.join(' ')}` : 'please install it';
    throw new Error(`Missing on this machine: ${missing.join(', ')} (${how}).`);
  }
  console.log(`Installing from Debian: ${missing.join(', ')} …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another installation may be under way: wait for it.
  const patient = ['-qq', '-o', 'DPkg::Lock::Timeout=600'];
  const apt = (...args) => spawnSync('apt-get', [...patient, ...args], { env: environment, encoding: 'utf8' });
  const update = apt('update');
  const install = apt('install', '-y', '--no-install-recommends', ...missing);
  const still = lacking();
  if (still.length > 0) {
    const reason = `${update.stderr}${install.stderr}`.trim().split('\n').at(-1);
    throw new Error(`Debian did not install ${still.join(', ')}: ${reason}`);
  }
}

export { onPath };
