/** A VAE in the panel, trained by the real engine in the page: its figures, its gestures, its life. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ToHost } from '../../src/protocol/panel.ts';
import type { VaeFrame } from '../../src/protocol/vaeFrame.ts';
import { accessibilityTroubles } from '../support/axe.ts';
import { atRest } from '../support/resting.ts';
import type { HostSetting } from './fakeHost.ts';
import { buildPanel, example, launch, type OpenPanel, openPanel } from './page.mts';
import { editorThemes, type ThemeName } from './themes.mts';

let browser: Browser;
let opened: OpenPanel | undefined;
const themes = Object.keys(editorThemes) as ThemeName[];
const half = { width: 640, height: 1000 };
const quick: NonNullable<HostSetting['options']> = {
  model: 'vae',
  label: 'Species',
  vae: { epochs: 120, hidden: [12], batch: 32 },
};
const patience = { timeout: 40_000 };

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

type Setting = Partial<Omit<HostSetting, 'options'>> & { options?: NonNullable<HostSetting['options']> };

async function open(setting: Setting = {}, size = half, state = 'converged'): Promise<Page> {
  const fileName = setting.fileName ?? 'iris.csv';
  const content = setting.content ?? (await example(fileName));
  opened = await openPanel(
    browser,
    { theme: 'dark', language: 'en', options: quick, fileName, content, ...setting },
    size,
  );
  await inState(opened.page, state);
  return opened.page;
}
const inState = (page: Page, state: string) =>
  page.locator(`main[data-run-state="${state}"][data-model="vae"]`).waitFor({ state: 'attached', ...patience });
const exact = async (page: Page, name: string): Promise<number> =>
  Number(await page.locator(`[data-value="${name}"]`).first().getAttribute('data-exact', patience));
const shown = async (page: Page, name: string): Promise<number> =>
  Number((await page.locator(`[data-value="${name}"]`).first().textContent(patience))!.replace('\u2212', '-'));
/** The frame that is on show, as the panel was told it. */
const frame = (page: Page): Promise<VaeFrame> =>
  page.evaluate(() => document.querySelector('elbo-panel')!.store.state.vae.frame as never);
const asked = <T extends ToHost['type']>(page: Page, type: T) =>
  page.evaluate((wanted) => window.asked.filter((message) => message.type === wanted), type) as Promise<
    Extract<ToHost, { type: T }>[]
  >;
const epochIs = (page: Page, epoch: number) =>
  page.locator(`[data-value="epoch"][data-exact="${epoch}"]`).waitFor({ state: 'attached', ...patience });
/** Chooses row i and waits until its figures are on show. */
async function chooseRow(page: Page, row: number): Promise<void> {
  await page.evaluate((at) => document.querySelector('elbo-panel')!.store.chooseRow(at, false), row);
  await expect.poll(async () => (await frame(page)).row?.row, patience).toBe(row);
  await page.locator('.vae-row-name', { hasText: `= ${row + 1},` }).waitFor(patience);
}
const splitOfRow = (page: Page) => page.locator('[data-value="row.amortisation"]').waitFor(patience);

