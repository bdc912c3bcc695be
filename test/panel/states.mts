/** `node test/panel/states.mts [OUT] [theme] [language]`: a screenshot of every state the panel can be in. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToPanel } from '../../src/protocol/panel.ts';
import { buildPanel, example, launch, openPanel, settled } from './page.mts';
import type { ThemeName } from './themes.mts';

const [out = 'out/states', theme = 'dark', language = 'en'] = process.argv.slice(2);
const size = { width: 560, height: 620 };
await buildPanel();
await mkdir(out, { recursive: true });
const browser = await launch();
const content = await example('faithful.csv');
const common = { theme: theme as ThemeName, language: language as 'en' | 'ko', fileName: 'faithful.csv', content };

const spoken: Readonly<Record<string, readonly ToPanel[]>> = {
  waiting: [],
  reading: [{ type: 'reading', fraction: 0.43 }],
  failedFile: [
    { type: 'reading', fraction: 0 },
    { type: 'fault', fault: { code: 'fileUnreadable', args: { name: 'faithful.csv', reason: 'ENOENT' } } },
  ],
};
for (const [name, messages] of Object.entries(spoken)) {
  const { page, complaints } = await openPanel(browser, { ...common, silent: true }, size);
  await page.waitForSelector('main');
  for (const message of messages) await page.evaluate((said) => window.say(said), message);
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(out, `${name}.png`) });
  console.log(name, ...complaints);
  await page.close();
}

const { page, complaints } = await openPanel(browser, { ...common, options: { components: 2, restarts: 3 } }, size);
await settled(page);
const shoot = async (name: string, messages: readonly ToPanel[] = []) => {
  for (const message of messages) await page.evaluate((said) => window.say(said), message);
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(out, `${name}.png`) });
};
await shoot('converged');
await page.click('[data-field="columns"]');
await shoot('columns');
await page.keyboard.press('Escape');
await page.click('[data-field="more"]');
await shoot('more');
await page.keyboard.press('Escape');
await page.click('.file-name');
await shoot('file');
await page.keyboard.press('Escape');
await page.hover('.bound-plot', { position: { x: 200, y: 60 } });
await shoot('hover');
await shoot('edited', [{ type: 'edited', firstLine: 14, lines: 2 }]);
await shoot('paused', [{ type: 'state', run: 1, state: 'paused' }]);
await shoot('cancelled', [{ type: 'state', run: 1, state: 'cancelled' }]);
const failed = { type: 'state', run: 1, state: 'failed', fault: { code: 'singular', args: { component: 2 } } } as const;
await shoot('failed', [failed]);
await page.evaluate(() => {
  const { options } = window.setting;
  window.say({ type: 'progress', run: 1, phase: 'starts', fraction: 0.6 });
  return options;
});
await shoot('choosing', [
  { type: 'state', run: 1, state: 'running' },
  { type: 'progress', run: 1, phase: 'selection', fraction: 0.6 },
]);
console.log('engine', ...complaints);
await browser.close();
