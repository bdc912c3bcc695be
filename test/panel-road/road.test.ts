import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { figuresOn, pages } from '../../src/lesson/road/pages.ts';
import { questions } from '../../src/lesson/road/questions.ts';
import { roadWords } from '../../src/words/road.ts';
import type { HostSetting } from '../panel/fakeHost.ts';
import { buildPanel, example, launch, type OpenPanel, openPanel, settled } from '../panel/page.mts';
import { accessibilityTroubles } from '../support/axe.ts';

let browser: Browser;
let opened: OpenPanel | undefined;

beforeAll(async () => {
  await buildPanel();
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(async () => {
  const complaints = opened?.complaints ?? [];
  await opened?.page.close();
  opened = undefined;
  expect(complaints).toEqual([]);
});

/** A start from which EM has a way to go. */
const poorStart = {
  k: 2,
  d: 2,
  weights: [0.5, 0.5],
  means: [3.9, 68, 2.4, 66],
  covariances: [1.3, 0, 0, 184, 1.3, 0, 0, 184],
};
const faithful = { options: { components: 2 }, start: poorStart } as const;

async function open(setting: Partial<HostSetting> = faithful, size = { width: 700, height: 900 }): Promise<Page> {
  const fileName = setting.fileName ?? 'faithful.csv';
  const content = await example(fileName);
  opened = await openPanel(browser, { theme: 'dark', language: 'en', fileName, content, ...setting }, size);
  await settled(opened.page);
  return opened.page;
}

/** Walks there through the state, as the reader's clicks do, with the figures of an M-step whose gap is open. */
async function onPage(page: Page, id: string, half = 5): Promise<void> {
  await page.evaluate(
    ({ to, at }) => {
      const { store } = document.querySelector('elbo-panel')!;
      store.chooseRow(32, false);
      store.dispatch({ type: 'road', road: { open: true, page: to } });
      store.seek(at);
    },
    { to: pages.findIndex((own) => own.id === id), at: half },
  );
  await page.waitForFunction(
    ({ at, name }) => {
      const { state } = document.querySelector('elbo-panel')!.store;
      return (
        state.frame?.half === at &&
        state.frame.row?.row === 32 &&
        document.querySelector(`[data-page="${name}"]`) !== null
      );
    },
    { at: half, name: id },
  );
  await page.waitForTimeout(60);
}

const exact = async (page: Page, name: string) =>
  Number(await page.locator(`[data-value="${name}"]`).getAttribute('data-exact'));
const title = (page: Page) => page.locator('.road-title').textContent();
/** What a title says in the notation of the lecture. */
const said = (text: string) => text.replaceAll('{Q}', 'Q');

describe('the picture of the bound in θ', () => {
  it('names both bounds, the second on no other word, from 320 to 1400 px', async () => {
    const page = await open();
    await onPage(page, 'climb');
    const second = page.locator('elbo-slice .next');
    for (const width of [320, 500, 700, 1400]) {
      await page.setViewportSize({ width, height: 900 });
      await expect
        .poll(async () => (await second.textContent())!.replaceAll(/\s/g, ''))
        .toMatch(width < 1400 ? /Qt\+1/ : /^ELBO\(Qt\+1,θ\)$/);
      const met = await second.evaluate((name) => {
        const own = name.getBoundingClientRect();
        return [...name.closest('svg')!.querySelectorAll('text')]
          .filter((text) => text !== name)
          .filter((text) => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return left < own.right && own.left < right && top + 3 < own.bottom && own.top < bottom - 3;
          })
          .map((text) => text.textContent);
      });
      expect(met, `${width} px`).toEqual([]);
    }
  });
});

describe('the road', () => {
  it('is entered by a button, walked by keyboard with the title in focus, left and found again where it was', async () => {
    const page = await open();
    await page.click('[data-action="road"]');
    expect(await title(page)).toBe(roadWords.mixtureTitle);
    await page.locator('[data-action="pageOn"]').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => title(page)).toBe(roadWords.knownTitle);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('road-title');
    await page.click('.road-segments button:nth-child(5)');
    await expect.poll(() => title(page)).toBe(said(roadWords.boundTitle));
    await page.click('[data-action="leave"]');
    await page.waitForSelector('[data-section="derivation"]');
    const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.action);
    await expect.poll(focused).toBe('road');
    await expect.poll(() => page.evaluate(() => window.kept)).toMatchObject({ road: { page: 4, open: false } });
    await page.click('[data-action="road"]');
    await expect.poll(() => title(page)).toBe(said(roadWords.boundTitle));
    await expect.poll(() => page.evaluate(() => window.kept)).toMatchObject({ road: { page: 4, open: true } });
  });

  it('says that the mixture has converged where the mixture is on show, and not under another model', async () => {
    const page = await open();
    await onPage(page, 'mixture');
    expect(await page.locator('elbo-status').isVisible()).toBe(true);
    await onPage(page, 'linear');
    expect(await page.locator('elbo-status').isVisible()).toBe(false);
    await page.setViewportSize({ width: 1400, height: 900 });
    await expect.poll(() => page.locator('elbo-status').isVisible()).toBe(true);
  });

  it('shows the rows on the page and in the panel again', async () => {
    const page = await open(faithful, { width: 1400, height: 900 });
    const canvas = '.scatter-points';
    const painted = () =>
      page.$eval(canvas, (shown) => {
        const copy = document.createElement('canvas');
        copy.width = copy.height = 200;
        const context = copy.getContext('2d')!;
        context.drawImage(shown as HTMLCanvasElement, 0, 0, 200, 200);
        return context.getImageData(0, 0, 200, 200).data.filter((value, at) => at % 4 === 3 && value > 0).length;
      });
    await expect.poll(painted).toBeGreaterThan(300);
    for (const action of ['road', 'leave']) {
      await page.click(`[data-action="${action}"]`);
      await page.waitForSelector(action === 'road' ? `elbo-road ${canvas}` : `[data-section="data"] ${canvas}`);
      await expect.poll(painted).toBeGreaterThan(300);
    }
  });

  it('gives the chart of the bound up each time it is opened or left: one in all, on show and drawn', async () => {
    const page = await open(faithful, { width: 1400, height: 900 });
    // A chart follows the size of its canvas until it is given up.
    await page.evaluate(() => {
      const { observe, disconnect } = ResizeObserver.prototype;
      const followed = new Map<ResizeObserver, Element>();
      ResizeObserver.prototype.observe = function (element, options) {
        if (element.matches('.bound-plot canvas')) followed.set(this, element);
        observe.call(this, element, options);
      };
      ResizeObserver.prototype.disconnect = function () {
        followed.delete(this);
        disconnect.call(this);
      };
      Object.assign(window, { followed });
    });
    const charts = () =>
      page.evaluate(() => {
        const { followed } = window as unknown as { followed: Map<ResizeObserver, HTMLCanvasElement> };
        return Array.from(followed.values(), (canvas) => {
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          return {
            onShow: canvas.isConnected,
            drawn: data.filter((value, at) => at % 4 === 3 && value > 0).length > 500,
          };
        });
      });
    const one = [{ onShow: true, drawn: true }];
    for (let round = 0; round < 3; round++) {
      for (const [action, place] of [
        ['road', 'elbo-road'],
        ['leave', '.spine'],
      ]) {
        await page.click(`[data-action="${action}"]`);
        await page.waitForSelector(`${place} .bound-plot canvas`);
        await expect.poll(charts).toEqual(one);
      }
    }
    // Taken out and put back as it is, the view has its chart again.
    await page.evaluate(async () => {
      const bound = document.querySelector('elbo-bound')!;
      const place = bound.nextSibling;
      const parent = bound.parentNode!;
      bound.remove();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      parent.insertBefore(bound, place);
    });
    await expect.poll(charts).toEqual(one);
  });

  it('is there again after a reload, and opens when the host says so', async () => {
    const page = await open({ ...faithful });
    await page.evaluate(() => window.say({ type: 'road', page: 7 }));
    await expect.poll(() => title(page)).toBe(roadWords.climbTitle);
    await expect.poll(() => page.evaluate(() => window.kept)).toMatchObject({ road: { page: 7, open: true } });
    const kept = await page.evaluate(() => window.kept);
    await page.close();
    const again = await open({ ...faithful, kept });
    await expect.poll(() => title(again)).toBe(roadWords.climbTitle);
  });

  it.each([
    ['to the local optima', pages.slice(0, 9)],
    ['from there to the VAE', pages.slice(9)],
  ])(
    'has all its figures %s, with something in them, and no formula that KaTeX refuses, in both notations',
    async (_, walked) => {
      const page = await open({ fileName: 'iris.csv', options: { components: 3, label: 'Species', restarts: 3 } });
      const half = 1;
      for (const own of walked) {
        await onPage(page, own.id, half);
        for (const notation of ['bishop', 'cs229'] as const) {
          await page.click(`.road-moment [data-choice="${notation}"]`);
          expect(await page.locator('.katex-error').count(), own.id).toBe(0);
        }
        for (const figure of figuresOn(own)) {
          await expect
            .poll(() => page.locator(`[data-figure="${figure}"]`).evaluate((node) => node.textContent!.trim().length), {
              message: `${own.id} ${figure}`,
            })
            .toBeGreaterThan(10);
        }
      }
    },
  );

  it('leads from every question to its page and its figure', async () => {
    const page = await open();
    for (const question of questions) {
      await onPage(page, 'optima');
      await page.click(`[data-question="${question.id}"]`);
      await page.waitForSelector(`[data-page="${question.page}"]`);
      await expect
        .poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset.figure), {
          message: question.id,
        })
        .toBe(question.figure);
    }
  });
});

