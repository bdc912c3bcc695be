/** A VAE in the real workbench: from the palette to the terminal's figures, through the life of a panel, and compared. */
import { readFileSync } from 'node:fs';
import type { Frame } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream, sampleRows } from '../../src/models/gmm/random.ts';
import { accessibilityTroubles } from '../support/axe.ts';
import { readBack } from '../support/lessonOracle.ts';
import { example, file, fitted } from '../unit/cli/running.ts';
import { extensionHost, processorTimeOf } from './extensionHost.ts';
import { expectNoTrouble, fitFromPalette, oneWindowOfThisFile, panelOf } from './window.ts';

const window = oneWindowOfThisFile({ files: ['iris.csv'], width: 1700, height: 1000, theme: 'dark' });
const patience = { timeout: 60_000 };
/** Row i, counted from 0; its line in the file is two more. */
const row = 7;
let frame: Frame;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const figure = (name: string) => window().readFigure(frame, name);
const text = async (name: string) => (await frame.locator(`[data-value="${name}"]`).first().textContent(patience))!;
const known = (name: string) => frame.locator(`[data-value="${name}"]`).waitFor({ state: 'attached', ...patience });
const press = (action: string) => frame.locator(`[data-action="${action}"]`).click();

/** The figure is `value`, to the digits in which it is shown. */
async function expectShown(name: string, value: number): Promise<void> {
  expect(await figure(name), name).toBeCloseTo(value, 6);
  const shown = readBack(await text(name));
  expect(Math.abs(shown.value - value), `${name} reads ${shown.value}`).toBeLessThanOrEqual(shown.half * 1.0001);
}

beforeAll(async () => {
  frame = await fitFromPalette(window(), 'iris.csv', 'converged', 'Fit VAE');
  await window().resizePanel(1200);
}, 120_000);

const setField = async (name: string, value: string) => {
  const input = frame.locator(`[data-field="${name}"] input`);
  await input.fill(value);
  await input.press('Enter');
};

/** The cursor on row i's line of the file. */
async function cursorOnRow(): Promise<void> {
  await window().focusFile();
  await window().page.keyboard.press('ControlOrMeta+Home');
  for (let down = 0; down < row + 1; down++) await window().page.keyboard.press('ArrowDown');
  await expect.poll(() => frame.locator('.vae-row-about').textContent(), patience).toContain(`line ${row + 2}`);
}

describe('Fit VAE', () => {
  it('comes to the figures that the terminal tells for the same seed', async () => {
    await window().refit(frame, () => setField('hidden', '12'));
    await window().refit(frame, () => setField('epochs', '400'));
    const report = await fitted(example('iris.csv'), '--model', 'vae', '--hidden', '12', '--epochs', '400');
    await known('total.logLikelihood');
    for (const name of ['logLikelihood', 'elbo', 'reconstruction', 'kl'])
      await expectShown(`total.${name}`, report[name]);
    const epoch = report.trace.find((entry: { epoch: number }) => entry.epoch === report.iterations);
    expect(await figure('epochs')).toBe(report.iterations);
    expect(epoch.optimizerSteps).toBe(report.optimizerSteps);
    const settled = await figure('epoch');
    const then = report.trace.find((entry: { epoch: number }) => entry.epoch === settled);
    expect(await figure('steps')).toBe(then.optimizerSteps);
    expect(await figure('train.elbo')).toBe(then.elbo);
    expect(await figure('heldOut.elbo')).toBe(then.heldOutElbo);
  });

  it('takes row i from the cursor in the file, and its identity holds in the digits shown', async () => {
    await cursorOnRow();
    await known('row.amortisation');
    const names = ['reconstruction', 'kl', 'amortisation', 'approximation', 'logLikelihood'];
    for (const read of [figure, async (name: string) => readBack(await text(name)).value]) {
      const [reconstruction, kl, amortisation, approximation, whole] = await Promise.all(
        names.map((name) => read(`row.${name}`)),
      );
      expect(reconstruction! - kl! + amortisation! + approximation!).toBeCloseTo(whole!, 9);
    }
    // The derivation has the same row: log p = ELBO + KL under its terms.
    const slot = async (name: string) =>
      Number(await frame.locator(`[data-line^="vae."] [data-slot="${name}"]`).first().getAttribute('data-exact'));
    expect(await slot('elbo')).toBeCloseTo((await figure('row.reconstruction')) - (await figure('row.kl')), 9);
    expect(await slot('logLikelihood')).toBe(await figure('row.logLikelihood'));
  });

  it('is scrubbed over its epochs, and comes back there after a reload of the window', async () => {
    const last = await figure('epoch');
    const thumb = frame.locator('.scrubber-track');
    await thumb.press('Home');
    await expect.poll(() => figure('epoch'), patience).toBe(0);
    const start = await figure('train.elbo');
    for (let page = 0; page < 3; page++) await thumb.press('PageUp');
    await expect.poll(() => figure('epoch'), patience).toBeGreaterThan(0.2 * last);
    const [epoch, elbo] = [await figure('epoch'), await figure('train.elbo')];
    expect(elbo).toBeGreaterThan(start);
    await window().reload();
    frame = await panelOf(window(), 'iris.csv');
    // While it trains anew it passes that epoch as well.
    await window().waitForState(frame, 'converged');
    await expect.poll(() => figure('epoch'), patience).toBe(epoch);
    expect(await figure('train.elbo')).toBe(elbo);
    expect(await frame.locator('[data-model="vae"][aria-checked="true"]').count()).toBe(1);
    await frame.locator('.scrubber-track').press('End');
    await expect.poll(() => figure('epoch'), patience).toBe(last);
  });

  it('has nothing for axe-core to find', async () => {
    expect(await accessibilityTroubles(frame)).toEqual([]);
  });

  it('is paused, goes on, and is cancelled in the middle, the last epoch staying on show', async () => {
    await setField('epochs', '100000');
    await window().waitForState(frame, 'running');
    await press('pause');
    await window().waitForState(frame, 'paused');
    // The figures of the epoch that was under way may still come; after them nothing moves.
    await pause(1000);
    const held = await figure('epoch');
    await pause(1000);
    expect([await window().runState(frame), await figure('epoch')]).toEqual(['paused', held]);
    await press('play');
    await window().waitForState(frame, 'running');
    await expect.poll(() => figure('epoch'), patience).toBeGreaterThan(held);
    await press('stop');
    await window().waitForState(frame, 'cancelled');
    await pause(1000);
    const stopped = await figure('epoch');
    expect(stopped).toBeGreaterThan(held);
    expect(stopped).toBeLessThan(100_000);
    const host = extensionHost();
    const spent = processorTimeOf(host);
    await pause(1500);
    expect(processorTimeOf(host) - spent, 'ms of the processor after the end').toBeLessThan(300);
    expect([await window().runState(frame), await figure('epoch')]).toEqual(['cancelled', stopped]);
    expect(Number.isFinite(await figure('elbo'))).toBe(true);
    expect(await frame.locator('main.dimmed').count()).toBe(0);
  });
});

