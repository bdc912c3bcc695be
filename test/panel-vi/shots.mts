/** `node test/panel-vi/shots.mts [OUT] [only]`: pictures of variational inference in the panel, run by the real engine. */
import { mkdirSync } from 'node:fs';
import type { FitOptions } from '../../src/protocol/run.ts';
import type { HostSetting } from '../panel/fakeHost.ts';
import { buildPanel, example, launch, openPanel, settled } from '../panel/page.mts';

const [out = 'out/vi', only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

const six: Partial<FitOptions> = { model: 'vi', components: 6 };
interface Shot extends Partial<HostSetting> {
  readonly width: number;
  readonly height: number;
  /** The sub-step to stand on, from 0; absent: the last. */
  readonly at?: number;
}
const shots: Readonly<Record<string, Shot>> = {
  'faithful-light-1400': { options: six, theme: 'light', width: 1400, height: 900 },
  'faithful-dark-700': { options: six, width: 700, height: 1000, at: 7 },
  'faithful-hc-500': { options: six, theme: 'highContrast', width: 500, height: 1000 },
  'iris-dark-1400': { fileName: 'iris.csv', options: six, width: 1400, height: 900, at: 8 },
  'faithful-ko-700': { options: six, theme: 'light', language: 'ko', width: 700, height: 1000 },
  'one-dark-640': { options: { model: 'vi', components: 1 }, width: 640, height: 900 },
  'faithful-hcl-320': { options: six, theme: 'highContrastLight', width: 320, height: 900 },
};

await buildPanel();
const browser = await launch();
for (const [name, { width, height, at, ...setting }] of Object.entries(shots)) {
  if (only && !name.includes(only)) continue;
  const fileName = setting.fileName ?? 'faithful.csv';
  const { page, complaints } = await openPanel(
    browser,
    { theme: 'dark', language: 'en', content: await example(fileName), ...setting, fileName },
    { width, height },
  );
  await settled(page);
  await page.waitForFunction(
    () => document.querySelector('elbo-panel')!.store.state.vi.overK?.fraction === 1,
    undefined,
    {
      timeout: 60_000,
    },
  );
  if (at !== undefined) {
    await page.evaluate((half) => document.querySelector('elbo-panel')!.store.seek(half), at);
    await page.locator(`[data-value="halfStep"][data-exact="${at + 1}"]`).waitFor();
  }
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(name, overflow > 0 ? `overflows by ${overflow}` : 'ok', ...complaints);
  await page.close();
}
await browser.close();
