/** Variational inference in the panel, on the real engine: its numbers, its widths, its themes, its way from and to EM. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityTroubles } from '../support/axe.ts';
import { buildPanel, example, launch, type OpenPanel, openPanel, settled } from './page.mts';
import { editorThemes, type ThemeName } from './themes.mts';

let browser: Browser;
let opened: OpenPanel | undefined;

beforeAll(async () => {
  await buildPanel();
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(async () => {
  const complaints = opened?.complaints ?? [];
  await opened?.page.close();
  opened = undefined;
  expect(complaints).toEqual([]);
});

async function open(components: number, width = 640): Promise<Page> {
  const content = await example('faithful.csv');
  const setting = { theme: 'dark', language: 'en', fileName: 'faithful.csv', content } as const;
  const options = { model: 'vi', components } as const;
  opened = await openPanel(browser, { ...setting, options, reducedMotion: true }, { width, height: 1000 });
  await settled(opened.page);
  return opened.page;
}

const exact = async (page: Page, name: string) =>
  Number(await page.locator(`[data-value="${name}"]`).getAttribute('data-exact'));

describe('variational inference', { timeout: 240_000 }, () => {
  it('shows what is expected of each component: shares add up to 1, rows to all of them, emptied ones stay', async () => {
    const page = await open(6);
    const column = (name: string) =>
      page.locator(`[data-value^="${name}."]`).evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.exact)));
    const weights = await column('weight');
    const counts = await column('count');
    expect(weights).toHaveLength(6);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(counts.reduce((a, b) => a + b, 0)).toBeCloseTo(272, 9);
    expect(await page.locator('tr.emptied').count()).toBe(counts.filter((count) => count < 1).length);
    // Row i: the terms of ln ρ, the shares of it.
    const shares = await column('r');
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    // The heatmap has room for its bars, however many components there are.
    const plot = (await page.locator('.heat-plot').boundingBox())!;
    const section = (await page.locator('[data-section="heatmap"]').boundingBox())!;
    expect(plot.height).toBeGreaterThan(6 * 20 + 40);
    expect(plot.y + plot.height).toBeLessThanOrEqual(section.y + section.height);
  });

  it('is tight for one component, where log p(X) is known in closed form, and says so', async () => {
    const page = await open(1);
    const [elbo, evidence, kl] = [await exact(page, 'elbo'), await exact(page, 'logEvidence'), await exact(page, 'kl')];
    expect(Math.abs(elbo - evidence)).toBeLessThan(1e-9 * Math.abs(evidence));
    expect(kl).toBeLessThan(1e-9 * Math.abs(evidence));
    expect(await page.locator('.identity-sentence').textContent()).toContain('the posterior itself');
  });

  it('goes over to EM and back by its switch, and on the road by way of EM', async () => {
    const page = await open(2);
    const model = () => page.locator('main').getAttribute('data-model');
    const away = async (to: string) => {
      await page.locator(`button[data-model="${to}"]`).click();
      await expect.poll(model).toBe(to);
      await settled(page);
    };
    await away('gmm');
    expect(await exact(page, 'logLikelihood')).toBeCloseTo(-1130.263960185, 6);
    expect(await page.locator('elbo-vi').count()).toBe(0);
    await away('vi');
    expect(await page.locator('[data-value="logLikelihood"]').count()).toBe(0);
    await page.locator('[data-action="road"]').click();
    await page.locator('elbo-road').waitFor({ timeout: 30_000 });
  });

  it('overflows at no width, and axe finds nothing in any theme', async () => {
    const page = await open(6, 1400);
    await expect
      .poll(() => page.evaluate(() => document.querySelector('elbo-panel')!.store.state.vi.overK?.fraction), {
        timeout: 120_000,
      })
      .toBe(1);
    for (const theme of Object.keys(editorThemes) as ThemeName[]) {
      await page.evaluate((name) => window.wear(name), theme);
      await page.waitForTimeout(200);
      expect(await accessibilityTroubles(page), theme).toEqual([]);
    }
    for (const width of [1400, 700, 500, 320]) {
      await page.setViewportSize({ width, height: 1000 });
      // The layout follows the width, not at once.
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))
        .toBeLessThanOrEqual(0);
    }
  });
});
