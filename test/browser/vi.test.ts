/** Variational inference in the real workbench: from the palette, against the terminal's figures, scrubbed, reloaded, stopped. */
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityTroubles } from '../support/axe.ts';
import { atRest } from '../support/resting.ts';
import { example, fitted } from '../unit/cli/running.ts';
import {
  closePanels,
  expectNoTrouble,
  fitFromPalette,
  goTo,
  oneWindowOfThisFile,
  panelFor,
  panelOf,
  slow,
  untilAt,
} from './window.ts';

const window = oneWindowOfThisFile({ files: ['faithful.csv', slow], width: 1600, height: 1000 });
const command = 'Fit GMM by Variational Inference';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const figure = (frame: Frame, name: string) => window().readFigure(frame, name);

describe('Fit GMM by Variational Inference', () => {
  it('comes to the bound that the terminal tells, its seven terms adding up to it', async () => {
    const frame = await fitFromPalette(window(), 'faithful.csv', 'converged', command);
    const report = await fitted(example('faithful.csv'), '--model', 'vi');
    expect(await figure(frame, 'elbo')).toBe(report.elbo);
    expect(await figure(frame, 'components')).toBe(9);
    expect(await figure(frame, 'logPredictive')).toBe(report.logLikelihood);
    const terms = [
      'rows',
      'choices',
      'priorWeights',
      'priorComponents',
      'entropyZ',
      'entropyWeights',
      'entropyComponents',
    ];
    const values = await Promise.all(terms.map((term) => figure(frame, `term.${term}`)));
    expect(values).toEqual(Object.values(report.boundTerms));
    expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(report.elbo, 7);
    expect(await frame.locator('[data-field="emptied"]').textContent()).toMatch(/^7 of 9/);
    expect(await frame.locator('.vi-table tr.emptied').count()).toBe(7);
    // A part of the log p(X) of EM it has not: no axis, no figure.
    expect(await frame.locator('[data-value="logLikelihood"]').count()).toBe(0);
  });

  it('is scrubbed by sub-steps, and everything shows the one under the thumb', async () => {
    const frame = await panelFor(window(), 'faithful.csv', command);
    const { trace } = await fitted(example('faithful.csv'), '--model', 'vi');
    for (const half of [0, 1, 4]) {
      await goTo(frame, half);
      expect(await figure(frame, 'elbo')).toBe(trace[half].elbo);
      expect(await figure(frame, 'bound')).toBe(trace[half].elbo);
    }
    expect(await frame.locator('[data-action="step"]').textContent()).toContain('q(μ,Λ)');
    await frame.locator('[data-action="step"]').click();
    await untilAt(frame, 5);
    expect(await figure(frame, 'elbo')).toBe(trace[5].elbo);
    await frame.locator('[data-action="back"]').click();
    await untilAt(frame, 4);
    expect(await accessibilityTroubles(frame)).toEqual([]);
  });

  it('comes back at its sub-step after a reload of the window', async () => {
    let frame = await panelFor(window(), 'faithful.csv', command);
    await goTo(frame, 4);
    const before = await figure(frame, 'elbo');
    await window().reload();
    frame = await panelOf(window(), 'faithful.csv');
    await window().waitForState(frame, 'converged');
    await untilAt(frame, 4);
    expect(await figure(frame, 'elbo')).toBe(before);
    expect(await frame.locator('[data-model="vi"][aria-checked="true"]').count()).toBe(1);
  });

  it('is one of three in the run bar, chosen by keyboard too, and takes other priors at once', async () => {
    const frame = await panelFor(window(), 'faithful.csv', command);
    await window().refit(frame, () => frame.locator('button[data-model="vi"]').press('ArrowLeft'));
    expect(await figure(frame, 'logLikelihood')).toBeCloseTo(-1130.263960185, 6);
    await window().refit(frame, () => frame.locator('button[data-model="gmm"]').press('ArrowRight'));
    const alpha = frame.locator('[data-field="prior-alpha0"] input');
    await window().refit(frame, async () => {
      await alpha.fill('2');
      await alpha.press('Enter');
    });
    const report = await fitted(example('faithful.csv'), '--model', 'vi', '--alpha0', '2');
    expect(await figure(frame, 'elbo')).toBe(report.elbo);
    await window().refit(frame, () => frame.locator('[data-action="priorsOfData"]').click());
    expect(await alpha.inputValue()).toBe('0.111111');
  });

  it('stops in the middle, and keeps what it has', async () => {
    await closePanels(window());
    const frame = await fitFromPalette(window(), 'slow.csv', ['running', 'converged'], command);
    // The first run may be over before its panel is there; this one begins under our eyes, and has more to do.
    const run = () => frame.locator('elbo-bound').first().getAttribute('data-run', { timeout: 60_000 });
    const first = await run();
    await frame.locator('[data-field="components"] select').selectOption('12');
    await expect.poll(run, { timeout: 60_000 }).not.toBe(first);
    await window().waitForState(frame, 'running');
    await frame.locator('[data-value="halfStep"]').first().waitFor({ timeout: 60_000 });
    // At this many points the page has its hands full where the processor draws: a click by coordinates may wait long.
    await frame.locator('[data-action="stop"]').dispatchEvent('click');
    await window().waitForState(frame, 'cancelled');
    // The figures of the sub-step that was under way may still come; after them nothing moves.
    const known = await atRest(() => figure(frame, 'knownHalfSteps'), 2000, 60_000);
    expect(known).toBeGreaterThan(0);
    await pause(1500);
    expect(await figure(frame, 'knownHalfSteps')).toBe(known);
  });

  it('and nothing was blocked, thrown or complained of in all this', () => expectNoTrouble(window()));
});
