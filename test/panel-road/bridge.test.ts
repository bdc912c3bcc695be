/** Pages 10 to 17 in Chromium, on the real engine: figures recomputed from what the page itself shows, hands, looks. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages } from '../../src/lesson/road/pages.ts';
import { bridgePages } from '../../src/protocol/bridge.ts';
import { buildPanel, example, launch, type OpenPanel, openPanel, settled } from '../panel/page.mts';
import { accessibilityTroubles } from '../support/axe.ts';

let browser: Browser;
let opened: OpenPanel;
let page: Page;
const row = 7;

beforeAll(async () => {
  await buildPanel();
  browser = await launch();
  const content = await example('iris.csv');
  opened = await openPanel(
    browser,
    {
      theme: 'dark',
      language: 'en',
      fileName: 'iris.csv',
      content,
      options: { components: 3, restarts: 3 },
      reducedMotion: true,
    },
    { width: 700, height: 900 },
  );
  page = opened.page;
  await settled(page);
}, 120_000);
afterAll(async () => {
  const complaints = opened?.complaints ?? [];
  await browser?.close();
  expect(complaints).toEqual([]);
});

/** Opens the page and waits until its work is done. */
async function walkTo(id: string): Promise<void> {
  await page.evaluate(
    ({ to, at }) => {
      const { store } = document.querySelector('elbo-panel')!;
      store.chooseRow(at, false);
      store.dispatch({ type: 'road', road: { open: true, page: to } });
    },
    { to: pages.findIndex((own) => own.id === id), at: row },
  );
  await page.waitForSelector(`[data-page="${id}"]`);
  await page.waitForFunction(
    ({ name, at }) => {
      const { state } = document.querySelector('elbo-panel')!.store;
      const answer = state.bridge.answers[name as 'curved'];
      if (!answer || !('row' in answer ? answer.row === at : true)) return false;
      return (
        (!('done' in answer) || answer.done) && (name !== 'curved' || (answer.ofRow && answer.sample?.rows === 24))
      );
    },
    { name: id, at: row },
    { timeout: 150_000 },
  );
  await page.waitForTimeout(100);
}

const exact = async (name: string) =>
  Number(await page.locator(`[data-value="${name}"]`).first().getAttribute('data-exact'));
const exactly = (names: readonly string[]) => Promise.all(names.map(exact));
const digitsOf = (text: string) => Number(text.replaceAll('−', '-').replaceAll(',', ''));
/** θ and rows as the panel has them. */
const rowValues = () => page.evaluate(() => [...document.querySelector('elbo-panel')!.store.state.frame!.row!.values]);

/** log N(x | b, WWᵀ + σ²I) by elimination. */
function logNormal(
  x: readonly number[],
  b: readonly number[],
  w: readonly (readonly number[])[],
  noise: number,
): number {
  const d = x.length;
  const a = x.map((_, r) =>
    x.map((_, c) => (r === c ? noise : 0) + w[r]!.reduce((sum, v, j) => sum + v * w[c]![j]!, 0)),
  );
  const u = x.map((v, r) => v - b[r]!);
  let [logDeterminant, squares] = [0, 0];
  for (let k = 0; k < d; k++) {
    logDeterminant += Math.log(a[k]![k]!);
    squares += u[k]! ** 2 / a[k]![k]!;
    for (let r = k + 1; r < d; r++) {
      const factor = a[r]![k]! / a[k]![k]!;
      for (let c = k; c < d; c++) a[r]![c]! -= factor * a[k]![c]!;
      u[r]! -= factor * u[k]!;
    }
  }
  return -0.5 * (d * Math.log(2 * Math.PI) + logDeterminant + squares);
}

/** Every identity on the page adds up, exactly and in the digits that are shown. */
async function identitiesAddUp(id: string): Promise<number> {
  const lines = await page.locator(`[data-page="${id}"] table.identity tr`).evaluateAll((rows) =>
    rows.map((line) =>
      ['elbo', 'kl', 'logLikelihood'].map((term) => {
        const cell = line.querySelector<HTMLElement>(`td[data-term="${term}"]`);
        return cell && { exact: Number(cell.dataset.exact), text: cell.textContent!.trim() };
      }),
    ),
  );
  const whole = lines.filter((cells) => cells.every(Boolean));
  for (const [elbo, kl, left] of whole) {
    expect(Math.abs(elbo!.exact + kl!.exact - left!.exact)).toBeLessThan(1e-7 * (1 + Math.abs(left!.exact)));
    const decimals = left!.text.split('.')[1]!.length;
    expect((digitsOf(elbo!.text) + digitsOf(kl!.text)).toFixed(decimals)).toBe(digitsOf(left!.text).toFixed(decimals));
  }
  return whole.length;
}