describe('the identity of a VAE', () => {
  it('adds up in the digits shown, on the rows it names, and its gap comes to be split', async () => {
    const page = await open();
    await page.locator('[data-value="logLikelihood"]').waitFor(patience);
    const [elbo, logLikelihood] = [await exact(page, 'elbo'), await exact(page, 'logLikelihood')];
    expect(logLikelihood).toBeGreaterThanOrEqual(elbo - 1e-6);
    const parts = page.locator('.vae-sum [data-value]');
    const figures = await parts.evaluateAll((all) => all.map((one) => one.textContent!.replace('\u2212', '-')));
    const decimals = figures[0]!.split('.')[1]!.length;
    const values = figures.map(Number);
    expect(values.slice(0, -1).reduce((sum, x) => sum + x, 0)).toBeCloseTo(values.at(-1)!, decimals - 1);
    await expect(page.locator('elbo-vae-identity').textContent()).resolves.toMatch(/mean of \d+ rows/);
    // All rows, once they have been summed: log p(X) = ELBO + gap, above what a row comes to by their number.
    await page.locator('[data-value="total.logLikelihood"]').waitFor(patience);
    const total = await exact(page, 'total.logLikelihood');
    expect(total).toBeCloseTo((await exact(page, 'total.elbo')) + (await exact(page, 'total.gap')), 9);
    expect(total / 150).toBeCloseTo(logLikelihood, 1);
  });

  it('of row i is the engine’s: log p = reconstruction − KL + amortisation + approximation', async () => {
    const page = await open();
    await chooseRow(page, 70);
    await splitOfRow(page);
    const of = (name: string) => exact(page, `row.${name}`);
    const sum =
      (await of('reconstruction')) - (await of('kl')) + (await of('amortisation')) + (await of('approximation'));
    expect(sum).toBeCloseTo(await of('logLikelihood'), 9);
    expect(await of('amortisation')).toBeGreaterThanOrEqual(-1e-6);
    expect(await of('approximation')).toBeGreaterThanOrEqual(-1e-6);
    const { row } = await frame(page);
    expect(row!.row).toBe(70);
    expect(await of('kl')).toBeCloseTo(row!.kl, 6);
    // The derivation says the same.
    const slots = await page.$$eval('[data-line^="vae."] .figure[data-slot]', (all) =>
      all.map((one) => [(one as HTMLElement).dataset.slot!, Number((one as HTMLElement).dataset.exact)] as const),
    );
    const bySlot = new Map(slots);
    expect(bySlot.get('logLikelihood')).toBe(await of('logLikelihood'));
    expect(bySlot.get('amortisation')).toBe(await of('amortisation'));
    expect(bySlot.get('kl.0')! + bySlot.get('kl.1')!).toBeCloseTo(row!.kl, 9);
    expect(bySlot.get('gradMean.0')).toBeCloseTo(row!.draw.slope[0]! - row!.mean[0]!, 9);
    expect(await page.locator('[data-line="vae.integral"] .lesson-reason').textContent()).toContain('no E-step');
  });

  it('stands where it can be read: its scope beside the gap, the line of its two parts within 700 px', async () => {
    const page = await open({}, { width: 700, height: 1000 });
    await splitOfRow(page);
    const line = page.locator('[data-line="vae.gap"] .lesson-scroll');
    await line.waitFor(patience);
    expect(await line.evaluate((scroll) => scroll.scrollWidth - scroll.clientWidth)).toBeLessThanOrEqual(0);
    const [scope, gap] = await Promise.all(
      ['.vae-caption.scope', '#vae-upper rect'].map((name) =>
        page.locator(name).evaluate((shape) => {
          const { y, height } = (shape as SVGGraphicsElement).getBBox();
          return { top: y, bottom: y + height };
        }),
      ),
    );
    // Whatever the gap is, it ends above what is said of it, and the picture of training begins below.
    expect(scope!.top).toBeGreaterThanOrEqual(gap!.bottom - 2);
    const lines = await page
      .locator('.vae-line-train, .vae-line-held')
      .evaluateAll((shapes) => shapes.map((shape) => (shape as SVGGraphicsElement).getBBox().y));
    expect(lines).toHaveLength(2);
    expect(scope!.bottom).toBeLessThanOrEqual(Math.min(...lines) + 3);
  });

  it('says that what is climbed is no longer the ELBO where β is not 1', async () => {
    const page = await open({ options: { ...quick, vae: { ...quick.vae, beta: 4 } } });
    expect(await page.locator('elbo-vae-identity').textContent()).toContain('no longer the ELBO');
    const { train } = await frame(page);
    expect(train.elbo).toBeCloseTo(train.reconstruction - train.kl, 9);
    const ascent = page.locator('[data-line="vae.ascent"]');
    const formula = await ascent.locator('.lesson-row.formula').textContent();
    expect(formula).toContain('max');
    expect(formula).not.toContain('ELBO');
    await ascent.locator('.lesson-reason-toggle').click();
    expect(await ascent.locator('.lesson-reason').textContent()).toContain('no longer the ELBO');
  });

  it('of 0/1 columns is of probabilities, never on an axis of densities', async () => {
    const rows = Array.from({ length: 80 }, (_, i) =>
      [0, 1, 2, 3].map((j) => Number(((i * 7 + j * (1 + (i % 3))) >> j) % 2)),
    );
    const content = `a,b,c,d\n${rows.map((row) => row.join(',')).join('\n')}\n`;
    const page = await open({
      fileName: 'bits.csv',
      content,
      options: { model: 'vae', vae: { epochs: 60, hidden: [8], batch: 16, latent: 1 } },
    });
    const caption = page.locator('.vae-caption');
    await expect.poll(() => caption.last().textContent()).toContain('log probability, never above 0');
    await page.locator('[data-value="logLikelihood"]').waitFor(patience);
    expect(await exact(page, 'logLikelihood')).toBeLessThan(0);
    expect(await page.locator('elbo-vae-health').textContent()).toContain('Bernoulli');
  });
});

