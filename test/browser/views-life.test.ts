/** How a panel lives: two files, tab switch, another editor group, reload; and that nothing is left when it has gone. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  expectNoTrouble,
  fitBeside,
  fitFromPalette,
  goTo,
  noise,
  oneWindowOfThisFile,
  panelOf,
  untilAt,
} from './window.ts';

const slow = { name: 'slow.csv', content: noise(120_000, 4) };
const window = oneWindowOfThisFile({ files: ['faithful.csv', 'iris.csv', slow], width: 1600, height: 900 });

const patience = { timeout: 60_000 };

/** Process ids of all extension hosts of the server under test, youngest first. */
function extensionHosts(): number[] {
  const profile = process.env.ELBO_LENS_PROFILE ?? '';
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))![1]);
      return [{ id: Number(name), parent, command }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
  const ours = new Set(all.filter(({ command }) => command.includes(profile)).map(({ id }) => id));
  for (let grown = true; grown; ) {
    const children = all.filter(({ id, parent }) => ours.has(parent) && !ours.has(id));
    for (const { id } of children) ours.add(id);
    grown = children.length > 0;
  }
  return all
    .filter(({ id, command }) => ours.has(id) && command.includes('--type=extensionHost'))
    .map(({ id }) => id)
    .sort((a, b) => b - a);
}

/** Threads that have an event loop of their own each: a worker more, or one less, shows in their number. */
const threadsOf = (id: number): number => readdirSync(`/proc/${id}/task`).length;

describe('a panel', () => {
  it('is one of two for two files, each with its own half-step', async () => {
    const first = await fitBeside(window(), 'faithful.csv');
    await goTo(first, 3);
    const second = await fitBeside(window(), 'iris.csv');
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
    const [host] = extensionHosts();
    const quiet = await settledThreads(host!);
    await fitFromPalette(window(), 'slow.csv', 'running');
    await expect.poll(() => threadsOf(host!), patience).toBeGreaterThan(quiet);
    await window().closeTab('ELBO Lens: slow.csv');
    await expect.poll(() => threadsOf(host!), patience).toBeLessThanOrEqual(quiet);
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
