import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ToHost } from '../../src/protocol/panel.ts';
import { accessibilityTroubles } from '../support/axe.ts';
import type { HostSetting } from './fakeHost.ts';
import { buildPanel, example, launch, type OpenPanel, openPanel, settled } from './page.mts';
import { editorThemes, type ThemeName } from './themes.mts';

let browser: Browser;
let opened: OpenPanel | undefined;
const themes = Object.keys(editorThemes) as ThemeName[];
const half = { width: 640, height: 1200 };

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

async function open(setting: Partial<HostSetting> = {}, size = half): Promise<Page> {
  const fileName = setting.fileName ?? 'faithful.csv';
  const content = setting.content ?? (await example(fileName));
  opened = await openPanel(browser, { theme: 'dark', language: 'en', fileName, content, ...setting }, size);
  if (!setting.silent) await settled(opened.page);
  return opened.page;
}
const asked = <T extends ToHost['type']>(page: Page, type: T) =>
  page.evaluate((wanted) => window.asked.filter((message) => message.type === wanted), type) as Promise<
    Extract<ToHost, { type: T }>[]
  >;
const figure = (page: Page, name: string) => page.locator(`[data-value="${name}"]`);
const exact = async (page: Page, name: string) => Number(await figure(page, name).getAttribute('data-exact'));
const shown = async (page: Page, name: string) =>
  (await figure(page, name).textContent())!.replace('\u2212', '-').trim();
/** Goes there with the keyboard and waits for its figures. */
async function goTo(page: Page, target: number): Promise<void> {
  await page.evaluate((at) => document.querySelector('elbo-panel')!.store.seek(at), target);
  await page.waitForFunction(
    (text) => document.querySelector('[data-value="halfStep"]')?.textContent === text,
    String(target + 1),
  );
}
const knownHalves = async (page: Page) => Number(await page.locator('[role=slider]').getAttribute('aria-valuemax'));
/** A start from which EM has a way to go. */
const poorStart = {
  k: 2,
  d: 2,
  weights: [0.5, 0.5],
  means: [3.9, 68, 2.4, 66],
  covariances: [1.3, 0, 0, 184, 1.3, 0, 0, 184],
};

describe('the identity', () => {
  it('ends at the known maximum of faithful, K = 2', async () => {
    const page = await open({ options: { components: 2 } });
    expect(await exact(page, 'logLikelihood')).toBeCloseTo(-1130.263960185, 6);
    expect(await shown(page, 'components')).toBe('2');
    expect(await exact(page, 'bic')).toBeCloseTo(2322.192, 2);
  });

  it.each([
    ['faithful.csv', { components: 3 } as const],
    ['iris.csv', { components: 3 } as const],
  ])('of %s adds up in the digits shown at every half-step, and touches after every E', async (fileName, options) => {
    const page = await open({ fileName, options });
    const known = await knownHalves(page);
    const stride = Math.max(1, Math.floor(known / 14));
    for (let at = known - 1; at >= 0; at -= stride) {
      await goTo(page, at);
      const [elbo, kl, sum] = await Promise.all(['elbo', 'kl', 'logLikelihood'].map((name) => shown(page, name)));
      const digits = sum!.split('.')[1]!.length;
      expect((Number(elbo) + Number(kl)).toFixed(digits)).toBe(sum);
      const [e, k, l] = await Promise.all(['elbo', 'kl', 'logLikelihood'].map((name) => exact(page, name)));
      expect(e! + k!).toBeCloseTo(l!, 7);
      expect(Number(l!.toFixed(digits))).toBe(Number(sum));
      if ((await shown(page, 'half')) === 'E') expect(k).toBeLessThan(1e-8);
      else expect(k).toBeGreaterThan(0);
    }
  });

  it('says what moved, with figures that add up too', async () => {
    const page = await open({ start: poorStart, options: { components: 2 } });
    await goTo(page, 3);
    const sentence = (await page.locator('.identity-sentence').textContent())!;
    const [likelihood, bound] = sentence.match(/\d+\.\d+/g)!.map(Number);
    expect(likelihood! - bound!).toBeCloseTo(Number(await shown(page, 'kl')), 6);
    await goTo(page, 4);
    expect(await page.locator('.identity-sentence').textContent()).toContain('now touches ℓ');
  });
});

