/** `node test/panel/shots.mts [OUT] [theme…] [width…]`: screenshots of the panel on real data, to be looked at. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPanel, example, launch, openPanel, settled } from './page.mts';
import { editorThemes, type ThemeName } from './themes.mts';

const [out = 'out/shots', ...wanted] = process.argv.slice(2);
const names = Object.keys(editorThemes) as ThemeName[];
const themes = names.filter((name) => wanted.length === 0 || wanted.includes(name));
const allWidths = [320, 500, 700, 1400];
const widths = allWidths.filter((width) => !wanted.some((w) => /^\d/.test(w)) || wanted.includes(String(width)));

/** Two wide components side by side: a start from which EM has a way to go. */
const poorStart = {
  k: 2,
  d: 2,
  weights: [0.5, 0.5],
  means: [3.9, 68, 2.4, 66],
  covariances: [1.3, 0, 0, 184, 1.3, 0, 0, 184],
};

await buildPanel();
await mkdir(out, { recursive: true });
const browser = await launch();
const content = await example('faithful.csv');
for (const theme of themes) {
  for (const width of widths) {
    const setting = {
      theme,
      language: 'en',
      fileName: 'faithful.csv',
      content,
      options: { components: 2, seed: 1504, restarts: 4 },
      start: poorStart,
    } as const;
    const { page, complaints } = await openPanel(browser, setting, { width, height: width > 900 ? 900 : 1200 });
    await settled(page);
    await page.locator('[role=slider]').focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('[data-value="halfStep"]')?.textContent === '6');
    await page.mouse.move(1, 1);
    await page.waitForTimeout(150);
    await page.screenshot({ path: join(out, `${theme}-${width}.png`) });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    console.log(theme, width, overflow > 0 ? `overflows by ${overflow}` : 'ok', ...complaints);
    await page.close();
  }
}
await browser.close();
