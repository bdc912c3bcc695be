/** Pictures of the views, to be looked at: themes × widths × scenes. Written to the folder given as argument. */
import { mkdirSync } from 'node:fs';
import { open } from './open.mts';
import type { Scene } from './page.ts';

const [folder = 'out/views', only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const faithful2 = { name: 'faithful.csv', start: [1, 2], length: 24, half: 5, row: 32 } as const;
const faithful3 = { name: 'faithful.csv', start: [5, 10, 40], length: 40, half: 17, row: 2 } as const;
const iris4 = { name: 'iris.csv', start: [3, 60, 110, 140], length: 20, half: 9, row: 70 } as const;
const faithful8 = {
  name: 'faithful.csv',
  start: [1, 20, 40, 60, 90, 130, 200, 250],
  length: 20,
  half: 9,
  row: 32,
} as const;
const shots: readonly (readonly [string, Omit<Scene, 'csv'>, number, number])[] = [
  ['wide-dark', { ...faithful2, language: 'en', theme: 'dark' }, 1400, 900],
  ['wide-light', { ...faithful2, language: 'en', theme: 'light' }, 1400, 900],
  ['wide-hc', { ...faithful2, language: 'en', theme: 'highContrast' }, 1400, 900],
  ['half-dark', { ...faithful3, language: 'en', theme: 'dark' }, 640, 1100],
  ['half-light-ko', { ...faithful3, language: 'ko', theme: 'light' }, 700, 1100],
  ['narrow-hc-light', { ...faithful3, language: 'en', theme: 'highContrastLight' }, 500, 1200],
  ['iris-dark', { ...iris4, language: 'en', theme: 'dark' }, 1400, 1100],
  ['bishop-eight', { ...faithful8, language: 'en', theme: 'light', notation: 'bishop' }, 1400, 900],
  ['jensen-light', { ...faithful2, row: 32, language: 'en', theme: 'light', jensen: true }, 640, 900],
  ['tiny-dark', { ...iris4, language: 'en', theme: 'dark' }, 320, 1300],
];

for (const [name, scene, width, height] of shots) {
  if (only && !name.includes(only)) continue;
  const { page, close } = await open(scene, { width, height });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true, timeout: 120_000 });
  const violations = await page.evaluate(() => window.violations);
  if (violations.length > 0) console.log(name, 'policy violations', violations);
  await close();
}
