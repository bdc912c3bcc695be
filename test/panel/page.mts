/** Builds the panel and the fake host, and opens them together in Chromium under the panel's own security policy. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inline } from '../../scripts/inline.mts';
import type { HostSetting } from './fakeHost.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const out = join(root, 'out', 'panel');
const origin = 'http://panel.test';

/** The same options as esbuild.mjs has for the panel. */
export async function buildPanel(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { panel: 'webview/main.ts', host: 'test/panel/fakeHost.ts' },
    outdir: out,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'chrome134',
    mainFields: ['browser', 'module', 'main'],
    splitting: true,
    chunkNames: '[name]-[hash]',
    loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty', '.wasm': 'binary' },
    assetNames: 'fonts/[name]',
    plugins: [inline],
    logLevel: 'warning',
  });
}

export interface OpenPanel {
  readonly page: Page;
  /** Errors, violations of the policy among them; empty when all is well. */
  readonly complaints: readonly string[];
}

/** The panel's own policy (src/editor/html.ts), and WebAssembly: here the engine lives in the same page. */
const policy = [
  `default-src 'none'`,
  `script-src 'nonce-panel' 'wasm-unsafe-eval'`,
  `style-src ${origin}`,
  `font-src ${origin}`,
  `img-src ${origin} data: blob:`,
  `worker-src blob:`,
].join('; ');

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' };

export async function openPanel(
  browser: Browser,
  setting: HostSetting,
  size: { width: number; height: number },
): Promise<OpenPanel> {
  const page = await browser.newPage({ viewport: size });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  await page.route(`${origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (path === '') {
      await route.fulfill({ contentType: 'text/html', body: html(setting) });
      return;
    }
    const body = await readFile(join(out, path)).catch(() => undefined);
    const contentType = types[path.split('.').at(-1)!] ?? 'application/octet-stream';
    await (body ? route.fulfill({ contentType, body }) : route.fulfill({ status: 404, body: '' }));
  });
  await page.goto(`${origin}/`);
  return { page, complaints };
}

function html(setting: HostSetting): string {
  const json = JSON.stringify(setting).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${origin}/panel.css"><title>ELBO Lens</title></head><body>
<script nonce="panel">window.setting = ${json};</script>
<script type="module" nonce="panel" src="${origin}/host.js"></script>
<script type="module" nonce="panel" src="${origin}/panel.js"></script></body></html>`;
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader', '--font-render-hinting=none'],
  });

/** A file of examples/. */
export const example = (name: string): Promise<string> => readFile(join(root, 'examples', name), 'utf8');

/** The panel has come to rest on its last half-step. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main[data-run-state="converged"]').waitFor({ state: 'attached', timeout: 40_000 });
  await page.waitForFunction(() => document.querySelector('[data-value="elbo"]') !== null);
  await page.locator('main .katex').first().waitFor({ state: 'attached' });
  // Formulas are as large as they will be, and the curves drawn, in the frame that follows.
  await page.evaluate(async () => void (await document.fonts.ready));
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
}
