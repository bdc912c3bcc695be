/** Windows of the real workbench for the browser tests: one browser, a fresh folder and a fresh window a test. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { chromiumArguments, type OpenOptions, until, Workbench } from '../support/workbench.mts';

const root = join(import.meta.dirname, '..', '..');

/** mclust 6.1.2 and scikit-learn 1.7 agree on it: faithful, K = 2, full covariance. */
export const faithful = { components: 2, logLikelihood: -1130.263960185 };

let browser: Browser | undefined;
const folders: string[] = [];
const windows: Workbench[] = [];

/** Registers the hooks of a test file; answers a function that opens a window on a folder with the given files. */
export function windowsOfThisFile() {
  beforeAll(async () => {
    const executablePath = required('ELBO_LENS_CHROMIUM');
    browser = await chromium.launch({ executablePath, args: chromiumArguments });
  });
  afterEach(async () => {
    for (const window of windows.splice(0)) await window.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  afterAll(async () => {
    await browser?.close();
    browser = undefined;
  });
  return open;
}

/** As `windowsOfThisFile`, but with one window for all tests of the file, which go on where the one before left it. */
export function oneWindowOfThisFile(options: WindowOptions): () => Workbench {
  let window: Workbench | undefined;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: required('ELBO_LENS_CHROMIUM'), args: chromiumArguments });
    window = await open(options);
  });
  afterAll(async () => {
    await browser?.close();
    browser = undefined;
    windows.splice(0);
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
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

async function open({ files, settings, ...options }: WindowOptions): Promise<Workbench> {
  if (!browser) throw new Error('windowsOfThisFile() was not called');
  const folder = mkdtempSync(join(tmpdir(), 'elbo-lens-window-'));
  folders.push(folder);
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
  const window = await Workbench.open({ browser, address: required('ELBO_LENS_EDITOR'), folder, ...options });
  windows.push(window);
  return window;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests by "npm test -- --only browser"`);
  return value;
}

/** Opens a file, runs Fit GMM from the palette and waits until the run is in `state`. */
export async function fitFromPalette(window: Workbench, file: string, state = 'converged'): Promise<Frame> {
  await window.openFile(file);
  await window.runCommand('ELBO Lens: Fit GMM');
  const frame = await window.panelFrame();
  await window.waitForState(frame, state);
  return frame;
}

/** Nothing was blocked, nothing was thrown, nothing complained. */
export function expectNoTrouble(window: Workbench): void {
  expect(window.cspViolations).toEqual([]);
  expect(window.panelErrors).toEqual([]);
  expect(window.uncaught.filter((error) => /elbo|dist\/webview|panel\.js/i.test(error))).toEqual([]);
}

/** What axe-core has against the panel, one line a rule and place. */
export async function accessibilityTroubles(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document));
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id} at ${node.target.join(' ')}: ${node.failureSummary ?? rule.help}`),
  );
}

/** Uniform noise: EM finds nothing in it to converge to, so that a fit of it lasts. Deterministic. */
export function noise(rows: number, columns: number): string {
  let state = 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32).toFixed(6);
  };
  const names = Array.from({ length: columns }, (_, j) => `x${j + 1}`);
  const lines = Array.from({ length: rows }, () => names.map(next).join(','));
  return `${names.join(',')}\n${lines.join('\n')}\n`;
}

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

/** Fits a file from the palette beside it, with whatever other panels there are, and answers its panel at rest. */
export async function fitBeside(window: Workbench, file: string): Promise<Frame> {
  if ((await window.tab('ELBO Lens').count()) > 0) await window.focusFile();
  await window.openFile(file);
  await window.runCommand('ELBO Lens: Fit GMM');
  const frame = await panelOf(window, file);
  await window.waitForState(frame, 'converged');
  return frame;
}

/** The panel of that file, once it is in sight and has figures. */
export async function panelOf(window: Workbench, file: string): Promise<Frame> {
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
  const fitted = () => {
    const { frame, vi, vae } = document.querySelector('elbo-panel')!.store.state;
    return (frame ?? vi.frame ?? vae.frame) !== undefined;
  };
  await found.waitForFunction(fitted, undefined, { timeout: 60_000 });
  return found;
}