describe('where there is little to see', () => {
  it('leads from a closed gap to the widest, and from a row without doubt to one with', async () => {
    const page = await open();
    await onPage(page, 'jensen', 4);
    await page.click('[data-action="widest"]');
    await page.evaluate(() => document.querySelector('elbo-panel')!.store.chooseRow(0, false));
    await page.click('[data-action="torn"]');
    await page.locator('[data-action="torn"]').waitFor({ state: 'detached' });
    const { kl, all } = await page.evaluate(() => {
      const { frame } = document.querySelector('elbo-panel')!.store.state;
      return { kl: frame!.row!.kl, all: frame!.heatmap!.kl.reduce((most, own) => Math.max(most, own), 0) };
    });
    expect(kl).toBeCloseTo(all, 4);
  });
});

describe('Q bent by hand', () => {
  it('keeps ℓ − ELBO = KL to 1e-9 for the row and for all rows, by slider, button and drag', async () => {
    const page = await open();
    await onPage(page, 'bound');
    const check = async () => {
      const values: Record<string, number> = {};
      for (const which of ['row', 'all'])
        for (const term of ['elbo', 'kl', 'logLikelihood'])
          values[`${which}.${term}`] = await exact(page, `bent.${which}.${term}`);
      for (const which of ['row', 'all'])
        expect(
          Math.abs(values[`${which}.logLikelihood`]! - values[`${which}.elbo`]! - values[`${which}.kl`]!),
        ).toBeLessThan(1e-9);
      return values;
    };
    const before = await check();
    await page.click('[data-action="posterior"]');
    const tight = await check();
    expect(tight['row.kl']).toBeLessThan(1e-12);
    await page.click('[data-action="uniform"]');
    const even = await check();
    expect(even['row.kl']).toBeGreaterThan(0.1);
    expect(even['row.logLikelihood']).toBe(tight['row.logLikelihood']);
    expect(even['all.elbo']! - tight['all.elbo']!).toBeCloseTo(-even['row.kl']!, 9);
    await page.locator('.bent-slider input').first().focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    expect(await exact(page, 'bent.q.0')).toBeCloseTo(0.505, 12);
    await check();
    const box = (await page.locator('svg.bent').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.12, box.y + 60, { steps: 3 });
    await page.mouse.up();
    expect(await exact(page, 'bent.q.0')).toBeLessThan(0.15);
    await check();
    await page.click('[data-action="own"]');
    expect(await check()).toEqual(before);
    await expect.poll(() => page.locator('[data-road-status]').textContent()).toMatch(/^ELBO −\d.*KL \d/);
  });

  it('shows in its digits a sum that adds up', async () => {
    const page = await open();
    await onPage(page, 'bound');
    await page.click('[data-action="uniform"]');
    for (const which of ['row', 'all']) {
      const texts = await Promise.all(
        ['elbo', 'kl', 'logLikelihood'].map((term) =>
          page.locator(`[data-value="bent.${which}.${term}"]`).textContent(),
        ),
      );
      const [elbo, kl, sum] = texts.map((text) => text!.trim().replace('−', '-'));
      expect((Number(elbo) + Number(kl)).toFixed(sum!.split('.')[1]!.length)).toBe(sum);
    }
  });
});

