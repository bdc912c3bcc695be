/** Component means as pictures, where the columns are pixels: of EM and of variational inference, on the real engine. */
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FitOptions } from '../../src/protocol/run.ts';
import { accessibilityTroubles } from '../support/axe.ts';
import { buildPanel, example, launch, type OpenPanel, openPanel, settled } from './page.mts';
import type { ThemeName } from './themes.mts';

let browser: Browser;
let opened: OpenPanel | undefined;

beforeAll(async () => {
  await buildPanel();
  browser = await launch();
  mkdirSync('out/means', { recursive: true });
});
afterAll(() => browser.close());
afterEach(async () => {
  const complaints = opened?.complaints ?? [];
  await opened?.page.close();
  opened = undefined;
  expect(complaints).toEqual([]);
});

async function open(options: Partial<FitOptions>, theme: ThemeName, width = 640): Promise<Page> {
  // Every third row says as much, and sooner.
  const lines = (await example('digits.csv')).trim().split('\n');
  const content = lines.filter((_, at) => at % 3 === 0).join('\n');
  const setting = { theme, language: 'en', fileName: 'digits.csv', content, reducedMotion: true } as const;
  opened = await openPanel(browser, { ...setting, options: { label: 'digit', ...options } }, { width, height: 1000 });
  await settled(opened.page);
  await opened.page.locator('elbo-mean-pictures canvas').first().waitFor();
  await opened.page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  return opened.page;
}

/** Grey levels of the middle of each pixel, and those that the mean on show would have. */
const levels = (page: Page, component: number) =>
  page.evaluate((k) => {
    const { state } = document.querySelector('elbo-panel')!.store;
    const { theta } = state.frame ?? state.vi.frame!;
    const { width, height, places, fill, low, high } = state.started!.pixels!;
    const canvas = document.querySelector<HTMLCanvasElement>(`[data-picture="${k}"] canvas`)!;
    const context = canvas.getContext('2d')!;
    const wanted = Array.from(fill);
    places.forEach((place, j) => {
      wanted[place] = theta.means[k * theta.d + j]!;
    });
    const drawn = wanted.map((_, pixel) => {
      const x = ((pixel % width) + 0.5) * (canvas.width / width);
      const y = (Math.floor(pixel / width) + 0.5) * (canvas.height / height);
      return context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data[0]!;
    });
    return { drawn, wanted: wanted.map((value) => 255 * Math.max(0, Math.min(1, (value - low) / (high - low)))) };
  }, component);

const em: Partial<FitOptions> = { components: 10, family: 'diag', restarts: 2 };

describe('component means as pictures', { timeout: 200_000 }, () => {
  it.each([
    ['EM', em, 10],
    ['variational inference', { model: 'vi', components: 6 } as Partial<FitOptions>, 6],
  ] as const)('%s: every mean is drawn pixel by pixel, constant pixels put back', async (name, options, k) => {
    const page = await open(options, 'dark');
    expect(await page.locator('.mean-picture:not(.row)').count()).toBe(k);
    for (const component of [0, k - 1]) {
      const farthest = async () => {
        const { drawn, wanted } = await levels(page, component);
        expect(drawn).toHaveLength(64);
        return Math.max(...drawn.map((level, pixel) => Math.abs(level - wanted[pixel]!)));
      };
      await expect.poll(farthest).toBeLessThanOrEqual(1.5);
    }
    await page.evaluate(() => document.querySelector('elbo-panel')!.store.chooseRow(4, false));
    await page.locator('[data-picture="row"] canvas').waitFor();
    expect(await page.locator('[data-picture="row"] elbo-row-picture').getAttribute('aria-label')).toContain('Row 5');
    // A pointer on a picture lights its component.
    await page.locator('[data-picture="1"]').hover();
    await page.locator('[data-picture="1"].lit').waitFor();
    await page.locator('elbo-mean-pictures').screenshot({ path: `out/means/${name.split(' ')[0]}.png` });
  });

  it.each(['dark', 'light', 'highContrast', 'highContrastLight'] as const)('%s: axe finds nothing', async (theme) => {
    const page = await open(em, theme, theme === 'light' ? 320 : 640);
    expect(await accessibilityTroubles(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.locator('[data-section="data"]').screenshot({ path: `out/means/${theme}.png` });
  });

  it('are not there where columns are no pixels', async () => {
    const content = await example('faithful.csv');
    const setting = { theme: 'dark', language: 'en', fileName: 'faithful.csv', content } as const;
    opened = await openPanel(browser, { ...setting, options: { components: 2 } }, { width: 640, height: 900 });
    await settled(opened.page);
    expect(await opened.page.locator('.mean-pictures').count()).toBe(0);
  });
});
