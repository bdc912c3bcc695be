/** The bound, the scrubber, the data, the responsibilities and the derivation, in one window of the real workbench. */
import type { Frame, Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/workbench.mts';
import { expectNoTrouble, fitFromPalette, goTo, oneWindowOfThisFile, panelOf, untilAt } from './window.ts';

const window = oneWindowOfThisFile({ files: ['faithful.csv'], width: 1900, height: 1000, theme: 'dark' });
let frame: Frame;
let known = 0;

const patience = { timeout: 30_000 };
const wide = 1300;

beforeAll(async () => {
  await fitFromPalette(window(), 'faithful.csv');
  await window().resizePanel(wide);
  frame = await panelOf(window(), 'faithful.csv');
  await window().refit(frame, () => frame.locator('[data-field="start"] select').selectOption('random'));
  await window().refit(frame, () => frame.locator('[data-field="components"] select').selectOption('2'));
  known = await window().readFigure(frame, 'knownHalfSteps');
}, 120_000);

async function boxOf(at: Locator) {
  const box = await at.boundingBox();
  if (!box) throw new Error('It is not in sight.');
  return box;
}

/** The middle of half-step `half`'s column in the bound, in the window's pixels. */
async function columnOf(half: number): Promise<{ x: number; y: number }> {
  const track = await boxOf(frame.locator('.scrubber-track'));
  const plot = await boxOf(frame.locator('.bound-plot'));
  return { x: track.x + (track.width * (half + 0.5)) / known, y: plot.y + plot.height / 2 };
}

const ticks = () => frame.locator('.scrubber-ticks span').allTextContents();
const halfOnShow = async () => (await window().readFigure(frame, 'halfStep')) - 1;
const rowOnShow = async () => Number(await frame.locator('.row-picker input').inputValue());
/** The line of the cursor in the file, as the editor's margin marks it. */
const cursorLine = async () =>
  Number(await window().page.locator('.editor-instance .line-numbers.active-line-number').first().textContent());

/** A picture of a canvas as a short digest of its data: another one when anything on it is another. */
const imageOf = (selector: string) =>
  frame.evaluate(async (query) => {
    const data = document.querySelector<HTMLCanvasElement>(query)!.toDataURL();
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(data));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16)).join('');
  }, selector);

/** How many pixels of a canvas are painted. */
const painted = (selector: string) =>
  frame.evaluate((query) => {
    const canvas = document.querySelector<HTMLCanvasElement>(query)!;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d')!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) count++;
    return count;
  }, selector);

describe('the bound', () => {
  it('reads the values of the half-step under the pointer', async () => {
    const { x, y } = await columnOf(3);
    await window().page.mouse.move(x, y);
    const tip = frame.locator('.bound-tip');
    await tip.waitFor(patience);
    const lines = await tip.locator('div').allTextContents();
    expect(lines[0]).toBe('4 · M');
    const [likelihood, elbo, kl] = lines.slice(1).map((line) => Number(/[−\d.]+$/.exec(line)![0].replace('−', '-')));
    await goTo(frame, 3);
    expect(Math.abs(elbo! - (await window().readFigure(frame, 'elbo')))).toBeLessThan(0.006);
    expect(Math.abs(likelihood! - (await window().readFigure(frame, 'logLikelihood')))).toBeLessThan(0.006);
    expect(Math.abs(likelihood! - elbo! - kl!)).toBeLessThan(1e-9);
  });

  it('goes to the half-step that is clicked', async () => {
    const { x, y } = await columnOf(5);
    await window().page.mouse.click(x, y);
    await untilAt(frame, 5);
    expect(await frame.locator('.scrubber-track').getAttribute('aria-valuenow')).toBe('6');
  });

  it('zooms by the wheel about the pointer, by a drag, and back by a double click', async () => {
    const everything = await ticks();
    const { x, y } = await columnOf(6);
    await window().page.mouse.move(x, y);
    await window().page.mouse.wheel(0, -600);
    await expect.poll(async () => (await ticks()).length, patience).toBeLessThan(everything.length);
    const track = await boxOf(frame.locator('.scrubber-track'));
    const closer = (await ticks()).length;
    await window().page.mouse.move(track.x + 0.3 * track.width, y);
    await window().page.mouse.down();
    await window().page.mouse.move(track.x + 0.7 * track.width, y, { steps: 5 });
    await window().page.mouse.up();
    await expect.poll(async () => (await ticks()).length, patience).toBeLessThan(closer);
    await window().page.mouse.dblclick(x, y);
    await expect.poll(ticks, patience).toEqual(everything);
  });

  it('stays in sight while the rest scrolls, and the pictures stay beside the derivation', async () => {
    const before = await boxOf(frame.locator('.bound-plot'));
    await frame.evaluate(() => globalThis.scrollTo(0, 700));
    await expect.poll(() => frame.evaluate(() => globalThis.scrollY), patience).toBeGreaterThan(300);
    const after = await boxOf(frame.locator('.bound-plot'));
    const panel = await boxOf(window().page.locator('.editor-group-container').last());
    expect(after.y).toBeGreaterThanOrEqual(panel.y);
    expect(after.y).toBeLessThanOrEqual(before.y);
    const spine = await boxOf(frame.locator('.spine'));
    const pictures = await boxOf(frame.locator('.pictures'));
    expect(Math.abs(pictures.y - (spine.y + spine.height))).toBeLessThan(2);
    await frame.evaluate(() => globalThis.scrollTo(0, 0));
  });
});