describe('the bound in θ', () => {
  it('says ℓ(θ_t) ≤ ELBO(Q_t, θ_{t+1}) ≤ ℓ(θ_{t+1}) with the numbers of the staircase', async () => {
    const page = await open();
    await onPage(page, 'climb');
    await page.waitForSelector('.climb');
    const shown = (await page.locator('.climb .figure').allTextContents()).map((text) =>
      Number(text.replace('−', '-')),
    );
    const { elbo, logLikelihood } = await page.evaluate(() => {
      const { trace } = document.querySelector('elbo-panel')!.store.state;
      return { elbo: [...trace.elbo.slice(0, 8)], logLikelihood: [...trace.logLikelihood.slice(0, 8)] };
    });
    expect(shown[0]).toBeCloseTo(logLikelihood[4]!, 1);
    expect(shown[1]).toBeCloseTo(elbo[5]!, 1);
    expect(shown[2]).toBeCloseTo(logLikelihood[5]!, 1);
  });

  it('walks along one coordinate when asked, by name, and back along the line', async () => {
    const page = await open();
    await onPage(page, 'climb');
    await page.selectOption('[data-field="coordinate"]', { label: 'mean 1, eruptions' });
    await page.waitForFunction(() => document.querySelector('elbo-panel')!.store.state.slice?.coordinate === 2);
    expect(await page.locator('elbo-level svg').count()).toBe(0);
    await page.selectOption('[data-field="coordinate"]', '');
    await page.waitForSelector('elbo-level svg');
  });
});

