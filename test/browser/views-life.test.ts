/** How a panel lives: two files, tab switch, another editor group, reload; and that nothing is left when it has gone. */
import { describe, expect, it } from 'vitest';
import { extensionHost, threadsOf } from './extensionHost.ts';
import { expectNoTrouble, fitFromPalette, goTo, noise, oneWindowOfThisFile, panelOf, untilAt } from './window.ts';

const slow = { name: 'slow.csv', content: noise(120_000, 4) };
const window = oneWindowOfThisFile({ files: ['faithful.csv', 'iris.csv', slow], width: 1600, height: 900 });

const patience = { timeout: 60_000 };

describe('a panel', () => {
  it('is one of two for two files, each with its own half-step', async () => {
    const first = await fitFromPalette(window(), 'faithful.csv');
    await goTo(first, 3);
    const second = await fitFromPalette(window(), 'iris.csv');
    expect(await window().tab('ELBO Lens').count()).toBe(2);
    await goTo(second, 5);
    expect(await second.locator('.row-values').textContent()).toContain('Sepal.Length');
  });

  it('is where it was when its tab is shown again', async () => {
    await window().tab('ELBO Lens: faithful.csv').click();
    const frame = await panelOf(window(), 'faithful.csv');
    await untilAt(frame, 3);
    expect(await window().runState(frame)).toBe('converged');
  });

  it('moves to another editor group', async () => {
    const likelihood = await window().readFigure(await panelOf(window(), 'faithful.csv'), 'logLikelihood');
    await window().tab('ELBO Lens: faithful.csv').click();
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
    const before = await window().readFigure(await panelOf(window(), 'faithful.csv'), 'elbo');
    await window().reload();
    const frame = await panelOf(window(), 'faithful.csv');
    await untilAt(frame, 3);
    expect(await window().readFigure(frame, 'elbo')).toBe(before);
  });

  it('takes its worker along when it is closed in the middle of a run', async () => {
    for (const name of ['faithful.csv', 'iris.csv']) await window().closeTab(`ELBO Lens: ${name}`);
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
