/** The three views in Chromium under the panel's own policy: figures, links, gestures, keyboard. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToHost } from '../../src/protocol/panel.ts';
import { accessibilityTroubles } from '../support/axe.ts';
import { PlainRun, parseRows, startAt } from '../support/plainMixture.ts';
import { type Opened, open } from './open.mts';
import type { ThemeName } from './themes.ts';

const scene = {
  name: 'faithful.csv',
  start: [1, 2],
  length: 24,
  half: 5,
  row: 32,
  language: 'en',
  theme: 'dark',
} as const;
const rows = parseRows(readFileSync('examples/faithful.csv', 'utf8'));
const run = new PlainRun(rows, startAt(rows, scene.start), scene.length);

let opened: Opened;
beforeAll(async () => {
  opened = await open(scene, { width: 1400, height: 900 });
});
afterAll(() => opened.close());

const heard = (type: ToHost['type']): Promise<ToHost[]> =>
  opened.page.evaluate((wanted) => window.host.heard.filter((message) => message.type === wanted), type);
const settled = (): Promise<unknown> =>
  opened.page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 30)))),
  );
const seek = async (half: number): Promise<void> => {
  await opened.page.evaluate((to) => window.store.seek(to), half);
  await settled();
};
/** Where row i is drawn, going by the ring. */
const ringAt = async (): Promise<{ x: number; y: number }> => {
  const box = (await opened.page.locator('.ring circle').last().boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

describe('the derivation', () => {
  it('shows the run’s own numbers at every half-step and row asked for', async () => {
    const { page } = opened;
    for (const half of [0, 3, 5, 6, 11]) {
      for (const row of [0, 32, 57]) {
        await page.evaluate((i) => window.store.dispatch({ type: 'row', row: i }), row);
        await seek(half);
        const truth = run.row(half, row);
        const shown = await page.$$eval('.lesson-line .figure[data-exact]', (figures) =>
          figures.map(
            (figure) => [(figure as HTMLElement).dataset.slot!, Number((figure as HTMLElement).dataset.exact)] as const,
          ),
        );
        const bySlot = new Map(shown);
        expect(bySlot.get('logLikelihood')).toBeCloseTo(truth.logLikelihood, 10);
        expect(bySlot.get('elbo')).toBeCloseTo(truth.elbo, 10);
        expect(bySlot.get('kl')).toBeCloseTo(truth.kl, 10);
        for (const j of [0, 1]) {
          expect(bySlot.get(`q.${j}`)).toBeCloseTo(truth.q[j]!, 12);
          expect(bySlot.get(`posterior.${j}`)).toBeCloseTo(truth.posterior[j]!, 12);
          expect(bySlot.get(`joint.${j}`)).toBeCloseTo(Math.exp(truth.logJoint[j]!), 12);
        }
        expect(await page.locator('.row-picker input').inputValue()).toBe(String(row + 1));
      }
    }
  });

  it('patches numbers and leaves the formulas alone', async () => {
    const { page } = opened;
    await seek(5);
    await page.evaluate(() => {
      document.querySelectorAll('.lesson-tex').forEach((node, at) => {
        (node as HTMLElement & { mark?: number }).mark = at;
      });
    });
    await seek(6);
    const marked = await page.$$eval('.lesson-tex', (nodes) => nodes.every((node) => 'mark' in node));
    expect(marked).toBe(true);
  });

  it('lights a term in formula and picture, by pointer and by keyboard', async () => {
    const { page } = opened;
    await page.locator('[data-line="jensen"] .figure[data-term="elbo"]').first().hover();
    await settled();
    expect(await page.evaluate(() => window.store.state.ui.highlight)).toEqual({ term: 'elbo' });
    expect(await page.locator('[data-term="elbo"].lit').count()).toBeGreaterThan(2);
    await page.mouse.move(1, 1);
    await settled();
    expect(await page.evaluate(() => window.store.state.ui.highlight)).toEqual({});
    await page.locator('[data-line="gap"] .lesson-table').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await settled();
    expect(await page.evaluate(() => window.store.state.ui.highlight)).toEqual({ term: 'elbo' });
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => window.store.state.ui.highlight)).toEqual({});
  });

  it('copies a line as LaTeX in the notation on show', async () => {
    const { page } = opened;
    await page.locator('.segmented [data-choice="bishop"]').click();
    await page.locator('[data-line="jensen"] .lesson-copy').click();
    const [copy] = (await heard('copy')).slice(-1) as [Extract<ToHost, { type: 'copy' }>];
    expect(copy.text).toContain('q_n(k)');
    expect(copy.text).not.toContain('htmlData');
    await page.locator('.segmented [data-choice="cs229"]').click();
  });

  it('takes a typed row, keeps to the rows there are, and reveals it in the file', async () => {
    const { page } = opened;
    const input = page.locator('.row-picker input');
    await input.fill('100');
    await input.press('Enter');
    await settled();
    expect((await heard('reveal')).at(-1)).toEqual({ type: 'reveal', row: 99 });
    await input.fill('9999');
    await input.press('Enter');
    await settled();
    expect(await input.inputValue()).toBe('272');
    await input.press('ArrowUp');
    await settled();
    expect((await heard('reveal')).at(-1)).toEqual({ type: 'reveal', row: 270 });
  });
});