describe('the scrubber', () => {
  it('goes by the keyboard, and everything shows that half-step', async () => {
    const thumb = frame.locator('.scrubber-track');
    await thumb.press('End');
    await untilAt(frame, known - 1);
    await thumb.press('ArrowLeft');
    await untilAt(frame, known - 2);
    await thumb.press('PageDown');
    await expect.poll(halfOnShow, patience).toBeLessThan(known - 3);
    const scatter = await imageOf('.scatter-points');
    const heatmap = await imageOf('.heat-plot canvas');
    const q = await frame.locator('[data-line] [data-slot="elbo"]').first().textContent();
    await thumb.press('Home');
    await untilAt(frame, 0);
    await expect.poll(() => imageOf('.scatter-points'), patience).not.toBe(scatter);
    await expect.poll(() => imageOf('.heat-plot canvas'), patience).not.toBe(heatmap);
    expect(await frame.locator('[data-line] [data-slot="elbo"]').first().textContent()).not.toBe(q);
    expect(await thumb.getAttribute('aria-valuetext')).toMatch(/Half-step 1 of \d+, E-step/);
  });

  it('goes where its track is dragged', async () => {
    const track = await boxOf(frame.locator('.scrubber-track'));
    await window().page.mouse.move(track.x + 4, track.y + track.height / 2);
    await window().page.mouse.down();
    await window().page.mouse.move(track.x + (track.width * 7.5) / known, track.y + track.height / 2, { steps: 12 });
    await window().page.mouse.up();
    await untilAt(frame, 7);
  });
});

describe('the data', () => {
  const points = '.scatter-points';
  /** Where a row's point is, in the window's pixels: the ring stands on row i. */
  const ring = () => frame.locator('.ring circle').last();

  it('draws a point for every row and an ellipse at one and two sigma for every component', async () => {
    expect(await painted(points)).toBeGreaterThan(2000);
    expect(await frame.locator('.ellipses .one').count()).toBe(2);
    expect(await frame.locator('.ellipses .two').count()).toBe(2);
    expect(await frame.locator('.path circle').count()).toBeGreaterThan(2);
  });

  it('takes the click for the nearest row, reveals its line in the file, and hovering reads it', async () => {
    const before = await rowOnShow();
    await frame.locator('.row-picker input').fill('19');
    await frame.locator('.row-picker input').press('Enter');
    await expect.poll(cursorLine, patience).toBe(20);
    const at = await boxOf(ring());
    await frame.locator('.row-picker input').fill(String(before));
    await frame.locator('.row-picker input').press('Enter');
    await expect.poll(cursorLine, patience).toBe(before + 1);
    await window().page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
    await expect.poll(rowOnShow, patience).toBe(19);
    await expect.poll(cursorLine, patience).toBe(20);
    const tip = frame.locator('.scatter-plot .tip');
    await expect.poll(() => tip.textContent(), patience).toMatch(/row 19.*eruptions 1\.6.*waiting 52.*KL/s);
    const q = await tip.locator('[data-exact]').evaluateAll((all) => all.map((of) => Number(of.dataset.exact)));
    expect(q.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });

  it('zooms by the wheel, pans by the arrows, and shows everything again', async () => {
    const all = await frame.locator('.scatter-under .tick').allTextContents();
    const plot = await boxOf(frame.locator('.scatter-plot'));
    await window().page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2);
    await window().page.mouse.wheel(0, -500);
    const labels = () => frame.locator('.scatter-under .tick').allTextContents();
    await expect.poll(labels, patience).not.toEqual(all);
    const near = await labels();
    for (let i = 0; i < 4; i++) await frame.locator('.scatter-plot').press('ArrowRight');
    await expect.poll(labels, patience).not.toEqual(near);
    await frame.locator('.scatter-plot').press('0');
    await expect.poll(labels, patience).toEqual(all);
  });

  it('shows any two columns or principal axes', async () => {
    const image = await imageOf(points);
    const across = frame.locator('.axis-picker.x');
    const options = await across.locator('option').allTextContents();
    expect(options.slice(0, 2)).toEqual(['eruptions', 'waiting']);
    await across.selectOption({ index: 2 });
    await frame.locator('.axis-picker.y').selectOption({ index: 3 });
    await expect.poll(() => imageOf(points), patience).not.toBe(image);
    await expect
      .poll(async () => (await across.locator('option').allTextContents())[2], patience)
      .toMatch(/principal axis 1 \(\d+ %\)/);
    const rotated = await imageOf(points);
    await across.selectOption({ index: 0 });
    await frame.locator('.axis-picker.y').selectOption({ index: 1 });
    await expect.poll(() => imageOf(points), patience).not.toBe(rotated);
    await expect.poll(() => painted(points), patience).toBeGreaterThan(2000);
  });
});

