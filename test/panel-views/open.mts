/** Builds the page of the views and opens it in Chromium under the panel's own policy. */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inline } from '../../scripts/inline.mts';
import type { Scene } from './page.ts';

const origin = 'http://views.test';
const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' };

export interface Opened {
  readonly page: Page;
  readonly browser: Browser;
  close(): Promise<void>;
}

let files: Map<string, Uint8Array> | undefined;

async function built(): Promise<Map<string, Uint8Array>> {
  const result = await build({
    entryPoints: { page: 'test/panel-views/page.ts' },
    bundle: true,
    write: false,
    outdir: '/page',
    format: 'esm',
    platform: 'browser',
    target: 'chrome134',
    mainFields: ['browser', 'module', 'main'],
    loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
    assetNames: 'fonts/[name]',
    plugins: [inline],
  });
  return new Map(result.outputFiles.map((file) => [file.path.replace('/page', ''), file.contents]));
}

/** A page with the views on the scene's rows. The policy is the panel's: a nonce for scripts, no inline styles. */
export async function open(
  scene: Omit<Scene, 'csv'>,
  size: { width: number; height: number },
  options: { webgl?: boolean; csv?: string } = {},
): Promise<Opened> {
  files ??= await built();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      ...(options.webgl === false ? ['--disable-3d-apis'] : ['--disable-gpu', '--enable-unsafe-swiftshader']),
    ],
  });
  const page = await browser.newPage({ viewport: size });
  const policy = `default-src 'none'; script-src 'nonce-test'; style-src ${origin}; font-src ${origin}; img-src ${origin} data: blob:; worker-src blob:`;
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/')
      return route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': policy },
        body: `<!DOCTYPE html><html lang="en"><head><title>Views</title><link rel="stylesheet" href="/page.css"></head><body><script type="module" nonce="test" src="/page.js"></script></body></html>`,
      });
    const body = files!.get(pathname);
    if (!body) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: types[pathname.split('.').at(-1)!]!, body: Buffer.from(body) });
  });
  page.on('pageerror', (error) => console.error('page error:', error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.error('console:', message.text());
  });
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => 'show' in window);
  const csv = options.csv ?? readFileSync(`examples/${scene.name}`, 'utf8');
  await page.evaluate((all) => window.show(all), { ...scene, csv });
  if (!scene.jensen) await page.locator('elbo-derivation [aria-busy="false"]').waitFor({ state: 'attached' });
  await page.waitForTimeout(300);
  return { page, browser, close: () => browser.close() };
}
