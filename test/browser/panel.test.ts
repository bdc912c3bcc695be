/** The panel in four themes, after a reload, hidden, one of two, narrow and wide: in one window of the real workbench. */
import { describe, expect, it } from 'vitest';
import { accessibilityTroubles } from '../support/axe.ts';
import type { Theme } from '../support/workbench.mts';
import { expectNoTrouble, faithful, fitFromPalette, oneWindowOfThisFile, panelFor, panelOf } from './window.ts';

const window = oneWindowOfThisFile({ files: ['faithful.csv', 'iris.csv'], width: 1600 });

describe('the panel', () => {
  it('has nothing for axe-core to find, in four themes', async () => {
    const frame = await panelFor(window(), 'faithful.csv');
    for (const theme of ['light', 'dark', 'hc-dark', 'hc-light'] satisfies Theme[]) {
      await window().setTheme(theme);
      expect(await accessibilityTroubles(frame), theme).toEqual([]);
    }
  });

  it('comes back with its fit after a reload of the window', async () => {
    await panelFor(window(), 'faithful.csv');
    await window().reload();
    const frame = await panelOf(window(), 'faithful.csv');
    await window().waitForState(frame, 'converged');
    const logLikelihood = await window().readFigure(frame, 'logLikelihood');
    expect(Math.abs(logLikelihood / faithful.logLikelihood - 1)).toBeLessThan(1e-6);
  });

  it('keeps its fit when its tab is hidden and shown again', async () => {
    const before = await window().readFigure(await panelFor(window(), 'faithful.csv'), 'logLikelihood');
    await window().focusPanel();
    await window().openFile('iris.csv');
    await expect.poll(async () => (await window().panelFrames()).length, { timeout: 60_000 }).toBe(0);
    await window().tab('ELBO Lens').first().click();
    const frame = await panelOf(window(), 'faithful.csv');
    await window().waitForState(frame, 'converged');
    expect(await window().readFigure(frame, 'logLikelihood')).toBe(before);
  });

  it('is a panel of its own for each of two files', async () => {
    await panelFor(window(), 'faithful.csv');
    await fitFromPalette(window(), 'iris.csv');
    expect(await window().tab('ELBO Lens: iris.csv').count()).toBe(1);
    expect(await window().tab('ELBO Lens').count()).toBe(2);
  });

  it('does not overflow, narrow or wide', async () => {
    const frame = await panelFor(window(), 'iris.csv');
    await window().hideSideBar();
    for (const width of [320, 500, 700, 1200]) {
      await window().resizePanel(width);
      const over = () =>
        frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await expect.poll(over, { timeout: 30_000, message: `at ${width} px` }).toBeLessThanOrEqual(0);
    }
  });

  it('and nothing was blocked, thrown or complained of in all this', () => expectNoTrouble(window()));
});