describe('the scatter', () => {
  it('chooses the row under a click and reveals its line', async () => {
    const { page } = opened;
    await page.evaluate(() => window.store.dispatch({ type: 'row', row: 56 }));
    await settled();
    const at = await ringAt();
    await page.evaluate(() => window.store.dispatch({ type: 'row', row: 0 }));
    await settled();
    await page.mouse.click(at.x, at.y);
    await settled();
    const chosen = (await heard('reveal')).at(-1) as { row: number };
    // Several eruptions share one place on the plane: any of them will do.
    const [a, b] = [chosen.row, 56].map((i) => [...rows.x.subarray(2 * i, 2 * i + 2)]);
    expect(a).toEqual(b);
    expect(await page.evaluate(() => window.store.state.ui.row)).toBe(chosen.row);
  });

  it('zooms about the pointer, pans by dragging and by keys, and comes back', async () => {
    const { page } = opened;
    await page.evaluate(() => window.store.dispatch({ type: 'row', row: 32 }));
    await settled();
    const before = await ringAt();
    await page.mouse.move(before.x, before.y);
    await page.mouse.wheel(0, -240);
    await settled();
    const zoomed = await ringAt();
    expect(Math.hypot(zoomed.x - before.x, zoomed.y - before.y)).toBeLessThan(1);
    await page.mouse.down();
    await page.mouse.move(before.x + 40, before.y - 30, { steps: 4 });
    await page.mouse.up();
    await settled();
    const dragged = await ringAt();
    expect(Math.hypot(dragged.x - before.x - 40, dragged.y - before.y + 30)).toBeLessThan(2);
    await page.locator('.scatter-plot').press('0');
    await settled();
    expect((await ringAt()).x).toBeCloseTo(before.x, 1);
    await page.locator('.scatter-plot').press('ArrowRight');
    await settled();
    expect((await ringAt()).x).toBeLessThan(before.x - 10);
    await page.locator('.scatter-plot').dblclick({ position: { x: 60, y: 60 } });
    await settled();
    expect((await ringAt()).x).toBeCloseTo(before.x, 1);
  });

  it('reads values under the pointer', async () => {
    const { page } = opened;
    await page.evaluate(() => window.store.dispatch({ type: 'row', row: 32 }));
    await settled();
    const at = await ringAt();
    await page.mouse.move(at.x + 1, at.y);
    await settled();
    expect(await page.locator('.scatter-plot .tip').textContent()).toMatch(
      /row 33\s+eruptions 3\.367,\s+waiting 66\.00/,
    );
  });

  it('draws the axes that are chosen', async () => {
    const { page } = opened;
    await page.locator('.axis-picker.x').selectOption({ label: 'waiting' });
    await settled();
    expect((await heard('points')).at(-1)).toMatchObject({ x: { column: 1 }, y: { column: 1 } });
    await page.locator('.axis-picker.x').selectOption({ label: 'eruptions' });
    await settled();
  });
});

describe('the heatmap', () => {
  it('chooses the row under a click, moves it by keys, zooms to single rows and back', async () => {
    const { page } = opened;
    const plot = page.locator('.heat-plot');
    const box = (await plot.boundingBox())!;
    await page.mouse.click(box.x + 20, box.y + box.height * 0.3);
    await settled();
    const first = (await heard('reveal')).at(-1) as { row: number };
    const position = await page.evaluate(() => window.store.state.frame!.heatmap!.position!);
    expect(position).toBe(Math.floor(0.3 * rows.n));
    await plot.press('ArrowDown');
    await settled();
    const second = (await heard('reveal')).at(-1) as { row: number };
    expect(second.row).not.toBe(first.row);
    expect(await page.evaluate(() => window.store.state.frame!.heatmap!.position!)).toBe(position + 1);
    await page.mouse.move(box.x + 20, box.y + box.height / 2);
    for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -400);
    await settled();
    const watch = (await heard('watch')).at(-1) as Extract<ToHost, { type: 'watch' }>;
    const { from, to } = watch.watch.heatmap!;
    expect(to - from).toBeLessThan(12);
    expect(from).toBeLessThanOrEqual(136);
    expect(to).toBeGreaterThan(136);
    await plot.dblclick();
    await settled();
    const after = (await heard('watch')).at(-1) as Extract<ToHost, { type: 'watch' }>;
    expect(after.watch.heatmap).toMatchObject({ from: 0, to: 0xffffffff });
  });

  it('asks for the file’s order, and says so', async () => {
    const { page } = opened;
    await page.locator('.heat-foot [data-choice="file"]').click();
    await settled();
    const watch = (await heard('watch')).at(-1) as Extract<ToHost, { type: 'watch' }>;
    expect(watch.watch.heatmap!.order).toBe('file');
    expect(await page.locator('.heat-plot').getAttribute('aria-label')).toContain('in file order');
    await page.locator('.heat-foot [data-choice="sorted"]').click();
  });

  it('shows counts that add up to the rows', async () => {
    const counts = await opened.page.$$eval('.heat-totals .figure[data-exact]', (all) =>
      all.map((figure) => Number(figure.textContent)),
    );
    expect(counts.reduce((a, b) => a + b, 0)).toBeCloseTo(rows.n, 6);
  });
});

describe('for everybody', () => {
  it.each(['dark', 'light', 'highContrast', 'highContrastLight'] as const)(
    'axe finds nothing in %s',
    async (theme: ThemeName) => {
      const { page } = opened;
      await page.evaluate((name) => window.wear(name), theme);
      await settled();
      expect(await accessibilityTroubles(page, ['elbo-scatter', 'elbo-heatmap', 'elbo-derivation'])).toEqual([]);
    },
  );

  it('breaks the content security policy nowhere', async () => {
    expect(await opened.page.evaluate(() => window.violations)).toEqual([]);
  });
});