describe('epochs', () => {
  it('are gone to by keyboard, by a click on the curve and by the thumb; everything shows that moment', async () => {
    const page = await open();
    const last = await exact(page, 'epoch');
    await page.locator('.scrubber-track').focus();
    await page.keyboard.press('Home');
    await epochIs(page, 0);
    const start = await frame(page);
    expect(start.epoch).toBe(0);
    expect(await page.locator('[data-line="vae.ascent"]').textContent()).toContain('nothing has moved yet');
    // Its log p is worked out as soon as it is looked at.
    await page.locator('[data-value="logLikelihood"]').waitFor(patience);
    const atStart = await exact(page, 'logLikelihood');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => exact(page, 'epoch')).toBeGreaterThan(0);
    const plot = (await page.locator('.vae-plot').boundingBox())!;
    await page.mouse.click(plot.x + plot.width / 2, plot.y + plot.height / 3);
    await expect.poll(() => exact(page, 'epoch')).toBeGreaterThan(0.3 * last);
    expect(await exact(page, 'epoch')).toBeLessThan(0.7 * last);
    const middle = await frame(page);
    expect(middle.train.elbo).toBeGreaterThan(start.train.elbo);
    await page.locator('.scrubber-track').press('End');
    await epochIs(page, last);
    await page.locator('[data-value="logLikelihood"]').waitFor(patience);
    expect(await exact(page, 'logLikelihood')).toBeGreaterThan(atStart);
    const said = await page.locator('.scrubber-track').getAttribute('aria-valuetext');
    expect(said).toMatch(/^Epoch \d+ of \d+: ELBO −?[\d.]+, log p −?[\d.]+, gap [\d.]+$/);
  });

  it('read under the pointer what was trained on and what was held out', async () => {
    const page = await open();
    const plot = (await page.locator('.vae-plot').boundingBox())!;
    await page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2);
    const tip = page.locator('.bound-tip');
    await tip.waitFor(patience);
    const text = (await tip.textContent())!;
    for (const name of ['ELBO, training', 'reconstruction', 'KL to the prior', 'ELBO, held out'])
      expect(text).toContain(name);
    // The lower curves can be of the two terms.
    const line = () => page.locator('.vae-line-train').getAttribute('d');
    const before = await line();
    await page.locator('.vae-parts [data-choice="kl"]').click();
    await expect.poll(line).not.toBe(before);
  });

  it('stream while training; pause, step, play on, cancel', async () => {
    const page = await open(
      { options: { ...quick, vae: { hidden: [32], batch: 32, epochs: 100_000 } } },
      half,
      'running',
    );
    const seen = new Set<number>();
    await expect
      .poll(async () => seen.add(await exact(page, 'epoch')).size, { timeout: 20_000, interval: 20 })
      .toBeGreaterThan(5);
    await page.locator('[data-action="pause"]').click();
    await inState(page, 'paused');
    const paused = await exact(page, 'epoch');
    await page.locator('[data-action="epoch"], [data-action="step"]').first().click();
    await expect.poll(() => exact(page, 'epoch')).toBeGreaterThan(paused);
    await inState(page, 'paused');
    await page.locator('[data-action="play"]').click();
    await inState(page, 'running');
    await page.locator('[data-action="stop"]').click();
    await inState(page, 'cancelled');
    // The figures of the epoch that was under way may still come.
    const stopped = await atRest(() => exact(page, 'epoch'), 500);
    await page.waitForTimeout(300);
    expect(await exact(page, 'epoch')).toBe(stopped);
    expect(await page.locator('elbo-vae-latent canvas').count()).toBe(2);
  });

  it('wait, out of sight, until they are seen or training rests', async () => {
    const page = await open();
    await chooseRow(page, 5);
    // The gap of that row is worked out after its figures.
    await atRest(() => page.locator('elbo-vae-derivation').textContent(), 500);
    const told = await page.evaluate(async () => {
      const { store } = document.querySelector('elbo-panel')!;
      const { run } = store.state;
      const shown = store.state.vae.frame!;
      const text = () => document.querySelector('elbo-vae-derivation')!.textContent!.replace(/\s+/g, ' ');
      const train = { ...shown.train, elbo: -77.125 };
      const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)));
      const before = text();
      store.receive({ type: 'state', run, state: 'running' });
      store.receive({ ...shown, train });
      await painted();
      const running = text();
      store.receive({ type: 'state', run, state: 'paused' });
      await painted();
      return { same: before === running, later: text().includes('77.125'), spine: before.includes('77.125') };
    });
    expect(told).toEqual({ same: true, later: true, spine: false });
  });

  it('are kept over a reload: the model, the epoch and the row', async () => {
    const page = await open();
    await chooseRow(page, 100);
    await page.locator('.scrubber-track').focus();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() => document.querySelector('elbo-panel')!.store.state.ui.seeking === undefined);
    const epoch = await exact(page, 'epoch');
    // What is kept is said once a frame.
    const wanted = await page.evaluate(() => document.querySelector('elbo-panel')!.store.state.vae.frame!.at);
    await expect
      .poll(() => page.evaluate(() => window.kept))
      .toMatchObject({ options: { model: 'vae', vae: quick.vae }, row: 100, half: wanted });
    const kept = await page.evaluate(() => window.kept);
    await page.close();
    // The host seeks the half that was kept; here it is asked as the host does.
    const { half: at } = kept as { half: number };
    const again = await open({ kept });
    await again.evaluate((moment) => document.querySelector('elbo-panel')!.store.seek(moment), at);
    await epochIs(again, epoch);
    expect((await frame(again)).row!.row).toBe(100);
  });
});

