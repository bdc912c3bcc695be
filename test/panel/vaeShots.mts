/**
 * `node test/panel/vaeShots.mts [OUT] [only]`: pictures of the VAE in the panel, trained by the real engine in the
 * page, to be looked at.
 */
import { mkdirSync } from 'node:fs';
import type { FitOptions } from '../../src/protocol/run.ts';
import type { HostSetting } from './fakeHost.ts';
import { buildPanel, example, launch, openPanel } from './page.mts';

const [out = 'out/vae', only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

const digits: Partial<FitOptions> = { model: 'vae', vae: { epochs: 60 } };
const iris: Partial<FitOptions> = { model: 'vae', label: 'Species', vae: { epochs: 1500 } };
interface Shot extends Partial<HostSetting> {
  readonly width: number;
  readonly height: number;
  /** Row i, from 0. */
  readonly row?: number;
}
const shots: Readonly<Record<string, Shot>> = {
  'digits-dark-640': { fileName: 'digits.csv', options: digits, width: 640, height: 1000, row: 53 },
  'digits-light-1400': { fileName: 'digits.csv', options: digits, theme: 'light', width: 1400, height: 900, row: 53 },
  'iris-dark-700': { fileName: 'iris.csv', options: iris, width: 700, height: 1000, row: 70 },
  'iris-light-ko-1400': {
    fileName: 'iris.csv',
    options: iris,
    theme: 'light',
    language: 'ko',
    width: 1400,
    height: 900,
    row: 70,
  },
  'iris-hc-500': { fileName: 'iris.csv', options: iris, theme: 'highContrast', width: 500, height: 1000, row: 70 },
  'faithful-hcl-320': {
    fileName: 'faithful.csv',
    options: { model: 'vae', vae: { epochs: 800, latent: 1 } },
    theme: 'highContrastLight',
    width: 320,
    height: 900,
    row: 32,
  },
  'iris-deep-640': {
    fileName: 'iris.csv',
    options: { model: 'vae', label: 'Species', vae: { epochs: 800, latent: 3, beta: 2 } },
    width: 640,
    height: 1000,
    row: 70,
  },
};

await buildPanel();
const browser = await launch();
for (const [name, { width, height, row, ...setting }] of Object.entries(shots)) {
  if (only && !name.includes(only)) continue;
  const content = await example(setting.fileName!);
  const { page, complaints } = await openPanel(
    browser,
    { theme: 'dark', language: 'en', fileName: 'iris.csv', content, ...setting },
    { width, height },
  );
  await page.locator('main[data-run-state="converged"]').waitFor({ state: 'attached', timeout: 200_000 });
  if (row !== undefined)
    await page.evaluate((at) => document.querySelector('elbo-panel')!.store.chooseRow(at, false), row);
  await page
    .locator('[data-value="row.amortisation"]')
    .waitFor({ state: 'attached', timeout: 20_000 })
    .catch(() => {});
  await page.waitForTimeout(6000);
  await page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
  console.log(name, ...complaints);
  await page.close();
}
await browser.close();