describe('slow motion', () => {
  it('goes beat by beat, forward and back, and lights its term', async () => {
    const page = await open();
    await onPage(page, 'estep', 4);
    const lit = () => page.evaluate(() => document.querySelector('elbo-panel')!.store.state.ui.highlight.term);
    const shown = () => page.evaluate(() => document.querySelector('elbo-panel')!.store.state.frame?.half);
    const told = () => page.locator('.slow-told').textContent();
    await page.click('[data-action="slowOn"]');
    expect(await told()).toBe('M. Q is held: every row counts in parts.');
    expect(await shown()).toBe(4);
    await page.click('[data-action="slowOn"]');
    await expect.poll(shown).toBe(5);
    await expect.poll(told).toBe(roadWords.slowMeans);
    expect(await lit()).toBe('mean');
    await page.click('[data-action="slowBack"]');
    await expect.poll(shown).toBe(4);
  });

  it('does not run by itself where motion is unwelcome', async () => {
    const page = await open({ ...faithful, reducedMotion: true });
    await onPage(page, 'estep', 4);
    expect(await page.locator('[data-action="slowPlay"]').count()).toBe(0);
    await page.click('[data-action="slowOn"]');
    await page.click('[data-action="slowOn"]');
    await expect.poll(() => page.locator('.slow-letter').textContent()).toBe('M');
  });
});