describe('figures of single columns', () => {
  it('say in derivation and table which two of four columns they are of', async () => {
    const page = await open({ fileName: 'iris.csv', options: { components: 3 } }, { width: 1400, height: 900 });
    await page.locator('elbo-derivation [data-choice="whole"]').click();
    const note = (line: string) => page.locator(`elbo-derivation [data-line="${line}"] .lesson-entries`);
    const heads = () => page.locator('.theta-table thead th').allTextContents();
    // On principal axes the first two columns are written out.
    await expect
      .poll(() => note('means').textContent())
      .toBe('(Sepal.Length, Sepal.Width) · 2 of 4 columns, the first two');
    await page.evaluate(() =>
      document.querySelector('elbo-panel')!.store.dispatch({ type: 'axes', x: { column: 3 }, y: { column: 2 } }),
    );
    await expect
      .poll(() => note('means').textContent())
      .toMatch(/^\(Petal\.Width, Petal\.Length\) · 2 of 4 columns, those/);
    expect(await note('covariances').textContent()).toContain(
      '(variance of Petal.Width, covariance of the two, variance of Petal.Length)',
    );
    expect((await heads()).map((head) => head.trim())).toEqual(
      expect.arrayContaining(['μ Petal.Width', 'μ Petal.Length', 'var Petal.Width', 'var Petal.Length']),
    );
    // No two heads are cut to the same words.
    const cut = await page
      .locator('.theta-table thead span')
      .evaluateAll(
        (names) =>
          names.filter((name) => name.scrollHeight > name.clientHeight + 6 || name.scrollWidth > name.clientWidth + 1)
            .length,
      );
    expect(cut).toBe(0);
    // The figures are those of these columns.
    const { means, d } = (await page.evaluate(() => {
      const { theta } = document.querySelector('elbo-panel')!.store.state.frame!;
      return { means: Array.from(theta.means), d: theta.d };
    }))!;
    for (const [at, column] of [3, 2].entries()) {
      const figure = page.locator('elbo-derivation [data-line="means"] [data-slot^="mean.0."]').nth(at);
      expect(Number(await figure.getAttribute('data-exact'))).toBe(means[column]);
    }
    expect(d).toBe(4);
  });
});

/** A run of so many half-steps, told at once. */
async function sayThousands(page: Page, { run, n } = { run: 1, n: 20_000 }): Promise<void> {
  await page.evaluate(
    ([run, n]) => {
      const logLikelihood = Float64Array.from({ length: n }, (_, h) => -1000 / (1 + Math.ceil(h / 2)));
      const elbo = logLikelihood.map((value, h) => (h % 2 === 0 ? value : value - 1 / h));
      const options = document.querySelector('elbo-panel')!.store.state.options;
      const last = { iteration: n / 2, half: 'M', elbo: elbo[n - 1]!, logLikelihood: logLikelihood[n - 1]! } as const;
      const theta = {
        k: 1,
        d: 1,
        weights: Float64Array.of(1),
        means: Float64Array.of(0),
        covariances: Float64Array.of(1),
      };
      window.say({
        type: 'started',
        run,
        options,
        n: 3,
        d: 1,
        names: ['x'],
        dropped: 0,
        droppedLines: [],
        notices: [],
      });
      window.say({ type: 'trace', run, from: 0, halves: 'EM'.repeat(n / 2), elbo, logLikelihood });
      window.say({
        type: 'frame',
        run,
        half: n - 1,
        known: n,
        step: { ...last, kl: last.logLikelihood - last.elbo },
        theta,
        thetaOfQ: theta,
        counts: Float64Array.of(3),
        warnings: [],
      });
    },
    [run, n] as const,
  );
}

