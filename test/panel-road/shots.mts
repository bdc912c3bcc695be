/** `node test/panel-road/shots.mts OUT [theme…] [width…] [en|ko] [pN…]`: the road's pages on real data, to be looked at. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pages } from '../../src/lesson/road/pages.ts';
import { buildPanel, example, launch, openPanel, settled } from '../panel/page.mts';
import { editorThemes, type ThemeName } from '../panel/themes.mts';

const [out = 'out/road', ...wanted] = process.argv.slice(2);
const themes = (Object.keys(editorThemes) as ThemeName[]).filter((name) => wanted.includes(name));
const widths = wanted.filter((word) => /^\d+$/.test(word)).map(Number);
const languages = (['en', 'ko'] as const).filter((language) => wanted.includes(language));
const chosen = wanted.filter((word) => /^p\d+$/.test(word)).map((word) => Number(word.slice(1)) - 1);
const iris = wanted.includes('iris');

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
const fileName = iris ? 'iris.csv' : 'faithful.csv';
const content = await example(fileName);
for (const theme of themes.length > 0 ? themes : (['light'] as const)) {
  for (const width of widths.length > 0 ? widths : [700]) {
    for (const language of languages.length > 0 ? languages : (['en'] as const)) {
      const { page, complaints } = await openPanel(
        browser,
        {
          theme,
          language,
          fileName,
          content,
          options: iris
            ? { components: 3, seed: 4, restarts: 4, label: 'Species', startFrom: 'random' }
            : { components: 2, seed: 1504, restarts: 4 },
          ...(iris ? {} : { start: poorStart }),
        },
        { width, height: 900 },
      );
      await settled(page);
      await page.evaluate((half) => {
        const { store } = document.querySelector('elbo-panel')!;
        store.chooseRow(32, false);
        store.dispatch({ type: 'road', road: { open: true, page: 0 } });
        store.seek(half);
      }, 5);
      for (const at of chosen.length > 0 ? chosen : pages.keys()) {
        await page.evaluate(
          (to) => document.querySelector('elbo-panel')!.store.dispatch({ type: 'road', road: { page: to } }),
          at,
        );
        await page.waitForTimeout(1500);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const name = `${fileName.slice(0, 4)}-${at + 1}-${theme}-${width}-${language}.png`;
        await page.screenshot({ path: join(out, name), fullPage: width < 900 });
        console.log(name, overflow > 0 ? `overflows by ${overflow}` : 'ok', ...(complaints as string[]).splice(0));
      }
      await page.close();
    }
  }
}
await browser.close();