describe('terms and pictures', () => {
  it('a term of the page lights the bound beside it, and a part of the identity lights the terms', async () => {
    const page = await open();
    await onPage(page, 'bound');
    await page.locator('.road-text [data-term="kl"]').first().hover();
    await expect.poll(() => page.locator('.identity-part.role-kl.lit').count()).toBe(1);
    await page.locator('[data-part="elbo"]').hover();
    await expect.poll(() => page.locator('elbo-road-line .figure[data-term="elbo"].lit').count()).toBeGreaterThan(0);
  });

  it('beside a page the identity is the legend of the bound: none lies over the stairs but that of other starts', async () => {
    const page = await open({ options: { components: 2 } }, { width: 1400, height: 900 });
    await onPage(page, 'bound');
    const legend = page.locator('.road-beside .bound-legend');
    await expect.poll(() => legend.locator('> :visible').count()).toBe(2);
    expect(await legend.locator('> :not(.other):visible').count()).toBe(0);
    expect((await legend.boundingBox())!.height).toBeLessThan(24);
  });

  it('a line copies as LaTeX without our macros', async () => {
    const page = await open();
    await onPage(page, 'mstep');
    await page.locator('[data-line="weights"] .road-copy').click();
    const text = await page.evaluate(() => {
      const said = window.asked.findLast((message) => message.type === 'copy');
      return said?.type === 'copy' ? said.text : '';
    });
    expect(text).toContain('\\frac{\\partial \\mathcal{L}}{\\partial \\phi_{j}}');
    expect(text).not.toMatch(/\\(?:term|prior|w|comp|rows)\b/);
  });
});

describe('to take along', () => {
  it.each(['en', 'ko'] as const)(
    'the derivation is saved as Markdown and as HTML, from its buttons and when the host asks (%s)',
    async (language) => {
      const page = await open({ ...faithful, language });
      await onPage(page, 'optima');
      for (const action of ['markdown', 'html', 'copyMarkdown']) await page.click(`[data-action="${action}"]`);
      await page.evaluate(() => window.say({ type: 'document', format: 'html' }));
      const saved = () =>
        page.evaluate(() => window.asked.flatMap((message) => (message.type === 'save' ? [message] : [])));
      await expect.poll(async () => (await saved()).map(({ format }) => format)).toEqual(['markdown', 'html', 'html']);
      const [markdown, whole, asked] = (await saved()).map(({ text }) => text);
      expect(asked).toBe(whole);
      const copied = await page.evaluate(() => window.asked.findLast((message) => message.type === 'copy')?.text);
      expect(copied).toBe(markdown);
      const elbo = await page.evaluate(() =>
        document.querySelector('elbo-panel')!.store.state.frame!.row!.elbo.toFixed(4),
      );
      expect(markdown).toContain(elbo.replace('-', '−'));
      expect(markdown).toContain('$$');
      expect(whole).toContain(`<html lang="${language}">`);
      expect(whole).toContain('<math');
    },
  );
});

describe('looks', () => {
  it.each([320, 500, 700, 1400])('nothing overflows at %i px on any page', async (width) => {
    const page = await open(
      { fileName: 'iris.csv', language: 'ko', options: { components: 3, label: 'Species', restarts: 2 } },
      { width, height: 900 },
    );
    for (const own of pages) {
      await onPage(page, own.id, 1);
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), { message: own.id })
        .toBeLessThanOrEqual(0);
    }
  });

  /** Every page in one theme; in the others those with the most colours. */
  const colourful = pages.filter(({ id }) => ['bound', 'climb', 'optima'].includes(id));
  it.each([
    ['dark', pages],
    ['light', colourful],
    ['highContrast', colourful],
    ['highContrastLight', colourful],
  ] as const)('axe finds nothing in %s', { timeout: 300_000 }, async (theme, looked) => {
    const page = await open({ ...faithful, theme, reducedMotion: true }, { width: 1400, height: 900 });
    for (const own of looked) {
      await onPage(page, own.id);
      await page.evaluate(() =>
        document.querySelector('elbo-panel')!.store.dispatch({ type: 'highlight', highlight: {} }),
      );
      expect(await accessibilityTroubles(page), own.id).toEqual([]);
    }
  });
});
