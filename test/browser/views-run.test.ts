/** The run bar, steps by hand, edits of the file, and what was guessed about it: in one window of the real workbench. */
import type { Frame } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  expectNoTrouble,
  faithfulWithHoles,
  fitFromPalette,
  goTo,
  oneWindowOfThisFile,
  panelFor,
  panelOf,
  untilAt,
} from './window.ts';

const holes = { name: 'holes.csv', content: faithfulWithHoles() };
const window = oneWindowOfThisFile({ files: ['iris.csv', holes], width: 1900, height: 1000, theme: 'light' });
let frame: Frame;

const patience = { timeout: 30_000 };
const figure = (name: string) => window().readFigure(frame, name);
const field = (name: string) => frame.locator(`[data-field="${name}"]`);
const choose = (name: string, value: string) =>
  window().refit(frame, () => field(name).locator('select').selectOption(value));
/** Three components, chosen by hand. */
async function withThree(): Promise<void> {
  if ((await field('components').locator('select').inputValue()) !== '3') await choose('components', '3');
}
const type = (name: string, value: string) =>
  window().refit(frame, async () => {
    await field(name).locator('input').fill(value);
    await field(name).locator('input').press('Enter');
  });

beforeAll(async () => {
  await fitFromPalette(window(), 'iris.csv');
  await window().resizePanel(1400);
  frame = await panelOf(window(), 'iris.csv');
}, 120_000);

describe('the run bar', () => {
  it('changes K', async () => {
    expect(await choose('components', '3')).toBe('converged');
    expect(await figure('components')).toBe(3);
    // mclust's full-covariance fit of iris with three components.
    expect(await figure('logLikelihood')).toBeCloseTo(-180.1855, 3);
  });

  it('changes the covariance family', async () => {
    await withThree();
    const full = await figure('df');
    await choose('family', 'tied');
    expect(await figure('df')).toBeLessThan(full);
    // All components share one Σ: its formula, and one row of numbers.
    const covariances = frame.locator('[data-line="covariances"] .lesson-row .figure[data-slot^="cov."]');
    expect(new Set(await covariances.evaluateAll((all) => all.map((of) => of.dataset.slot!.split('.')[1]))).size).toBe(
      1,
    );
    await choose('family', 'full');
    expect(new Set(await covariances.evaluateAll((all) => all.map((of) => of.dataset.slot!.split('.')[1]))).size).toBe(
      3,
    );
    expect(await figure('df')).toBe(full);
  });

  it('changes the columns', async () => {
    const open = () => field('columns').click();
    await open();
    const list = frame.locator('#popover-columns');
    const boxes = list.locator('vscode-checkbox');
    expect(await boxes.count()).toBe(4);
    await window().refit(frame, () => boxes.nth(0).click());
    expect(await frame.locator('.theta-table thead th').count()).toBeGreaterThan(0);
    expect(await field('columns').first().textContent()).toContain('3 of 4');
    await window().refit(frame, () => list.locator('button.link').click());
    await window().page.keyboard.press('Escape');
    expect(await field('columns').first().textContent()).toContain('4 of 4');
  });

  it('changes the label, which may be known', async () => {
    await choose('label', '=Species');
    expect(await frame.locator('.row-values').textContent()).toContain('setosa');
    await window().refit(frame, () => frame.locator('[data-field="known"]').click());
    expect(await figure('components')).toBe(3);
    expect(await figure('knownHalfSteps')).toBeLessThanOrEqual(2);
    await choose('label', '');
  });

  it('changes seed, restarts and start', async () => {
    await withThree();
    await choose('start', 'random');
    const before = await figure('knownHalfSteps');
    await type('seed', '7');
    const starts = () => frame.locator('.bound-legend .other').last().textContent();
    expect(await starts()).toContain('9 other starts');
    await type('restarts', '4');
    expect(await starts()).toContain('3 other starts');
    expect(await figure('knownHalfSteps')).toBeGreaterThan(4);
    await choose('start', 'here');
    expect(await figure('knownHalfSteps')).toBeLessThan(before);
  });

  it('starts anew with another seed', async () => {
    await choose('start', 'random');
    const seed = Number(await field('seed').locator('input').inputValue());
    await window().refit(frame, () => frame.locator('[data-action="newStart"]').click());
    expect(Number(await field('seed').locator('input').inputValue())).toBe(seed + 1);
  });

  it('steps through the half-steps by its buttons, and plays them', async () => {
    await withThree();
    await goTo(frame, 0);
    const act = (action: string) => frame.locator(`[data-action="${action}"]`);
    expect(await act('E').isDisabled()).toBe(true);
    await act('M').click();
    await untilAt(frame, 1);
    expect(await figure('elbo')).toBeLessThan(await figure('logLikelihood'));
    await act('E').click();
    await untilAt(frame, 2);
    expect(await figure('elbo')).toBe(await figure('logLikelihood'));
    await act('back').click();
    await untilAt(frame, 1);
    await act('play').click();
    await expect.poll(() => figure('halfStep'), patience).toBeGreaterThan(3);
    await act('pause').click();
    await act('end').click();
    await untilAt(frame, (await figure('knownHalfSteps')) - 1);
  });
});