describe('the scrubber', () => {
  it('is a slider for the keyboard, and says where it is', async () => {
    const page = await open({ start: poorStart, options: { components: 2 } });
    const slider = page.locator('[role=slider]');
    await slider.focus();
    await page.keyboard.press('Home');
    await page.waitForFunction(() => document.querySelector('[data-value="halfStep"]')?.textContent === '1');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('[data-value="halfStep"]')?.textContent === '3');
    expect(await slider.getAttribute('aria-valuenow')).toBe('3');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^Half-step 3 of \d+, E-step: ELBO −\d+/);
    await page.keyboard.press('End');
    const known = await knownHalves(page);
    await page.waitForFunction(
      (n) => document.querySelector('[data-value="halfStep"]')?.textContent === n,
      String(known),
    );
  });

  it('goes where the chart is clicked, and the chart reads its columns under the pointer', async () => {
    const page = await open({ start: poorStart, options: { components: 2 } });
    const ticks = page.locator('.scrubber-ticks span');
    const fifth = (await ticks.nth(4).boundingBox())!;
    const plot = (await page.locator('.bound-plot').boundingBox())!;
    const x = fifth.x + fifth.width / 2;
    await page.mouse.move(x, plot.y + 40);
    await page.locator('.bound-tip').waitFor({ state: 'visible' });
    expect(await page.locator('.bound-tip').textContent()).toContain('5 · E');
    await page.mouse.click(x, plot.y + 40);
    await page.waitForFunction(() => document.querySelector('[data-value="halfStep"]')?.textContent === '5');
  });

  it('reads the column under a pointer at rest, whatever comes under it', async () => {
    const page = await open({ silent: true });
    await page.waitForSelector('main');
    await sayThousands(page);
    const plot = (await page.locator('.bound-plot').boundingBox())!;
    await page.mouse.move(plot.x + plot.width / 2, plot.y + 40);
    const half = async () => Number(/\d+/.exec((await page.locator('.bound-tip').textContent()) ?? '')?.[0]);
    await expect.poll(half).toBeGreaterThan(8500);
    expect(await half()).toBeLessThan(11_500);
    await page.locator('[role=slider]').press('+');
    await expect.poll(half).toBeGreaterThan(12_000);
    // Another run, with another axis.
    await sayThousands(page, { run: 2, n: 2000 });
    await expect.poll(half).toBeLessThan(1150);
    expect(await half()).toBeGreaterThan(850);
  });

  it('follows the chart when it is zoomed by wheel and by drag, and all comes back by a double click', async () => {
    const page = await open({ start: poorStart, options: { components: 2 } });
    const ticks = page.locator('.scrubber-ticks span');
    const all = await ticks.count();
    const plot = (await page.locator('.bound-plot').boundingBox())!;
    await page.mouse.move(plot.x + plot.width / 2, plot.y + 50);
    await page.mouse.wheel(0, -300);
    await expect.poll(() => ticks.count()).toBeLessThan(all);
    await page.mouse.dblclick(plot.x + plot.width / 2, plot.y + 50);
    await expect.poll(() => ticks.count()).toBe(all);
    await page.mouse.move(plot.x + plot.width * 0.4, plot.y + 50);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.7, plot.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => ticks.count()).toBeLessThan(all);
    await page.locator('[role=slider]').focus();
    await page.keyboard.press('0');
    await expect.poll(() => ticks.count()).toBe(all);
    await page.keyboard.press('+');
    await expect.poll(() => ticks.count()).toBeLessThan(all);
  });

  it('takes thousands of half-steps, numbers in place of letters', async () => {
    const page = await open({ silent: true });
    await page.waitForSelector('main');
    await sayThousands(page);
    await expect.poll(() => page.locator('.scrubber-ticks span').count()).toBeGreaterThan(3);
    expect(await page.locator('.scrubber-ticks span').count()).toBeLessThan(20);
    expect(await page.locator('.scrubber-ticks .current').textContent()).toBe('20000 M');
    expect(await figure(page, 'halfStep').textContent()).toBe('20000');
  });
});