describe('the latent space', () => {
  it('draws every row’s mean where the engine put it, in the colour of its label; a click chooses it', async () => {
    const page = await open();
    const { rows, means } = await frame(page);
    expect(rows.length).toBe(150);
    // The row that is farthest from all others can be hit without doubt.
    const point = (row: number) => [0, 1].map((l) => means[2 * row + l]!);
    const distance = (a: number, b: number) => Math.hypot(point(a)[0]! - point(b)[0]!, point(a)[1]! - point(b)[1]!);
    const lonely = Array.from(rows, (_, at) => ({
      at,
      room: Math.min(...Array.from(rows, (_, b) => (b === at ? 9 : distance(at, b)))),
    })).sort((a, b) => b.room - a.room)[0]!.at;
    const [z1, z2] = point(lonely);
    // What is worked out after training adds lines above the square: it is looked for anew each time.
    const onIt = async () => {
      const reach = await page.evaluate(() => document.querySelector('elbo-panel')!.store.state.vae.reach);
      const square = (await page.locator('.vae-square').first().boundingBox())!;
      const x = ((z1! + reach) / (2 * reach)) * square.width;
      const y = ((reach - z2!) / (2 * reach)) * square.height;
      return { x, y, onPage: [square.x + x, square.y + y] as const };
    };
    const painted = await page.evaluate(
      ({ x, y }) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.vae-points')!;
        const scale = canvas.width / canvas.clientWidth;
        return Array.from(
          canvas.getContext('2d')!.getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data,
        );
      },
      await onIt(),
    );
    expect(painted[3]).toBeGreaterThan(120);
    const tip = page.locator('elbo-vae-latent .tip');
    await expect
      .poll(async () => {
        await page.mouse.move(...(await onIt()).onPage);
        return tip.textContent();
      }, patience)
      .toContain(`row ${rows[lonely]! + 1}`);
    await expect
      .poll(async () => {
        await page.mouse.click(...(await onIt()).onPage);
        await page.waitForTimeout(200);
        return (await frame(page)).row?.row;
      }, patience)
      .toBe(rows[lonely]);
    expect((await asked(page, 'reveal')).at(-1)).toEqual({ type: 'reveal', row: rows[lonely] });
    // The cursor in the file chooses it as well.
    await page.evaluate(() => window.say({ type: 'cursor', row: 7 }));
    await expect.poll(async () => (await frame(page)).row?.row).toBe(7);
    expect(await page.locator('.vae-row-name').textContent()).toContain('8');
  });

  it('lets two of many dimensions be chosen', async () => {
    const page = await open({ options: { ...quick, vae: { ...quick.vae, latent: 4 } } });
    const before = Array.from((await frame(page)).grid!.means);
    await page.locator('[data-field="latentUp"]').selectOption({ index: 3 });
    await expect.poll(async () => (await frame(page)).grid!.axes).toEqual([0, 3]);
    expect(Array.from((await frame(page)).grid!.means)).not.toEqual(before);
    await expect.poll(() => page.locator('elbo-vae-identity').textContent()).toContain('lower bound in expectation');
    expect(await page.locator('.vae-legend').textContent()).toContain('2 standard errors');
  });
});

