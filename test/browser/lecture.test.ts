/** The lecture in the real workbench: the ways in, terms and pictures, hands, slow motion, and what is taken along. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import korean from '../../l10n/bundle.l10n.ko.json';
import { pages } from '../../src/lesson/road/pages.ts';
import { roadWords } from '../../src/words/road.ts';
import { accessibilityTroubles } from '../support/axe.ts';
import { expectNoTrouble, fitFromPalette, goTo, oneWindowOfThisFile, panelOf, untilAt } from './window.ts';

const window = oneWindowOfThisFile({ files: ['iris.csv'], width: 1900, height: 1000, theme: 'dark' });
let frame: Frame;

const patience = { timeout: 30_000 };
const title = () => frame.locator('.road-title').textContent();
const lit = (selector: string) => frame.locator(`${selector}.lit`).count();

/** iris.csv fitted, K = 3 from a random start, in a panel with room for the road. */
async function fitIris(): Promise<void> {
  if ((await window().tab('ELBO Lens: iris.csv').count()) > 0) return;
  await fitFromPalette(window(), 'iris.csv');
  await window().resizePanel(1200);
  await window().focusFile();
  frame = await panelOf(window(), 'iris.csv');
  await window().refit(frame, () => frame.locator('[data-field="start"] select').selectOption('random'));
  await window().refit(frame, () => frame.locator('[data-field="components"] select').selectOption('3'));
}

/** The road on the file in front, from the palette. */
async function takeTheRoad(): Promise<void> {
  await window().focusFile();
  await window().runCommand('ELBO Lens: Take the Road');
  await frame.locator('.road-title').waitFor(patience);
}

/** The page of that name, by its segment in the head, at a row and a half-step that have something to show. */
async function turnTo(id: string): Promise<void> {
  await fitIris();
  if ((await frame.locator('elbo-road').count()) === 0) await takeTheRoad();
  await atAWideGap();
  await frame
    .locator('.road-segments button')
    .nth(pages.findIndex((page) => page.id === id))
    .click();
  await frame.locator(`[data-page="${id}"][aria-busy="false"]`).waitFor(patience);
}

async function middleOf(at: Locator): Promise<{ x: number; y: number }> {
  await at.scrollIntoViewIfNeeded();
  const box = await at.boundingBox();
  if (!box) throw new Error('It is not in sight.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/**
 * The pointer at `place` lights that term of the line, of that component alone. It comes from elsewhere as often as it
 * takes: a page that has just been turned to may still grow and move the place from under it.
 */
async function expectLitFrom(
  line: string,
  term: string,
  place: (component: number) => Promise<{ x: number; y: number }>,
): Promise<void> {
  const figures = `[data-line="${line}"] .figure[data-term="${term}"]`;
  // A component that the line has numbers of: it leaves out those that row i has no part in.
  const component = Number(await frame.locator(figures).first().getAttribute('data-component'));
  const litThere = async () => {
    await frame.locator('.road-title').hover();
    const { x, y } = await place(component);
    await window().page.mouse.move(x, y);
    return lit(`${figures}[data-component="${component}"]`);
  };
  await expect.poll(litThere, patience).toBeGreaterThan(0);
  expect(await lit(figures)).toBe(await lit(`${figures}[data-component="${component}"]`));
}

/** Row and half-step whose gap is wide: the figures of the pages have something to show there. */
async function atAWideGap(): Promise<void> {
  const picker = frame.locator('.row-picker input');
  if ((await picker.inputValue()) !== '71') {
    await picker.fill('71');
    await picker.press('Enter');
  }
  if ((await window().readFigure(frame, 'halfStep')) !== 6) await goTo(frame, 5);
}

describe('the lecture', () => {
  it('is opened from the walkthrough, on the example where no file is in front', async () => {
    const { page } = window();
    await window().runCommand('Welcome: Open Walkthrough...');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'From EM to the ELBO' }).click(patience);
    await page.locator('.getting-started-step', { hasText: 'Take the road' }).click(patience);
    await page.locator('.getting-started-step .monaco-button', { hasText: 'Take the Road' }).click(patience);
    await window().tab('ELBO Lens: faithful.csv').waitFor(patience);
    frame = await panelOf(window(), 'faithful.csv');
    await expect.poll(title, patience).toBe(roadWords.mixtureTitle);
    await frame.locator('[data-action="leave"]').click();
    await frame.locator('[data-section="derivation"]').waitFor(patience);
    await window().closeTab('ELBO Lens: faithful.csv');
  });

  it('is opened from the palette, on the file in front', async () => {
    await fitIris();
    await atAWideGap();
    await takeTheRoad();
    await expect.poll(title, patience).toBe(roadWords.mixtureTitle);
  });

  it('is walked by the keyboard, and its title says where one is', async () => {
    await turnTo('mixture');
    for (const { id } of pages.slice(1, 3)) {
      await frame.locator('[data-action="pageOn"]').press('Enter');
      await frame.locator(`[data-page="${id}"]`).waitFor(patience);
      expect(await frame.evaluate(() => document.activeElement?.id)).toBe('road-title');
    }
  });
});

