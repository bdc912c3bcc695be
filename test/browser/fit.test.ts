import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Workbench } from '../support/workbench.mts';
import { expectNoTrouble, faithful, fitFromPalette, noise, windowsOfThisFile } from './window.ts';

const open = windowsOfThisFile();
const slow = { name: 'slow.csv', content: noise(120_000, 4) };

async function expectFaithful(window: Workbench, frame: Frame): Promise<void> {
  expect(await window.readFigure(frame, 'components')).toBe(faithful.components);
  for (const name of ['logLikelihood', 'elbo']) {
    const value = await window.readFigure(frame, name);
    expect(Math.abs(value / faithful.logLikelihood - 1), `${name} is ${value}`).toBeLessThan(1e-6);
  }
  expect(await window.readFigure(frame, 'iteration')).toBeGreaterThan(1);
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
    const window = await open({ files: ['faithful.csv'] });
    const frame = await fitFromPalette(window, 'faithful.csv');
    await expectFaithful(window, frame);
    expect(await window.page.locator('.editor-group-container').count()).toBe(2);
    expect(await window.notifications()).toEqual([]);
    expectNoTrouble(window);
  });

  it('fits a JSON file', async () => {
    const window = await open({ files: [{ name: 'faithful.json', content: faithfulAsJson() }] });
    await expectFaithful(window, await fitFromPalette(window, 'faithful.json'));
    expectNoTrouble(window);
  });

  it('shows what is wrong with a file that has no numbers', async () => {
    const window = await open({ files: [{ name: 'words.csv', content: 'name\nann\nbob\n' }] });
    const frame = await fitFromPalette(window, 'words.csv', 'failed');
    expect(await frame.locator('.status-failed').textContent()).toMatch(/name/);
    expectNoTrouble(window);
  });

  it('takes edits that are not saved', async () => {
    const window = await open({ files: ['faithful.csv'] });
    const frame = await fitFromPalette(window, 'faithful.csv');
    await window.page.locator('.editor-instance .view-lines').first().click();
    await window.page.keyboard.press('ControlOrMeta+End');
    await window.page.keyboard.type('3.5,70\n4.5,90\n');
    await expect.poll(() => window.readFigure(frame, 'logLikelihood'), { timeout: 30_000 }).toBeLessThan(-1135);
    await window.waitForState(frame, 'converged');
    expectNoTrouble(window);
  });
});

describe('a run that lasts', () => {
  /** Starts a fit of the noise and holds K, so that the run itself lasts and not the choice of K. */
  async function climbing(window: Workbench): Promise<Frame> {
    const frame = await fitFromPalette(window, 'slow.csv', 'running');
    await frame.locator('[data-field="components"] select').selectOption('9');
    await frame.locator('[data-action="pause"]').waitFor({ timeout: 100_000 });
    return frame;
  }

  it('pauses, goes on, and stops', { timeout: 240_000 }, async () => {
    const window = await open({ files: [slow] });
    const frame = await climbing(window);
    const click = (action: string) => frame.locator(`[data-action="${action}"]`).click();
    await click('pause');
    await window.waitForState(frame, 'paused');
    const now = async () => [await window.runState(frame), await window.readFigure(frame, 'iteration')];
    // The figures of the half-step that was under way may still come; after them nothing moves.
    await pause(2000);
    const held = await now();
    await pause(2000);
    expect(await now()).toEqual(held);
    expect(held[0]).toBe('paused');
    await click('play');
    await window.waitForState(frame, 'running');
    await click('stop');
    await window.waitForState(frame, 'cancelled');
    expectNoTrouble(window);
  });

  it('stops from the palette, also while K is being chosen, and is closed with its panel', async () => {
    const window = await open({ files: [slow] });
    const frame = await fitFromPalette(window, 'slow.csv', 'running');
    await window.runCommand('ELBO Lens: Stop');
    await window.waitForState(frame, 'cancelled');
    await window.closeTab('ELBO Lens');
    expect(await window.panelFrames()).toEqual([]);
    expectNoTrouble(window);
  });
});