describe('the reparameterisation', () => {
  it('moves z by ε while μ and σ stay, in the digits shown', async () => {
    const page = await open();
    const of = (name: string) => exact(page, `draw.${name}.1`);
    const [mean, sigma] = [await of('mean'), await of('sigma')];
    const slider = page.locator('[data-field="epsilon"]');
    for (const epsilon of [-2, 1.5]) {
      await slider.fill(String(epsilon));
      await expect.poll(() => of('epsilon')).toBe(epsilon);
      expect(await of('z')).toBeCloseTo(mean + sigma * epsilon, 12);
      expect(await of('mean')).toBe(mean);
      const written = {
        z: await shown(page, 'draw.z.1'),
        mean: await shown(page, 'draw.mean.1'),
        sigma: await shown(page, 'draw.sigma.1'),
      };
      expect(Math.abs(written.mean + written.sigma * epsilon - written.z)).toBeLessThan(0.006);
    }
    await page.locator('[data-choice="epsilon2"]').click();
    await expect.poll(async () => (await frame(page)).row!.draw.along).toBe(1);
    await slider.fill('3');
    await expect.poll(() => exact(page, 'draw.epsilon.2')).toBe(3);
    expect(await exact(page, 'draw.epsilon.1')).toBe(1.5);
  });
});

