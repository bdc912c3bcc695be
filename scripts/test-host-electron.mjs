// The in-host suite in a desktop VS Code, which @vscode/test-electron downloads: for laptops and public CI.
// Under Linux it wants a display (xvfb-run). VSCODE_VERSION chooses another version than the newest.
import { existsSync } from 'node:fs';
import { runTests } from '@vscode/test-electron';
import { prepareHostSuite } from './host-suite.mjs';
import { build } from './package.mjs';
import { root, scratch } from './paths.mjs';
import { quietSettings, writeSettings } from './real-editor.mjs';

if (!existsSync(`${root}/dist/extension.js`)) await build();
const { extension, tests, examples } = await prepareHostSuite('host');
const profile = scratch('profile');
writeSettings(profile, 'User', quietSettings);
try {
  const code = await runTests({
    version: process.env.VSCODE_VERSION ?? 'stable',
    extensionDevelopmentPath: extension,
    extensionTestsPath: tests,
    launchArgs: [examples, '--user-data-dir', profile, '--disable-extensions', '--disable-workspace-trust'],
  });
  process.exit(code);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