describe('the run bar', () => {
  it('fits at once what is chosen: K, covariance, columns, seed', async () => {
    const page = await open({ fileName: 'iris.csv', options: { components: 2 } }, { width: 1400, height: 900 });
    await page.selectOption('[data-field="components"] select', '3');
    await expect.poll(() => shown(page, 'components')).toBe('3');
    await settled(page);
    await page.selectOption('[data-field="family"] select', 'diag');
    await page.click('button[data-field="columns"]');
    await page.locator('[data-field="column-Sepal.Width"], .column-list vscode-checkbox').nth(1).click();
    await page.keyboard.press('Escape');
    await page.fill('[data-field="seed"] input', '7');
    await page.keyboard.press('Enter');
    await settled(page);
    const last = (await asked(page, 'fit')).at(-1)!.options;
    expect(last).toMatchObject({ components: 3, family: 'diag', seed: 7 });
    expect(last.columns).toHaveLength(3);
    await page.click('[data-action="newStart"]');
    expect((await asked(page, 'fit')).at(-1)!.options.seed).toBe(8);
  });

  it('puts back what is not a number of its range', async () => {
    const page = await open({ options: { components: 2 } }, { width: 1400, height: 900 });
    for (const wrong of ['0', '2.5', 'many', '']) {
      await page.fill('[data-field="restarts"] input', wrong);
      await page.keyboard.press('Enter');
      expect(await page.inputValue('[data-field="restarts"] input')).toBe('10');
    }
    expect(await asked(page, 'fit')).toEqual([]);
  });

  it('overrules the guess about the file', async () => {
    const page = await open({ options: { components: 2 } });
    await page.click('.file-name');
    await page.selectOption('[data-field="header"] select', 'no');
    await expect.poll(async () => (await asked(page, 'read')).at(-1)?.options).toEqual({ header: false });
  });

  it('steps back and on, E and M each in its turn', async () => {
    const page = await open({ start: poorStart, options: { components: 2 } });
    await goTo(page, 2);
    expect(await page.locator('[data-action="E"]').isDisabled()).toBe(true);
    await page.click('[data-action="M"]');
    await expect.poll(() => shown(page, 'halfStep')).toBe('4');
    await page.click('[data-action="E"]');
    await expect.poll(() => shown(page, 'halfStep')).toBe('5');
    await page.click('[data-action="back"]');
    await expect.poll(() => shown(page, 'halfStep')).toBe('4');
    await page.click('[data-action="end"]');
    await expect.poll(() => shown(page, 'halfStep')).toBe(String(await knownHalves(page)));
  });

  it('lets a run go on that was paused before its first moment', async () => {
    const page = await open({ silent: true });
    await page.waitForSelector('main');
    await page.evaluate(() => {
      const { options } = document.querySelector('elbo-panel')!.store.state;
      const rows = { n: 3, d: 1, names: ['x'], dropped: 0, droppedLines: [], notices: [] };
      window.say({ type: 'started', run: 1, options, ...rows });
      window.say({ type: 'state', run: 1, state: 'paused' });
    });
    await page.click('[data-action="play"]');
    expect(await asked(page, 'resume')).toHaveLength(1);
  });

  it('replays from the thumb until it is paused', async () => {
    const page = await open({ start: poorStart, options: { components: 2 } });
    await goTo(page, 0);
    await page.click('[data-action="play"]');
    await expect.poll(async () => Number(await shown(page, 'halfStep'))).toBeGreaterThanOrEqual(3);
    await page.click('[data-action="pause"]');
    await page.waitForFunction(() => document.querySelector('elbo-panel')!.store.state.ui.seeking === undefined);
    const at = await shown(page, 'halfStep');
    await page.waitForTimeout(900);
    expect(await shown(page, 'halfStep')).toBe(at);
  });

  it('replays from the start where the run has come to its end', async () => {
    const page = await open({ start: poorStart, options: { components: 2 } });
    expect(await shown(page, 'halfStep')).toBe(String(await knownHalves(page)));
    // A half-step is on show for a moment only: whoever looks now and then may miss it.
    await page.evaluate(() => {
      const seen: number[] = [];
      document.querySelector('elbo-panel')!.store.subscribe(({ frame }) => {
        if (frame && seen.at(-1) !== frame.half + 1) seen.push(frame.half + 1);
      });
      Object.assign(window, { seen });
    });
    await page.click('[data-action="play"]');
    const seen = () => page.evaluate(() => (window as unknown as { seen: number[] }).seen.join());
    await expect.poll(seen).toMatch(/(^|,)1,2(,|$)/);
    await page.click('[data-action="pause"]');
  });
});