/** log Σ_k π_k N(x | μ_k, Σ_k) by elimination. */
function logDensity(x: readonly number[], { weights, means, covariances }: Mixture): number {
  const joint = weights.map((weight, k) => {
    const a = covariances[k]!.map((line) => [...line]);
    const u = x.map((value, c) => value - means[k]![c]!);
    let sum = Math.log(weight) - 0.5 * x.length * Math.log(2 * Math.PI);
    for (let c = 0; c < x.length; c++) {
      sum -= 0.5 * (Math.log(a[c]![c]!) + u[c]! ** 2 / a[c]![c]!);
      for (let r = c + 1; r < x.length; r++) {
        const factor = a[r]![c]! / a[c]![c]!;
        for (let q = c; q < x.length; q++) a[r]![q]! -= factor * a[c]![q]!;
        u[r]! -= factor * u[c]!;
      }
    }
    return sum;
  });
  const top = Math.max(...joint);
  return top + Math.log(joint.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

interface Mixture {
  readonly weights: number[];
  readonly means: number[][];
  readonly covariances: number[][][];
}

describe('Compare EM, VI and VAE', () => {
  it('has a table of the identity for row i, with the figures that the terminal has for the same rows', async () => {
    await cursorOnRow();
    await window().runCommand('ELBO Lens: Compare EM, VI and VAE');
    frame = await panelOf(window(), 'iris.csv');
    await frame.locator('[data-page="compare"]').waitFor(patience);
    await known('compare.vae.approximation');
    const compared = (name: string) => figure(`compare.${name}`);
    expect(await frame.locator('[data-method="em"] th').allTextContents()).toContain(`row ${row + 1}`);
    for (const method of ['em', 'linear', 'vae']) {
      for (const scope of ['row', 'train', 'heldOut']) {
        const of = (term: string) => `compare.${method}.${scope}.${term}`;
        for (const read of [figure, async (name: string) => readBack(await text(name)).value]) {
          const [elbo, kl, left] = await Promise.all(['elbo', 'kl', 'logLikelihood'].map((term) => read(of(term))));
          expect(elbo! + kl!, of('logLikelihood')).toBeCloseTo(left!, 7);
        }
      }
    }

    // The terminal on the rows that all four are fitted to: those that the VAE does not hold out, by the seed.
    const [head, ...lines] = readFileSync(example('iris.csv'), 'utf8').trim().split(/\r?\n/);
    const held = new Set(sampleRows(lines.length, Math.round(lines.length / 10), randomStream(1, 2)));
    const trained = file('trained.csv', [head, ...lines.filter((_, i) => !held.has(i))].join('\n'));
    const values = lines[row]!.split(',').slice(0, 4).map(Number);
    const k = String(await figure('components'));
    const em = await fitted(trained, '-k', k);
    expect(await compared('em.train.logLikelihood')).toBeCloseTo(em.meanLogLikelihood, 6);
    expect(await compared('em.row.logLikelihood')).toBeCloseTo(logDensity(values, em), 6);
    const vi = await fitted(trained, '--model', 'vi', '-k', k);
    expect(await compared('vi.train.logLikelihood')).toBeCloseTo(vi.meanLogLikelihood, 6);
    expect(await compared('vi.bound')).toBeCloseTo(vi.elbo, 6);
    const linear = await fitted(trained, '--model', 'vae', '--linear');
    expect(await compared('linear.train.logLikelihood')).toBeCloseTo(linear.meanLogLikelihood, 3);
    expect(await compared('vae.train.kl')).toBeGreaterThan(0);
  });

  it('and nothing was blocked, thrown or complained of in all this', () => expectNoTrouble(window()));
});