describe('the file', () => {
  it('is followed when it is edited, from the parameters before, and the panel says what changed', async () => {
    await withThree();
    await choose('start', 'seeded');
    const before = await figure('logLikelihood');
    await window().refit(frame, async () => {
      await window().focusFile();
      await window().page.keyboard.press('ControlOrMeta+End');
      await window().page.keyboard.insertText('6.1,2.9,4.7,1.4,versicolor\n');
    });
    const changes = frame.locator('[data-field="changes"]');
    await changes.waitFor(patience);
    const text = (await changes.textContent())!;
    expect(text).toMatch(/ℓ −[\d.]+ → −[\d.]+ · 150 → 151 rows · component \d moved most, by [\d.]+ σ/);
    const [from, to] = [...text.matchAll(/−([\d.]+)/g)].map((match) => -Number(match[1]));
    expect(Math.abs(from! - before)).toBeLessThan(0.01);
    expect(Math.abs(to! - (await figure('logLikelihood')))).toBeLessThan(0.01);
    expect(await frame.locator('.status-text').textContent()).toMatch(/Lines? 15[12].*edited/);
    // The next change is none to the fit, and that is said as well.
    await window().refit(frame, async () => {
      await window().focusFile();
      await window().page.keyboard.press('ControlOrMeta+End');
      await window().page.keyboard.insertText('\n');
    });
    await expect.poll(() => changes.textContent(), patience).toContain('the fit is the same');
    // A warm start has little left to do.
    expect(await figure('knownHalfSteps')).toBeLessThan(40);
  });

  it('draws hollow points for rows left out that have a place', async () => {
    const rows = /\d+ rows/.exec((await frame.locator('.file-name').textContent())!)![0];
    await window().refit(frame, async () => {
      await window().focusFile();
      await window().page.keyboard.press('ControlOrMeta+End');
      await window().page.keyboard.insertText('6.3,2.8,,1.5,versicolor\n');
    });
    await frame.locator('.axis-picker.x').selectOption({ index: 0 });
    await frame.locator('.axis-picker.y').selectOption({ index: 3 });
    await expect.poll(() => frame.locator('.scatter-caption').textContent(), patience).toContain('hollow: 1 left out');
    const ringed = await frame.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.scatter-left-out')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, at) => at % 4 === 3 && value > 0).length;
    });
    expect(ringed).toBeGreaterThan(8);
    expect(ringed).toBeLessThan(120);
    expect(await frame.locator('.file-name').textContent()).toContain(`${rows}, 1 left out`);
  });

  /** What was guessed about holes.csv, open over its panel. */
  async function guessesOfHoles() {
    frame = await panelFor(window(), 'holes.csv');
    const popover = frame.locator('#popover-file');
    if (!(await popover.isVisible())) await frame.locator('.file-name').click();
    return popover;
  }

  it('says what was guessed and which rows are left out, and is read again when that is overruled', async () => {
    const popover = await guessesOfHoles();
    expect(await frame.locator('.file-name').textContent()).toMatch(/260 rows, 12 left out/);
    expect(await popover.textContent()).toMatch(/12 rows with missing cells, lines 38, 54/);
    expect(await popover.textContent()).toMatch(/eruptions.*7 missing/s);
    // Another word for a missing cell leaves more rows out.
    const seventyNines = holes.content.split('\n').filter((line) => /^[\d.]+,79$/.test(line)).length;
    const missing = popover.locator('[data-field="missing"] input');
    await window().refit(frame, async () => {
      await missing.fill('NA 79');
      await missing.press('Enter');
    });
    const said = `${260 - seventyNines} rows, ${12 + seventyNines} left out`;
    await expect.poll(() => frame.locator('.file-name').textContent(), patience).toContain(said);
  });

  it('keeps the last good fit in sight when the file cannot be fitted any more, and says why', async () => {
    const header = (await guessesOfHoles()).locator('[data-field="header"] select');
    const likelihood = await figure('logLikelihood');
    // The names become a row of their own: both columns are text now.
    await header.selectOption('no');
    await window().waitForState(frame, 'failed');
    expect(await frame.locator('.status-failed').textContent()).toMatch(/numeric|number/i);
    expect(await figure('logLikelihood')).toBe(likelihood);
    expect(await frame.locator('main.dimmed').count()).toBe(1);
    await window().refit(frame, () => header.selectOption('yes'));
    expect(await figure('logLikelihood')).toBeCloseTo(likelihood, 6);
  });

  it('and nothing was blocked, thrown or complained of in all this', () => expectNoTrouble(window()));
});