describe('the responsibilities', () => {
  const plot = () => frame.locator('.heat-plot');
  const canvas = '.heat-plot canvas';

  const words = { file: 'in file order', sorted: 'by component and certainty' };
  const inOrder = async (order: 'file' | 'sorted') => {
    await frame.locator(`.heat-foot [data-choice="${order}"]`).click();
    await frame.locator(`.heat-foot [data-choice="${order}"][aria-pressed="true"]`).waitFor(patience);
    await expect.poll(() => plot().getAttribute('aria-label'), patience).toContain(words[order]);
  };

  it('are painted, in file order or sorted', async () => {
    await inOrder('sorted');
    expect(await painted(canvas)).toBeGreaterThan(5000);
    const sorted = await imageOf(canvas);
    await inOrder('file');
    await expect.poll(() => imageOf(canvas), patience).not.toBe(sorted);
  });

  it('zoom to single rows, read them under the pointer, and a click chooses one', async () => {
    await inOrder('file');
    const box = await boxOf(plot());
    // In file order the middle is row 137 of 272.
    await window().page.mouse.move(box.x + 20, box.y + box.height / 2);
    for (let i = 0; i < 6; i++) await window().page.mouse.wheel(0, -500);
    await expect
      .poll(() => frame.locator('.heat-caption').textContent(), patience)
      .toMatch(/rows 1\d\d to 1\d\d of 272/);
    await window().page.mouse.move(box.x + 22, box.y + box.height / 2);
    const tip = frame.locator('.heat-plot .tip');
    await expect.poll(() => tip.textContent(), patience).toMatch(/row 1\d\d/);
    const row = Number(/row (\d+)/.exec((await tip.textContent())!)![1]);
    await window().page.mouse.click(box.x + 22, box.y + box.height / 2);
    await expect.poll(rowOnShow, patience).toBe(row);
    await expect.poll(cursorLine, patience).toBe(row + 1);
    await plot().press('ArrowDown');
    await expect.poll(rowOnShow, patience).toBe(row + 1);
    await expect.poll(cursorLine, patience).toBe(row + 2);
    await window().page.mouse.dblclick(box.x + 22, box.y + box.height / 2);
    await expect.poll(() => frame.locator('.heat-caption').textContent(), patience).not.toMatch(/rows/);
    // What the last click reveals must be there before another test moves the cursor.
    await expect.poll(async () => (await cursorLine()) - (await rowOnShow()), patience).toBe(1);
  });
});

describe('the derivation', () => {
  const joint = () => frame.locator('[data-line="joint"] [data-slot="joint.0"]').getAttribute('data-exact');

  it('takes row i from the cursor in the file', async () => {
    const before = await joint();
    await window().focusFile();
    await window().page.keyboard.press('ControlOrMeta+Home');
    await expect.poll(cursorLine, patience).toBe(1);
    // The first line has the names.
    for (let i = 0; i < 7; i++) await window().page.keyboard.press('ArrowDown');
    await expect.poll(rowOnShow, patience).toBe(7);
    await expect.poll(joint, patience).not.toBe(before);
    await expect.poll(() => frame.locator('.row-values').textContent(), patience).toContain('line 8');
  });

  it('takes it from the arrow keys, and the file follows', async () => {
    const input = frame.locator('.row-picker input');
    await input.fill('30');
    await input.press('Enter');
    await expect.poll(cursorLine, patience).toBe(31);
    await input.press('ArrowDown');
    await expect.poll(rowOnShow, patience).toBe(31);
    await expect.poll(cursorLine, patience).toBe(32);
    await input.press('PageDown');
    await expect.poll(rowOnShow, patience).toBe(41);
    await expect.poll(cursorLine, patience).toBe(42);
  });

  it('lights a term in formula and pictures alike, and speaks both notations', async () => {
    const posterior = frame.locator('[data-line="joint"] [data-slot="prior.0"]');
    await posterior.hover();
    await expect.poll(() => frame.locator('[data-line="joint"] .lit').count(), patience).toBeGreaterThan(0);
    await frame.locator('[data-choice="bishop"]').click();
    await expect.poll(() => frame.locator('.row-picker label span').textContent(), patience).toMatch(/n/);
    await frame.locator('[data-choice="cs229"]').click();
  });
});

describe('the theme', () => {
  it('is followed at once by everything that is painted', async () => {
    const places = ['.bound-plot canvas', '.heat-plot canvas', '.scatter-points'];
    for (const theme of ['hc-light', 'light'] as const) {
      const before = await Promise.all(places.map(imageOf));
      await window().setTheme(theme);
      const all = await until(async () => {
        const now = await Promise.all(places.map(imageOf));
        return now.every((image, i) => image !== before[i]) || undefined;
      }, 30_000);
      expect(all, `not all pictures are those of ${theme}`).toBe(true);
    }
  });

  it('and nothing was blocked, thrown or complained of in all this', () => expectNoTrouble(window()));
});
