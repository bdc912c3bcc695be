/** Fit GMM from the palette on files of several kinds, and a run that lasts, in one window of the real workbench. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  closePanels,
  expectNoTrouble,
  faithful,
  fitFromPalette,
  oneWindowOfThisFile,
  panelFor,
  slow,
} from './window.ts';

const window = oneWindowOfThisFile({
  files: [
    'faithful.csv',
    { name: 'faithful.json', content: faithfulAsJson() },
    { name: 'words.csv', content: 'name\nann\nbob\n' },
    slow,
  ],
  // A browser's editor saves by itself after a while; an unsaved edit has to stay unsaved here.
  settings: { 'files.autoSave': 'off' },
});

async function expectFaithful(frame: Frame): Promise<void> {
  expect(await window().readFigure(frame, 'components')).toBe(faithful.components);
  for (const name of ['logLikelihood', 'elbo']) {
    const value = await window().readFigure(frame, name);
    expect(Math.abs(value / faithful.logLikelihood - 1), `${name} is ${value}`).toBeLessThan(1e-6);
  }
  expect(await window().readFigure(frame, 'iteration')).toBeGreaterThan(1);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** faithful.csv as an array of objects. */
function faithfulAsJson(): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'examples', 'faithful.csv'), 'utf8');
  const rows = text.trim().split(/\r?\n/).slice(1);
  const objects = rows.map((row) => {
    const [eruptions, waiting] = row.split(',').map(Number);
    return { eruptions, waiting };
  });
  return JSON.stringify(objects, undefined, 1);
}

describe('Fit GMM from the palette', () => {
  it('fits faithful.csv beside the file, K by BIC, with no question asked', async () => {
    await expectFaithful(await fitFromPalette(window(), 'faithful.csv'));
    expect(await window().page.locator('.editor-group-container').count()).toBe(2);
    expect(await window().notifications()).toEqual([]);
  });

  it('takes edits that are not saved', async () => {
    const frame = await fitFromPalette(window(), 'faithful.csv');
    await window().focusFile();
    await window().page.keyboard.press('ControlOrMeta+End');
    await window().page.keyboard.type('3.5,70\n4.5,90\n');
    await expect.poll(() => window().readFigure(frame, 'logLikelihood'), { timeout: 30_000 }).toBeLessThan(-1135);
    await window().waitForState(frame, 'converged');
    expect(readFileSync(join(window().folder, 'faithful.csv'), 'utf8')).not.toContain('3.5,70\n4.5,90');
  });

  it('fits a JSON file', async () => {
    await expectFaithful(await fitFromPalette(window(), 'faithful.json'));
  });

  it('shows what is wrong with a file that has no numbers', async () => {
    const frame = await fitFromPalette(window(), 'words.csv', 'failed');
    expect(await frame.locator('.status-failed').textContent()).toMatch(/name/);
  });
});

describe('a run that lasts', () => {
  let frame: Frame;
  /** The panel of slow.csv alone: the one that there is, or one whose run has begun. */
  const slowAlone = async () => {
    if ((await window().tab('ELBO Lens: slow.csv').count()) > 0) return panelFor(window(), 'slow.csv');
    await closePanels(window());
    return fitFromPalette(window(), 'slow.csv', 'running');
  };
  const click = (action: string) => frame.locator(`[data-action="${action}"]`).click();
  const choose = (components: string) => frame.locator('[data-field="components"] select').selectOption(components);

  it('pauses, goes on, and stops', { timeout: 240_000 }, async () => {
    frame = await slowAlone();
    // Holds K, so that the run itself lasts and not the choice of K.
    await choose('9');
    await frame.locator('[data-action="pause"]').waitFor({ timeout: 100_000 });
    await click('pause');
    await window().waitForState(frame, 'paused');
    const now = async () => [await window().runState(frame), await window().readFigure(frame, 'iteration')];
    // The figures of the half-step that was under way may still come; after them nothing moves.
    await pause(2000);
    const held = await now();
    await pause(2000);
    expect(await now()).toEqual(held);
    expect(held[0]).toBe('paused');
    await click('play');
    await window().waitForState(frame, 'running');
    await click('stop');
    await window().waitForState(frame, 'cancelled');
  });

  it('stops from the palette, also while K is being chosen, and is closed with its panel', async () => {
    frame = await slowAlone();
    await choose('auto');
    await window().waitForState(frame, 'running');
    await window().runCommand('ELBO Lens: Stop');
    await window().waitForState(frame, 'cancelled');
    await window().closeTab('ELBO Lens: slow.csv');
    expect(await window().panelFrames()).toEqual([]);
  });

  it('and nothing was blocked, thrown or complained of in all this', () => expectNoTrouble(window()));
});