describe('the file', () => {
  it('says of a column that is text for a few bad cells which they are, not that it looks like a label', async () => {
    const lines = (await example('faithful.csv')).trimEnd().split('\n');
    const content = lines.map((line, at) => `${line},${at === 0 ? 'score' : at === 40 ? 'n/k' : at % 4}`).join('\n');
    const page = await open({ content, options: { components: 2 } });
    await page.locator('.file-name').click();
    const row = page.locator('.file-columns tr', { hasText: 'score' });
    expect(await row.textContent()).toMatch(/text.*all numbers but for “n\/k” on line 41: correct that cell/s);
    expect(await row.textContent()).not.toContain('label');
    // It is said once.
    expect((await page.locator('#popover-file').textContent())!.split('n/k')).toHaveLength(2);
    expect(await page.locator('[data-field="columns"]').first().textContent()).not.toContain('score');
  });
});

describe('states', () => {
  it('keeps the last good fit, dimmed, when the next one fails, and says what to do', async () => {
    const page = await open({ options: { components: 2 } });
    await page.selectOption('[data-field="components"] select', '12');
    await settled(page);
    await page.evaluate(() => {
      const { run } = document.querySelector('elbo-panel')!.store.state;
      window.say({ type: 'state', run, state: 'failed', fault: { code: 'singular', args: { component: 2 } } });
    });
    await page.waitForSelector('main[data-run-state="failed"].dimmed');
    expect(await page.locator('.status-text').textContent()).toMatch(/Component 2 .*Fit again/s);
    expect(await figure(page, 'elbo').count()).toBe(1);
  });

  it('shows how much of the file is read before there is anything else', async () => {
    const page = await open({ silent: true });
    await page.evaluate(() => window.say({ type: 'reading', fraction: 0.43 }));
    await expect.poll(() => page.locator('.status-text').textContent()).toContain('Reading faithful.csv: 43 %');
    expect(await page.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value)).toBe(0.43);
  });

  it('fetches after it is on show what its first figures do not need, and Korean not at all', async () => {
    const page = await open({ options: { components: 2 } });
    const fetched = () =>
      page.evaluate(() => {
        const [painted] = performance.getEntriesByName('first-contentful-paint');
        const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'));
        const late = scripts.filter(({ startTime }) => startTime > painted!.startTime);
        const names = (entries: typeof scripts) => entries.map(({ name }) => /(\w+)[-\w]*\.js$/.exec(name)![1]);
        return { all: names(scripts), late: names(late) };
      });
    await expect.poll(async () => (await fetched()).late, { timeout: 20_000 }).toContain('more');
    expect((await fetched()).all).toContain('katex');
    expect((await fetched()).all).not.toContain('korean');
  });

  it('speaks Korean', async () => {
    const page = await open({ language: 'ko', options: { components: 2 } });
    expect(await page.getAttribute('html', 'lang')).toBe('ko');
    expect(await page.locator('.status-text').textContent()).toContain('수렴');
    expect(await page.locator('[data-section="derivation"] h2').textContent()).toContain('유도');
  });

  it('drops a message that is not of the protocol, and says so', async () => {
    const page = await open({ options: { components: 2 } });
    await page.evaluate(() => window.postMessage([{ type: 'frame', run: 1 }], '*'));
    await expect.poll(() => opened!.complaints.length).toBe(1);
    expect(opened!.complaints[0]).toContain('dropped');
    (opened!.complaints as string[]).length = 0;
    expect(await page.getAttribute('main', 'data-run-state')).toBe('converged');
  });

  it('keeps for its next life where it stood', async () => {
    const page = await open({ start: poorStart, options: { components: 2 } });
    await goTo(page, 4);
    await page.locator('[data-section="heatmap"] button.fold').click();
    await expect
      .poll(() => page.evaluate(() => window.kept))
      .toMatchObject({ version: 1, half: 4, folded: ['heatmap'] });
  });
});

