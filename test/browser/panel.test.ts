import { describe, expect, it } from 'vitest';
import type { Theme } from '../support/workbench.mts';
import { accessibilityTroubles, expectNoTrouble, faithful, fitFromPalette, windowsOfThisFile } from './window.ts';

const open = windowsOfThisFile();

describe('the panel', () => {
  it('has nothing for axe-core to find, in four themes', async () => {
    const window = await open({ files: ['faithful.csv'] });
    const frame = await fitFromPalette(window, 'faithful.csv');
    for (const theme of ['light', 'dark', 'hc-dark', 'hc-light'] satisfies Theme[]) {
      await window.setTheme(theme);
      expect(await accessibilityTroubles(frame), theme).toEqual([]);
    }
    expectNoTrouble(window);
  });

  it('does not overflow, narrow or wide', async () => {
    const window = await open({ files: ['faithful.csv'], width: 1600 });
    const frame = await fitFromPalette(window, 'faithful.csv');
    await window.hideSideBar();
    for (const width of [320, 500, 700, 1200]) {
      await window.resizePanel(width);
      const { inner, scroll } = await frame.evaluate(() => ({
        inner: document.documentElement.clientWidth,
        scroll: document.documentElement.scrollWidth,
      }));
      expect(scroll, `at ${inner} px`).toBeLessThanOrEqual(inner);
    }
  });

  it('comes back with its fit after a reload of the window', async () => {
    const window = await open({ files: ['faithful.csv'] });
    await fitFromPalette(window, 'faithful.csv');
    await window.reload();
    const frame = await window.panelFrame();
    await window.waitForState(frame, 'converged');
    const logLikelihood = await window.readFigure(frame, 'logLikelihood');
    expect(Math.abs(logLikelihood / faithful.logLikelihood - 1)).toBeLessThan(1e-6);
    expectNoTrouble(window);
  });

  it('keeps its fit when its tab is hidden and shown again', async () => {
    const window = await open({ files: ['faithful.csv', 'iris.csv'] });
    const before = await window.readFigure(await fitFromPalette(window, 'faithful.csv'), 'logLikelihood');
    await window.focusPanel();
    await window.openFile('iris.csv');
    await expect.poll(async () => (await window.panelFrames()).length).toBe(0);
    await window.tab('ELBO Lens').first().click();
    const frame = await window.panelFrame();
    await window.waitForState(frame, 'converged');
    expect(await window.readFigure(frame, 'logLikelihood')).toBe(before);
    expectNoTrouble(window);
  });

  it('is a panel of its own for each of two files', async () => {
    const window = await open({ files: ['faithful.csv', 'iris.csv'] });
    await fitFromPalette(window, 'faithful.csv');
    await window.focusFile();
    await window.openFile('iris.csv');
    await window.runCommand('ELBO Lens: Fit GMM');
    await window.tab('ELBO Lens: iris.csv').waitFor();
    expect(await window.tab('ELBO Lens').count()).toBe(2);
    expectNoTrouble(window);
  });
});
