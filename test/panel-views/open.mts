/** Builds the page of the views and opens it in Chromium under the panel's own policy. */
import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { bundled, openServed } from '../support/bundled.mts';
import type { Scene } from './page.ts';

const origin = 'http://views.test';

export interface Opened {
  readonly page: Page;
  readonly browser: Browser;
  close(): Promise<void>;
}

let files: ReadonlyMap<string, Uint8Array> | undefined;

/** A page with the views on the scene's rows. The policy is the panel's: a nonce for scripts, no inline styles. */
export async function open(
  scene: Omit<Scene, 'csv'>,
  size: { width: number; height: number },
  options: { webgl?: boolean; csv?: string } = {},
): Promise<Opened> {
  files ??= await bundled('test/panel-views/page.ts');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      ...(options.webgl === false ? ['--disable-3d-apis'] : ['--disable-gpu', '--enable-unsafe-swiftshader']),
    ],
  });
  const page = await browser.newPage({ viewport: size });
  const policy = `default-src 'none'; script-src 'nonce-test'; style-src ${origin}; font-src ${origin}; img-src ${origin} data: blob:; worker-src blob:`;
  page.on('pageerror', (error) => console.error('page error:', error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') console.error('console:', message.text());
  });
  await openServed(page, origin, files, {
    headers: { 'content-security-policy': policy },
    body: `<!DOCTYPE html><html lang="en"><head><title>Views</title><link rel="stylesheet" href="/page.css"></head><body><script type="module" nonce="test" src="/page.js"></script></body></html>`,
  });
  await page.waitForFunction(() => 'show' in window);
  const csv = options.csv ?? readFileSync(`examples/${scene.name}`, 'utf8');
  await page.evaluate((all) => window.show(all), { ...scene, csv });
  if (!scene.jensen) await page.locator('elbo-derivation [aria-busy="false"]').waitFor({ state: 'attached' });
  await page.waitForTimeout(300);
  return { page, browser, close: () => browser.close() };
}
