/** Rows that are too many to be sent one by one from afar: density tiles. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPanel, example, launch, openPanel, settled } from './page.mts';

let browser: Browser;
let page: Page;
let complaints: readonly string[];
const rows = 210_000;

beforeAll(async () => {
  await buildPanel();
  browser = await launch();
  const [head, ...lines] = (await example('faithful.csv')).trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(',').map(Number) as [number, number]);
  const content = Array.from({ length: rows }, (_, i) => {
    const [x, y] = cells[i % cells.length]!;
    return `${(x + 0.2 * Math.sin(i * 12.9898)).toFixed(3)},${(y + 3 * Math.sin(i * 0.71)).toFixed(2)}`;
  });
  const opened = await openPanel(
    browser,
    {
      theme: 'dark',
      language: 'en',
      fileName: 'large.csv',
      content: [head, ...content].join('\n'),
      remote: true,
      options: { components: 2, restarts: 1 },
    },
    { width: 640, height: 1000 },
  );
  page = opened.page;
  complaints = opened.complaints;
  await settled(page);
}, 120_000);
afterAll(() => browser.close());

const choice = (which: string) => page.locator(`.scatter-switch [data-choice="${which}"]`);
const caption = async () => (await page.locator('.scatter-caption').textContent())!;
/** Rows that the caption says are in sight. */
const inSight = async () => Number(/([\d,]+) rows in sight/.exec(await caption())?.[1]?.replaceAll(',', ''));
const painted = (selector: string) =>
  page.evaluate((query) => {
    const canvas = document.querySelector<HTMLCanvasElement>(query)!;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d')!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 3 && value > 0).length;
  }, selector);

describe('200,000 rows and more, from afar', () => {
  it('come as tiles, and no row by itself', async () => {
    await expect.poll(inSight, { timeout: 20_000 }).toBe(rows);
    expect(await choice('tiles').getAttribute('aria-pressed')).toBe('true');
    expect(await painted('.scatter-tiles')).toBeGreaterThan(5000);
    const told = await page.evaluate(() => {
      const { frame, points } = document.querySelector('elbo-panel')!.store.state;
      return { colours: frame!.colours?.length ?? 0, points: points!.px.length, bytes: frame!.tiles!.rgba.length };
    });
    expect(told).toMatchObject({ colours: 0, points: 0 });
    // A half-step costs less than half of what a colour for each row would.
    expect(told.bytes).toBeLessThan((4 * rows) / 2);
    expect(await page.locator('.scatter-over .ring').count()).toBe(1);
    expect(await page.locator('.ellipses .one').count()).toBe(2);
  });

  it('are asked for again, finer, where the reader zooms to', async () => {
    await expect.poll(inSight, { timeout: 20_000 }).toBe(rows);
    const plot = (await page.locator('.scatter-plot').boundingBox())!;
    await page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2);
    for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -500);
    await expect.poll(inSight, { timeout: 20_000 }).toBeLessThan(rows / 2);
    await page.locator('.scatter-plot').press('0');
    await expect.poll(inSight, { timeout: 20_000 }).toBe(rows);
  });

  it('are drawn one by one when the reader says so, and as tiles again', async () => {
    await choice('points').click();
    await expect
      .poll(() => page.evaluate(() => document.querySelector('elbo-panel')!.store.state.points!.px.length), {
        timeout: 20_000,
      })
      .toBe(rows);
    await expect.poll(() => painted('.scatter-points'), { timeout: 20_000 }).toBeGreaterThan(5000);
    expect(await page.locator('.scatter-tiles').count()).toBe(0);
    await choice('tiles').click();
    await expect.poll(inSight, { timeout: 20_000 }).toBe(rows);
    expect(complaints).toEqual([]);
  });

  it('of one column lie in a band under its density, and row i among them', async () => {
    await page.locator('.axis-picker.y').selectOption({ index: 0 });
    await expect.poll(caption, { timeout: 20_000 }).toMatch(/rows in sight/);
    await page.locator('.density-sum').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.querySelector('elbo-panel')!.store.state.frame!.tiles!.rows))
      .toBe(1);
    const low = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.scatter-tiles')!;
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext('2d')!;
      context.drawImage(canvas, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const painted: number[] = [];
      for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) painted.push((at >> 2) / canvas.width);
      return { first: painted[0]! / canvas.height, last: painted.at(-1)! / canvas.height };
    });
    expect(low.first).toBeGreaterThan(0.8);
    expect(low.last).toBeLessThan(1);
    expect(await page.locator('.scatter-over .ring').count()).toBe(1);
    await page.locator('.axis-picker.y').selectOption({ index: 1 });
    await expect.poll(inSight, { timeout: 20_000 }).toBe(rows);
  });
});