describe('a term', () => {
  it('lights its component in the scatter, in the heatmap and in the die', async () => {
    await turnTo('mixture');
    await frame.locator('[data-line="joint"] [data-slot="prior.1"]').hover();
    await expect.poll(() => lit('.road-companion .mean[data-component="1"]'), patience).toBe(1);
    expect(await frame.locator('.road-companion .ellipses.dim').count()).toBe(2);
    expect(await lit('[data-figure="story"] [data-term="prior"][data-component="1"]')).toBeGreaterThan(0);
    await frame.locator('[data-line="joint"] [data-slot="joint.0"]').hover();
    // The joint density is that of row i: its ring.
    await expect.poll(() => lit('.road-companion .ring'), patience).toBe(1);
  });

  it('lights the curve, the gap and the bars that it stands for', async () => {
    await turnTo('bound');
    const chart = () =>
      frame.evaluate(() => document.querySelector<HTMLCanvasElement>('.bound-plot canvas')!.toDataURL());
    await frame.locator('.road-title').hover();
    await expect.poll(() => lit('.identity-part'), patience).toBe(0);
    const plain = await chart();
    const seen = new Set([plain]);
    for (const term of ['elbo', 'kl', 'logLikelihood']) {
      const place =
        term === 'logLikelihood' ? '[data-line="gap"] [data-slot="logLikelihood"]' : `.road-text [data-term="${term}"]`;
      await frame.locator(place).first().hover();
      await expect.poll(() => lit(`.identity-part.role-${term}`), patience).toBe(1);
      seen.add(await chart());
    }
    // Each of the three is drawn in a way of its own.
    expect(seen.size).toBe(4);
    await frame.locator('[data-line="gap"] [data-slot="kl"]').hover();
    await expect.poll(() => lit('.heat-mark.kl'), patience).toBe(2);
    await frame.locator('[data-line="jensen"] [data-slot="q.0"]').hover();
    await expect.poll(() => lit('.heat-over .marker'), patience).toBe(1);
    expect(await frame.locator('.heat-over .column').count()).toBe(1);
  });

  it('is lit from the pictures: a mean, a column of the heatmap, a part of the identity', async () => {
    await turnTo('mstep');
    await expectLitFrom('means', 'mean', (component) =>
      middleOf(frame.locator(`.road-companion .mean[data-component="${component}"]`)),
    );
    await turnTo('estep');
    await expectLitFrom('posterior', 'q', async (component) => {
      const { y } = await middleOf(frame.locator('.heat-plot'));
      const { x } = await middleOf(frame.locator('.heat-mark').nth(component));
      return { x, y };
    });
    await turnTo('bound');
    await frame.locator('[data-part="kl"]').hover();
    await expect.poll(() => lit('[data-line="gap"] .figure[data-term="kl"]'), patience).toBeGreaterThan(0);
  });

  it('is lit by the keyboard, one after the other along its line, and let go by Escape', async () => {
    await turnTo('bound');
    const line = frame.locator('[data-line="gap"] .lesson-table');
    await line.focus();
    // What the page itself lit when it was opened goes out again.
    await expect.poll(() => lit('.identity-part'), patience).toBe(0);
    for (const term of ['logLikelihood', 'elbo', 'kl']) {
      await line.press('ArrowRight');
      await expect.poll(() => lit(`.identity-part.role-${term}`), patience).toBe(1);
    }
    await line.press('ArrowLeft');
    await expect.poll(() => lit('.identity-part.role-elbo'), patience).toBe(1);
    await line.press('Escape');
    await expect.poll(() => lit('.identity-part'), patience).toBe(0);
  });
});

