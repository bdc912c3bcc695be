import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Frame } from 'playwright-core';
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
    expect(await frame.locator('[role="alert"]').first().textContent()).toMatch(/number/i);
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
  it('pauses, goes on, and stops', async () => {
    const window = await open({ files: [slow] });
    const frame = await fitFromPalette(window, 'slow.csv', 'running');
    const button = (action: string) => frame.locator(`[data-action="${action}"]`);
    await button('pause').click();
    await window.waitForState(frame, 'paused');
    const held = await window.readFigure(frame, 'iteration');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await window.readFigure(frame, 'iteration')).toBe(held);
    await button('play').click();
    await window.waitForState(frame, 'running');
    await button('stop').click();
    await window.waitForState(frame, 'cancelled');
    expectNoTrouble(window);
  });

  it('stops from the palette and is stopped by closing its panel', async () => {
    const window = await open({ files: [slow] });
    const frame = await fitFromPalette(window, 'slow.csv', 'running');
    await window.runCommand('ELBO Lens: Stop');
    await window.waitForState(frame, 'cancelled');
    await window.closeTab('ELBO Lens');
    expect(await window.panelFrames()).toEqual([]);
    expectNoTrouble(window);
  });
});