describe('looks', () => {
  it('keeps the last number under the scrubber within the panel', async () => {
    const page = await open({ options: { components: 3, maxIterations: 1200, tolerance: 0 } });
    for (const width of [320, 500, 1400]) {
      await page.setViewportSize({ width, height: 900 });
      const last = page.locator('.scrubber-ticks .current');
      await expect.poll(() => last.textContent()).toMatch(/^2400 M$/);
      const beyond = () =>
        last.evaluate((label) => {
          const range = document.createRange();
          range.selectNodeContents(label);
          return range.getBoundingClientRect().right - label.closest('elbo-scrubber')!.getBoundingClientRect().right;
        });
      await expect.poll(beyond).toBeLessThanOrEqual(0);
    }
  });

  it('says how many other starts there are in one line, past the band of a short run', async () => {
    const page = await open({ options: { components: 2, maxIterations: 1 } });
    for (const width of [320, 500, 700]) {
      await page.setViewportSize({ width, height: 900 });
      await page.locator('main.half').waitFor();
      const legend = page.locator('.bound-legend span.other').last();
      await expect
        .poll(async () => {
          const { height, x } = (await legend.boundingBox())!;
          const thumb = (await page.locator('.scrubber-thumb').boundingBox())!;
          return height < 24 && x > thumb.x + thumb.width;
        })
        .toBe(true);
    }
  });

  it.each(['en', 'ko'] as const)('never leaves the menu of the run bar a line to itself (%s)', async (language) => {
    const page = await open({ language, options: { components: 2 } });
    for (const width of [320, 480, 500, 560, 640, 900, 1000, 1400]) {
      await page.setViewportSize({ width, height: 900 });
      await page.locator(`main.${width < 900 ? 'half' : 'wide'}`).waitFor();
      const lines = await page.evaluate(async () => {
        await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
        const middles = [...document.querySelectorAll('.run-bar .model, .run-bar .field')]
          .map((field) => field.getBoundingClientRect())
          .filter((box) => box.width > 0)
          .map((box) => Math.round(box.top + box.height / 2));
        return middles.map((middle) => middles.filter((other) => Math.abs(other - middle) < 10).length);
      });
      // The menu is the last; in one column there is one line altogether.
      expect(lines.at(-1), `${width} px`).toBeGreaterThan(1);
      if (width < 900) expect(new Set(lines), `${width} px`).toEqual(new Set([lines.length]));
    }
  });

  it.each([320, 500, 700, 1400])('nothing overflows at %i px', async (width) => {
    const page = await open({ fileName: 'iris.csv', options: { components: 3 } }, { width, height: 900 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('fades a formula that goes on beyond the edge, until it is scrolled to its end', async () => {
    const page = await open({ options: { components: 2 } }, { width: 500, height: 1400 });
    await page.locator('.lesson-scroll').nth(2).waitFor();
    const faded = () =>
      page.$$eval('.lesson-scroll', (lines) =>
        lines.map((line) => [line.scrollWidth > line.clientWidth + 1, getComputedStyle(line).maskImage !== 'none']),
      );
    await expect.poll(faded).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ]);
    await page.$$eval('.lesson-scroll', (lines) => {
      for (const line of lines) line.scrollLeft = line.scrollWidth;
    });
    await expect.poll(async () => (await faded())[2]).toEqual([true, false]);
  });

  it('keeps the bound in sight', async () => {
    const page = await open({ options: { components: 2 } }, { width: 560, height: 640 });
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    const box = (await page.locator('elbo-bound').boundingBox())!;
    expect(box.y).toBeGreaterThanOrEqual(-1);
    expect(box.y + box.height).toBeLessThan(640);
  });

  it('follows a change of theme at once, the canvases too', async () => {
    const page = await open({ options: { components: 2 } });
    await page.evaluate(() => window.wear('light'));
    await expect
      .poll(() => page.evaluate(() => document.querySelector('elbo-panel')!.store.state.theme.kind))
      .toBe('light');
    const colours = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.bound-plot canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set<string>();
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] === 255) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
      }
      return [...seen];
    });
    // ELBO in Light 2026 is #1A5CFF, in Dark 2026 #57A3F8.
    expect(colours).toContain('26,92,255');
    expect(colours).not.toContain('87,163,248');
  });

  it.each(themes)('axe finds nothing in %s', async (theme) => {
    const page = await open(
      { theme, reducedMotion: true, options: { components: 2 }, start: poorStart },
      { width: 1400, height: 900 },
    );
    await goTo(page, 5);
    expect(await accessibilityTroubles(page)).toEqual([]);
  });
});