describe('hands and motion', () => {
  const exact = (name: string) => window().readFigure(frame, name);

  it('Q bent by hand keeps ℓ − ELBO = KL to 1e-9, and is said politely', async () => {
    await turnTo('bound');
    for (const action of ['posterior', 'uniform', 'own']) {
      await frame.locator(`[data-action="${action}"]`).click();
      for (const of of ['row', 'all']) {
        const [elbo, kl, whole] = [
          await exact(`bent.${of}.elbo`),
          await exact(`bent.${of}.kl`),
          await exact(`bent.${of}.logLikelihood`),
        ];
        expect(Math.abs(whole - elbo - kl), `${action}, ${of}`).toBeLessThan(1e-9);
      }
    }
    const status = frame.locator('[data-road-status]');
    expect(await status.getAttribute('role')).toBe('status');
    await expect.poll(() => status.textContent(), patience).toMatch(/^ELBO −?\d.*KL \d/);
  });

  it('slow motion moves term, points and curve together, on and back', async () => {
    await turnTo('mstep');
    await goTo(frame, 4);
    const points = () =>
      frame.evaluate(() =>
        document.querySelector('.road-companion .mean[data-component="0"]')!.getAttribute('transform'),
      );
    const before = await points();
    const on = frame.locator('[data-action="slowOn"]');
    await on.click();
    expect(await frame.locator('.slow-told').textContent()).toBe('M. Q is held: every row counts in parts.');
    await on.click();
    await untilAt(frame, 5);
    await expect.poll(points, patience).not.toBe(before);
    expect(await lit('[data-line="means"] .figure[data-term="mean"]')).toBeGreaterThan(0);
    await frame.locator('[data-action="slowBack"]').click();
    await untilAt(frame, 4);
    await expect.poll(points, patience).toBe(before);
  });
});

describe('to take along', () => {
  it('a line goes to the clipboard as LaTeX', async () => {
    await turnTo('mstep');
    await window().page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await frame.locator('[data-line="weights"] .road-copy').click();
    const clipboard = () => window().page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard, patience).toContain('\\frac{\\partial \\mathcal{L}}{\\partial \\phi_{j}}');
  });

  it.each([
    ['as Markdown with LaTeX', 'iris.derivation.md', /^# .+\n[\s\S]*\$\$\n[\s\S]*\\phi_\{j\}/],
    ['as a page of HTML', 'iris.derivation.html', /^<!doctype html>[\s\S]*<math/i],
  ])('the whole derivation is saved %s, beside the file', async (kind, name, holds) => {
    const { page } = window();
    await turnTo('bound');
    const slots = await frame.locator('[data-line="gap"] [data-slot][data-exact]').allTextContents();
    const figures = slots.map((text) => text.replace(/[()]/g, ''));
    expect(figures.length).toBeGreaterThan(2);
    await window().focusFile();
    await window().runCommand('ELBO Lens: Export…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: kind }).click(patience);
    await expect.poll(() => page.locator('.quick-input-widget input').first().inputValue(), patience).toContain(name);
    await page.locator('.quick-input-widget input').first().press('Enter');
    const written = () => {
      try {
        return readFileSync(join(window().folder, name), 'utf8');
      } catch {
        return '';
      }
    };
    await expect.poll(written, patience).toMatch(holds);
    // The page needs nothing else: no script, no sheet, no picture from anywhere.
    if (name.endsWith('html')) expect(written()).not.toMatch(/<script|<link|<img|src=|url\(|@import/i);
    // Its numbers are those of the row and half-step on show.
    for (const figure of figures) expect(written(), figure).toContain(figure);
  });
});

describe('in Korean', () => {
  it('speaks it as soon as the setting says so, and axe finds nothing', async () => {
    await turnTo('bound');
    const bundle: Readonly<Record<string, string>> = korean;
    window().writeSettings({ 'workbench.colorTheme': 'Default Dark Modern', 'elboLens.language': 'ko' });
    await expect
      .poll(() => frame.locator('.road-leave').getAttribute('title'), patience)
      .toBe(bundle[roadWords.leaveRoad]);
    expect(await frame.evaluate(() => document.documentElement.lang)).toBe('ko');
    const english = await frame
      .locator('.road-text')
      .evaluateAll((all) => all.filter((p) => !/[가-힣]/.test(p.textContent!)).length);
    expect(english).toBe(0);
    expect(await accessibilityTroubles(frame)).toEqual([]);
  });

  it('and nothing was blocked, thrown or complained of in all this', () => expectNoTrouble(window()));
});