describe('columns that are pixels', () => {
  it('are drawn as pictures: the row, what comes out, the grid, rows drawn beside rows of the file', async () => {
    const page = await open({ fileName: 'digits.csv', options: { model: 'vae', vae: { epochs: 3, hidden: [32] } } });
    await chooseRow(page, 53);
    await expect.poll(async () => (await frame(page)).row?.row).toBe(53);
    const { row } = await frame(page);
    expect(row!.label).toBe('8');
    const drawn = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.vae-through elbo-row-picture canvas')!;
        const context = canvas.getContext('2d')!;
        const side = canvas.width / 8;
        return Array.from(
          { length: 64 },
          (_, i) =>
            context.getImageData(Math.floor(((i % 8) + 0.5) * side), Math.floor((Math.floor(i / 8) + 0.5) * side), 1, 1)
              .data[0]!,
        );
      });
    const pixels = await page.evaluate(() => {
      const { places, low, high } = document.querySelector('elbo-panel')!.store.state.started!.pixels!;
      return { places: Array.from(places), low, high };
    });
    const wanted = Array.from(row!.values, (value) => (255 * (value - pixels.low)) / (pixels.high - pixels.low));
    // Pictures are drawn a frame after the figures have come.
    await expect
      .poll(async () => {
        const greys = await drawn();
        return Math.max(...pixels.places.map((place, column) => Math.abs(greys[place]! - wanted[column]!)));
      })
      .toBeLessThan(1.5);
    expect(await page.locator('elbo-vae-generated .vae-strip').count()).toBe(2);
    const before = Array.from((await frame(page)).drawn!.slice(0, 20));
    await page.locator('[data-action="drawAgain"]').click();
    await expect.poll(async () => Array.from((await frame(page)).drawn!.slice(0, 20))).not.toEqual(before);
  });
});

describe('the run bar', () => {
  it('changes how the VAE is built and trained, and puts back what makes no sense', async () => {
    const page = await open({}, { width: 1400, height: 900 });
    const run = () => page.evaluate(() => document.querySelector('elbo-panel')!.store.state.run);
    const hidden = page.locator('[data-field="hidden"] input');
    const first = await run();
    await hidden.fill('8, 6');
    await hidden.press('Enter');
    await expect.poll(run).toBeGreaterThan(first);
    await inState(page, 'converged');
    const setting = () => page.evaluate(() => document.querySelector('elbo-panel')!.store.state.vae.setting!);
    expect((await setting()).hidden).toEqual([8, 6]);
    await hidden.fill('wide');
    await hidden.press('Enter');
    expect(await hidden.inputValue()).toBe('8, 6');
    const second = await run();
    await page.locator('[data-field="latent"] select').selectOption('1');
    await expect.poll(run).toBeGreaterThan(second);
    await inState(page, 'converged');
    expect((await setting()).latent).toBe(1);
    expect((await setting()).hidden).toEqual([8, 6]);
  });
});

describe('for everyone', () => {
  it.each(themes)('axe finds nothing in %s', async (theme) => {
    const page = await open({ theme, reducedMotion: true }, { width: 1400, height: 900 });
    await splitOfRow(page);
    expect(await accessibilityTroubles(page)).toEqual([]);
  });

  it.each([320, 500, 700, 1400])('nothing overflows at %i pixels', async (width) => {
    const page = await open({ language: 'ko' }, { width, height: 900 });
    await splitOfRow(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it.each(['en', 'ko'] as const)('what is written in the chart stays in it, in %s', async (language) => {
    const options: HostSetting['options'] = { model: 'vae', vae: { epochs: 3, hidden: [8] } };
    const page = await open({ fileName: 'digits.csv', language, options }, { width: 320, height: 900 });
    for (const width of [320, 500, 640, 700, 1400]) {
      await page.setViewportSize({ width, height: 900 });
      // How far the writing goes beyond the chart, on its left or its right.
      const beyond = () =>
        page.evaluate(() => {
          const chart = document.querySelector('.vae-chart')!.getBoundingClientRect();
          const { clientWidth } = document.querySelector('elbo-vae-curve')!;
          // Drawn for the width before, or without a checkpoint.
          const scope = document.querySelector('.vae-chart .scope');
          if (!scope || Math.abs(chart.width - clientWidth) > 1) return Number.POSITIVE_INFINITY;
          const texts = [...document.querySelectorAll('.vae-chart text')].map((text) => text.getBoundingClientRect());
          return Math.max(...texts.flatMap(({ left, right }) => [chart.left - left, right - chart.right]));
        });
      await expect.poll(beyond, patience).toBeLessThanOrEqual(0);
    }
  });
});
