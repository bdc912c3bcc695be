/** How a panel lives: two files, tab switch, another editor group, reload; and that nothing is left when it has gone. */
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { extensionHost, threadsOf } from './extensionHost.ts';
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

const window = oneWindowOfThisFile({ files: ['faithful.csv', 'iris.csv', slow], width: 1600, height: 900 });

const patience = { timeout: 60_000 };

/** Panels of two files, each at a half-step of its own where they are made now; in front that of iris.csv. */
async function bothPanels(): Promise<Frame> {
  let frame: Frame | undefined;
  for (const [file, half] of [
    ['faithful.csv', 3],
    ['iris.csv', 5],
  ] as const) {
    const made = (await window().tab(`ELBO Lens: ${file}`).count()) === 0;
    frame = await panelFor(window(), file);
    if (made) await goTo(frame, half);
  }
  return frame!;
}

describe('a panel', () => {
  it('is one of two for two files, each with its own half-step', async () => {
    const iris = await bothPanels();
    expect(await window().tab('ELBO Lens').count()).toBe(2);
    await untilAt(iris, 5);
    expect(await iris.locator('.row-values').textContent()).toContain('Sepal.Length');
  });

  it('is where it was when its tab is shown again', async () => {
    await bothPanels();
    await window().tab('ELBO Lens: faithful.csv').click();
    const frame = await panelOf(window(), 'faithful.csv');
    await untilAt(frame, 3);
    await window().waitForState(frame, 'converged');
  });

  it('moves to another editor group', async () => {
    await bothPanels();
    const likelihood = await window().readFigure(await panelFor(window(), 'faithful.csv'), 'logLikelihood');
    await window().runCommand('View: Move Editor into Previous Group');
    const inFirst = window().page.locator('.editor-group-container').first().locator('.tab.active');
    await expect.poll(() => inFirst.textContent(), patience).toContain('ELBO Lens');
    const frame = await panelOf(window(), 'faithful.csv');
    await untilAt(frame, 3);
    expect(await window().readFigure(frame, 'logLikelihood')).toBe(likelihood);
    await window().runCommand('View: Move Editor into Next Group');
    await untilAt(await panelOf(window(), 'faithful.csv'), 3);
  });

  it('comes back at its half-step after a reload of the window', async () => {
    await bothPanels();
    const before = await window().readFigure(await panelFor(window(), 'faithful.csv'), 'elbo');
    await window().reload();
    const frame = await panelOf(window(), 'faithful.csv');
    await window().waitForState(frame, 'converged');
    await untilAt(frame, 3);
    expect(await window().readFigure(frame, 'elbo')).toBe(before);
  });

  it('takes its worker along when it is closed in the middle of a run', async () => {
    await closePanels(window());
    const host = extensionHost();
    const quiet = await settledThreads(host);
    await fitFromPalette(window(), 'slow.csv', 'running');
    await expect.poll(() => threadsOf(host), patience).toBeGreaterThan(quiet);
    await window().closeTab('ELBO Lens: slow.csv');
    await expect.poll(() => threadsOf(host), patience).toBeLessThanOrEqual(quiet);
    expect(await window().panelFrames()).toEqual([]);
  });

  it('and nothing was blocked, thrown or complained of in all this', () => expectNoTrouble(window()));
});

/** The number of threads once it has been the same in a row of looks. */
async function settledThreads(id: number): Promise<number> {
  let last = -1;
  let same = 0;
  await expect
    .poll(
      () => {
        const now = threadsOf(id);
        same = now === last ? same + 1 : 0;
        last = now;
        return same;
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBeGreaterThan(8);
  return last;
}