describe('the numbers on the page', () => {
  it('10: three kinds of q, recomputed from θ and the row in the panel', async () => {
    await walkTo('free');
    const joint = await page.evaluate(() => [
      ...document.querySelector('elbo-panel')!.store.state.frame!.row!.logJoint,
    ]);
    const top = Math.max(...joint);
    const left = top + Math.log(joint.reduce((sum, a) => sum + Math.exp(a - top), 0));
    expect(await exact('free.uniform.row.elbo')).toBeCloseTo(joint.reduce((sum, a) => sum + a / 3, 0) + Math.log(3), 8);
    expect(await exact('free.hard.row.elbo')).toBeCloseTo(top, 8);
    expect(await exact('free.posterior.row.elbo')).toBeCloseTo(left, 8);
    expect(await identitiesAddUp('free')).toBe(6);
  });

  it('11: seven terms add up to the bound; with one component the gap is 0', async () => {
    await walkTo('bayes');
    const terms = await exactly([0, 1, 2, 3, 4, 5, 6].map((i) => `bayes.term.${i}`));
    expect(terms.reduce((sum, term) => sum + term, 0)).toBeCloseTo(await exact('bayes.bound'), 6);
    await page.locator('[data-choice="one"]').press('Enter');
    await page.waitForSelector('[data-value="bayes.gap"]');
    expect(Math.abs(await exact('bayes.gap'))).toBeLessThan(1e-6);
    await page.click('[data-action="more"]');
    await page.waitForFunction(() => document.querySelector('[data-value="bayes.components"]')?.textContent === '2');
  });

  it('12: log p of the row from b, W and σ² as they stand in the table; EM has come to the closed form', async () => {
    await walkTo('linear');
    const b = await exactly([0, 1, 2, 3].map((r) => `linear.b.${r}`));
    const w = await Promise.all([0, 1, 2, 3].map((r) => exactly([`linear.w.${r}.0`, `linear.w.${r}.1`])));
    const left = logNormal(await rowValues(), b, w, await exact('linear.noise'));
    expect(await exact('linear.row.logLikelihood')).toBeCloseTo(left, 7);
    expect(Math.abs(await exact('linear.short'))).toBeLessThan(1e-5);
    expect(await identitiesAddUp('linear')).toBe(3);
  });

  it('13: the gap is the sum of its three logarithms; turned by keyboard it opens while ℓ stands still', async () => {
    await walkTo('diagonal');
    const read = () =>
      exactly(['diagonal.gap', 'diagonal.m1', 'diagonal.m2', 'diagonal.det', 'diagonal.all.logLikelihood']);
    const before = await read();
    expect(before[0]! - (before[1]! + before[2]! - before[3]!)).toBeCloseTo(0, 8);
    await page.locator('[data-field="angle"]').focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => {
      const { bridge, ui } = document.querySelector('elbo-panel')!.store.state;
      return bridge.answers.diagonal?.angle === ui.handles.angle;
    });
    expect((await read())[0]! - before[0]!).toBeGreaterThan(1e-4);
    const after = await read();
    expect(after[0]! - (after[1]! + after[2]! - after[3]!)).toBeCloseTo(0, 8);
    expect(after[4]!).toBeCloseTo(before[4]!, 7);
    expect(await identitiesAddUp('diagonal')).toBe(3);
  });

  it('14: z = μ + σ ε under the hand, x̂ = b + Wz with W of page 12 turned, and slopes that pass on', async () => {
    // W as page 13 has it, the reader's turn included.
    await walkTo('diagonal');
    await walkTo('gradient');
    await page.locator('[data-field="epsilon0"]').focus();
    for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
    await expect.poll(() => exact('gradient.draw.epsilon.0')).toBeCloseTo(0.5, 9);
    for (const j of [0, 1]) {
      const [z, mean, s, e, slope, toMean, toDeviation] = await exactly([
        ...['z', 'mean', 'deviation', 'epsilon'].map((name) => `gradient.draw.${name}.${j}`),
        ...['slope', 'toMean', 'toDeviation'].map((name) => `gradient.draw.${name}.${j}`),
      ]);
      expect(z!).toBeCloseTo(mean! + s! * e!, 12);
      expect(toMean!).toBeCloseTo(slope! - mean!, 6);
      expect(toDeviation!).toBeCloseTo(slope! * e! + 1 / s! - s!, 6);
    }
    const [z1, z2] = await exactly(['gradient.draw.z.0', 'gradient.draw.z.1']);
    const decoder = await page.evaluate(() => {
      const { mean, loadings } = document.querySelector('elbo-panel')!.store.state.bridge.answers.diagonal!.decoder;
      return { mean: [...mean], loadings: [...loadings] };
    });
    for (const c of [0, 1, 2, 3]) {
      const fitted = decoder.mean[c]! + decoder.loadings[2 * c]! * z1! + decoder.loadings[2 * c + 1]! * z2!;
      expect(await exact(`gradient.decoded.${c}`)).toBeCloseTo(fitted, 9);
    }
  });

  it('14: the score function scatters more, another seed draws others, the ascent ends near the best', async () => {
    await walkTo('gradient');
    const variance = (which: string) => exactly([0, 1, 2, 3].map((p) => `gradient.variance.${which}.${p}`));
    const [through, score] = [await variance('reparameterisation'), await variance('scoreFunction')];
    through.forEach((v, p) => {
      expect(score[p]!).toBeGreaterThan(v);
    });
    await page.click('[data-action="redraw"]');
    await expect.poll(async () => (await variance('scoreFunction'))[0]).not.toBe(score[0]);
    await page.locator('[data-field="gradientAt"]').focus();
    await page.keyboard.press('End');
    await expect
      .poll(async () => (await exact('gradient.best')) - (await exact('gradient.path.reparameterisation')))
      .toBeLessThan(0.6);
  });

  it('15: the encoder closes both parts of the gap, and W stands on the principal axes', async () => {
    await walkTo('amortised');
    for (const name of ['row.approximation', 'row.amortisation', 'mean.approximation', 'mean.amortisation']) {
      expect(Math.abs(await exact(`amortised.${name}`))).toBeLessThan(2e-3);
    }
    expect(Math.abs(await exact('amortised.cosine'))).toBeLessThan(0.05);
    await page.locator('[data-field="amortisedAt"]').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => exact('amortised.row.amortisation')).toBeGreaterThan(0.1);
    expect(await exact('amortised.row.gap')).toBeCloseTo(await exact('amortised.row.kl'), 7);
    await page.keyboard.press('End');
    expect(await identitiesAddUp('amortised')).toBe(3);
  });

  it('16: the two parts are the KL of the identity, for the row and for the mean', { timeout: 200_000 }, async () => {
    await walkTo('curved');
    for (const which of ['row', 'mean']) {
      const [a, b, gap, kl] = await exactly(
        ['approximation', 'amortisation', 'gap', 'kl'].map((part) => `curved.${which}.${part}`),
      );
      expect(Math.min(a!, b!)).toBeGreaterThan(-1e-6);
      expect(a! + b!).toBeCloseTo(gap!, 10);
      expect(kl!).toBeCloseTo(gap!, 10);
    }
    expect(await identitiesAddUp('curved')).toBe(2);
  });

  it('17: every line of the table adds up, and what each gap is made of is said', { timeout: 200_000 }, async () => {
    await walkTo('compare');
    // Three methods with an identity, row, trained and held out each.
    expect(await identitiesAddUp('compare')).toBe(9);
    for (const method of ['em', 'linear']) expect(Math.abs(await exact(`compare.${method}.row.kl`))).toBeLessThan(1e-8);
    const [a, b, kl] = await exactly(['compare.vae.approximation', 'compare.vae.amortisation', 'compare.vae.row.kl']);
    expect(a! + b!).toBeCloseTo(kl!, 9);
    expect(Number.isFinite(await exact('compare.vi.heldOut.logLikelihood'))).toBe(true);
    expect(await page.locator('[data-page="compare"] .compare-notes li').count()).toBe(4);
    const [turns, together, top] = await exactly(['compare.turns', 'compare.together', 'compare.top']);
    expect(Math.max(top! - turns!, top! - together!)).toBeLessThan(0.15);
    const said = () => page.locator('elbo-climbers .road-caption').textContent();
    expect(await said()).not.toContain('EM is slow');
    // Where EM has a long way to go, that is said.
    await page.evaluate(() => {
      const { store } = document.querySelector('elbo-panel')!;
      const answer = store.state.bridge.answers.compare!;
      const { turns: slow } = answer.climbs!;
      const elbo = slow.elbo.map((value) => value - 3);
      const last = window.asked.findLast((message) => message.type === 'bridge')!;
      window.say({
        type: 'bridge',
        id: (last as Extract<typeof last, { type: 'bridge' }>).id,
        answer: { ...answer, climbs: { ...answer.climbs!, turns: { ...slow, elbo } } },
      });
    });
    await expect.poll(said).toMatch(/EM is slow.* 0\.02\d\d nats a row below ℓ\* and climbing/);
  });
});

describe('looks', () => {
  it.each(bridgePages.map((id, at) => [at + 10, id] as const))(
    'page %i (%s): axe finds nothing in four themes, nothing overflows at 320 px, Korean too',
    { timeout: 240_000 },
    async (_, id) => {
      await page.setViewportSize({ width: 700, height: 900 });
      await walkTo(id);
      for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] as const) {
        await page.evaluate((name) => window.wear(name), theme);
        await page.evaluate(() =>
          document.querySelector('elbo-panel')!.store.dispatch({ type: 'highlight', highlight: {} }),
        );
        await page.waitForTimeout(80);
        expect(await accessibilityTroubles(page), theme).toEqual([]);
      }
      await page.setViewportSize({ width: 320, height: 900 });
      for (const language of ['ko', 'en'] as const) {
        await page.evaluate((to) => {
          const { store } = document.querySelector('elbo-panel')!;
          window.say({ ...store.state.welcome!, language: to });
        }, language);
        await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe(language);
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), { message: language })
          .toBeLessThanOrEqual(0);
        expect(await page.locator('.katex-error').count()).toBe(0);
      }
    },
  );
});
