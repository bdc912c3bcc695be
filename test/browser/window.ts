/** Windows of the real workbench for the browser tests: a browser, a fresh folder and a window a file. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Frame } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { chromiumArguments, type OpenOptions, until, Workbench } from '../support/workbench.mts';

const root = join(import.meta.dirname, '..', '..');

/** mclust 6.1.2 and scikit-learn 1.7 agree on it: faithful, K = 2, full covariance. */
export const faithful = { components: 2, logLikelihood: -1130.263960185 };

/** One window for all tests of a file, which go on where the one before left it. */
export function oneWindowOfThisFile(options: WindowOptions): () => Workbench {
  let browser: Browser | undefined;
  let window: Workbench | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: required('ELBO_LENS_CHROMIUM'), args: chromiumArguments });
    window = await open(browser, options);
  });
  afterAll(async () => {
    await browser?.close();
    if (window) rmSync(window.folder, { recursive: true, force: true });
  });
  return () => {
    if (!window) throw new Error('There is no window yet');
    return window;
  };
}

interface WindowOptions extends Omit<OpenOptions, 'browser' | 'address' | 'folder'> {
  /** Names of files in examples/, or names and contents of others. */
  files: (string | { name: string; content: string })[];
  settings?: Record<string, unknown>;
}

async function open(browser: Browser, { files, settings, ...options }: WindowOptions): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'elbo-lens-window-'));
  for (const file of files) {
    const path = join(folder, typeof file === 'string' ? file : file.name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof file === 'string') cpSync(join(root, 'examples', file), path);
    else writeFileSync(path, file.content);
  }
  if (settings) {
    mkdirSync(join(folder, '.vscode'));
    writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  }
  return Workbench.open({ browser, address: required('ELBO_LENS_EDITOR'), folder, ...options });
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests by "npm test -- --only browser"`);
  return value;
}

/**
 * Opens a file beside whatever panels there are, fits it from the palette and waits until the run is in `state`.
 * @param command title of the command, without its category
 */
export async function fitFromPalette(
  window: Workbench,
  file: string,
  state: string | readonly string[] = 'converged',
  command = 'Fit GMM',
): Promise<Frame> {
  if ((await window.tab('ELBO Lens').count()) > 0) await window.focusFile();
  await window.openFile(file);
  await window.runCommand(`ELBO Lens: ${command}`);
  const frame = await panelNamed(window, file);
  await window.waitForState(frame, state);
  return frame;
}

/** The panel of that file, in front: the one that there is, as it was left, or one that is fitted now. */
export async function panelFor(window: Workbench, file: string, command?: string): Promise<Frame> {
  const tab = window.tab(`ELBO Lens: ${file}`).first();
  if ((await tab.count()) === 0) return fitFromPalette(window, file, 'converged', command);
  await tab.click();
  return panelOf(window, file);
}

/** Closes whatever panels there are. */
export async function closePanels(window: Workbench): Promise<void> {
  const panels = window.tab('ELBO Lens');
  for (let left = await panels.count(); left > 0; left--) {
    await panels.first().click({ button: 'middle' });
    await expect.poll(() => panels.count(), { timeout: 60_000 }).toBe(left - 1);
  }
}

/** Nothing was blocked, nothing was thrown, nothing complained. */
export function expectNoTrouble(window: Workbench): void {
  expect(window.cspViolations).toEqual([]);
  expect(window.panelErrors).toEqual([]);
  expect(window.uncaught.filter((error) => /elbo|dist\/webview|panel\.js/i.test(error))).toEqual([]);
}

/** Uniform noise: EM finds nothing in it to converge to, so that a fit of it lasts. Deterministic. */
function noise(rows: number, columns: number): string {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32).toFixed(6);
  };
  const names = Array.from({ length: columns }, (_, j) => `x${j + 1}`);
  const lines = Array.from({ length: rows }, () => names.map(next).join(','));
  return `${names.join(',')}\n${lines.join('\n')}\n`;
}

/** A file whose fit lasts long enough to be met on its way. */
export const slow = {
  name: 'slow.csv',
  get content(): string {
    return noise(120_000, 4);
  },
};

/** faithful.csv with some cells missing: every 37th row has no first cell, every 53rd no second. */
export function faithfulWithHoles(): string {
  const [head, ...rows] = readFileSync(join(root, 'examples', 'faithful.csv'), 'utf8')
    .trim()
    .split(/\r?\n/);
  const holed = rows.map((row, i) => {
    const [eruptions, waiting] = row.split(',');
    if (i % 37 === 36) return `,${waiting}`;
    return i % 53 === 52 ? `${eruptions},NA` : row;
  });
  return `${[head, ...holed].join('\n')}\n`;
}

/** Puts the thumb on half-step `half`, counted from 0, by the keyboard, and waits until the figures are there. */
export async function goTo(frame: Frame, half: number): Promise<void> {
  const thumb = frame.locator('.scrubber-track');
  await thumb.press('Home');
  for (let at = 0; at < half; at++) await thumb.press('ArrowRight');
  await untilAt(frame, half);
}

/** Waits until all figures are those of half-step `half`, counted from 0. */
export async function untilAt(frame: Frame, half: number): Promise<void> {
  await frame.locator(`[data-value="halfStep"][data-exact="${half + 1}"]`).waitFor({ timeout: 30_000 });
}

/** The panel of that file, once it is in sight; what it shows may still be to come. */
export async function panelNamed(window: Workbench, file: string): Promise<Frame> {
  const found = await until(async () => {
    for (const frame of await window.panelFrames()) {
      // On the road the file's own corner is not there.
      const name = await frame
        .evaluate(() => document.querySelector('elbo-panel')?.store.state.welcome?.fileName)
        .catch(() => '');
      if (name?.includes(file)) return frame;
    }
    return undefined;
  }, 60_000);
  if (!found) throw new Error(`There is no panel of ${file}.`);
  return found;
}

/** The panel of that file, once it is in sight and has figures. */
export async function panelOf(window: Workbench, file: string): Promise<Frame> {
  const found = await panelNamed(window, file);
  const fitted = () => {
    const { frame, vi, vae } = document.querySelector('elbo-panel')!.store.state;
    return (frame ?? vi.frame ?? vae.frame) !== undefined;
  };
  await found.waitForFunction(fitted, undefined, { timeout: 60_000 });
  return found;
}
