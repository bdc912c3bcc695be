/**
 * A driver for VS Code's real workbench in a browser: palette, files, themes, and the ELBO Lens panel inside its nested
 * webview frames. Used by the browser tests and by `npm start`; runs under Node's own type stripping.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, BrowserContext, ConsoleMessage, Frame, Locator, Page } from 'playwright-core';

/** The arguments with which Chromium is quiet and runs on a machine without a display or a GPU, also as root. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Theme = 'light' | 'dark' | 'hc-dark' | 'hc-light';
/** Theme ids as VS Code 1.139 has them, and the class that its window then bears. */
export const themes: Record<Theme, { id: string; windowClass: string; preference: string }> = {
  light: { id: 'Light 2026', windowClass: 'vs', preference: 'workbench.preferredLightColorTheme' },
  dark: { id: 'Dark 2026', windowClass: 'vs-dark', preference: 'workbench.preferredDarkColorTheme' },
  'hc-dark': {
    id: 'Default High Contrast',
    windowClass: 'hc-black',
    preference: 'workbench.preferredHighContrastColorTheme',
  },
  'hc-light': {
    id: 'Default High Contrast Light',
    windowClass: 'hc-light',
    preference: 'workbench.preferredHighContrastLightColorTheme',
  },
};

/** States of a run in which nothing more will come by itself. */
const settled = ['converged', 'cancelled', 'failed', 'paused'];

export interface OpenOptions {
  browser: Browser;
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  address: string;
  /** The folder to open, as the server sees it. */
  folder: string;
  width?: number;
  height?: number;
  theme?: Theme;
  reducedMotion?: boolean;
}

export interface Problem {
  text: string;
  url: string;
}

/** How long anything in the workbench may take before we say that it does not come, in milliseconds. */
const patience = 60_000;

export class Workbench {
  /** Violations of a Content Security Policy in our panel, as the browser reports them. */
  readonly cspViolations: Problem[] = [];
  /** console.error from our panel. */
  readonly panelErrors: Problem[] = [];
  /** Exceptions that nobody caught, in any frame of the window. */
  readonly uncaught: string[] = [];

  readonly page: Page;
  readonly folder: string;
  private readonly context: BrowserContext | undefined;

  private constructor(page: Page, folder: string, context: BrowserContext | undefined) {
    this.page = page;
    this.folder = folder;
    this.context = context;
    page.on('console', (message) => this.heard(message));
    page.on('pageerror', (error) => this.uncaught.push(error.stack ?? error.message));
  }

  /** Opens a window on `folder` in a browser context of its own and waits until its files are listed. */
  static async open(options: OpenOptions): Promise<Workbench> {
    const { browser, address, folder, width = 1440, height = 900, theme = 'light' } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme.endsWith('dark') ? 'dark' : 'light',
      reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: address });
    const workbench = new Workbench(await context.newPage(), folder, context);
    await workbench.page.goto(`${address}/?folder=${encodeURI(folder)}`);
    await workbench.ready();
    return workbench;
  }

  /** A window that exists already: a desktop VS Code reached over its debugging port. */
  static async adopt(page: Page, folder: string): Promise<Workbench> {
    const workbench = new Workbench(page, folder, undefined);
    await workbench.ready();
    return workbench;
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.editor').waitFor({ timeout: patience });
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: patience });
  }

  private heard(message: ConsoleMessage): void {
    const problem = { text: message.text(), url: message.location().url };
    // The workbench has troubles of its own (no gallery, no GitHub): only what comes from a webview is ours.
    if (!/contrib\/webview\/browser\/pre|vscode-webview|vscode-resource|vscode-cdn|elbo-lens/.test(problem.url)) return;
    if (/Content Security Policy|Refused to /.test(problem.text)) this.cspViolations.push(problem);
    else if (message.type() === 'error') this.panelErrors.push(problem);
  }

  /** Runs a command as a person does: palette, its full title, Enter. */
  async runCommand(title: string): Promise<void> {
    // The filter knows no ellipsis.
    await this.pick('F1', `>${title.replace('…', '')}`, title);
  }

  /** Opens a file of the folder's top level in the editor by a double click in the explorer. */
  async openFile(name: string): Promise<void> {
    const entry = this.page.locator('.explorer-folders-view .monaco-list-row').filter({
      has: this.page.locator('.label-name', { hasText: new RegExp(`^${literally(name)}$`) }),
    });
    await entry.dblclick({ timeout: patience });
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: patience });
    await this.page.locator('.editor-instance .view-lines').first().waitFor({ timeout: patience });
  }

  /** Opens a quick pick by `key`, types `text` and takes the entry called `label`, as soon as it is offered. */
  private async pick(key: string, text: string, label: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input');
    const entry = this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: new RegExp(`^${literally(label)}$`) }) });
    const deadline = Date.now() + patience;
    let offered: string[] = [];
    while (Date.now() < deadline) {
      await this.page.keyboard.press(key);
      try {
        // On a busy machine the window may hear late that a panel was clicked: it gives it the keyboard then, and the
        // widget closes under our hands.
        await input.fill(text, { timeout: 5000 });
        // The list is made when the widget opens: a command registered later shows in the next one.
        await entry.first().click({ timeout: 2500 });
        // Gone, also where what was taken asks something in the same place.
        await entry.first().waitFor({ state: 'hidden', timeout: patience });
        return;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error;
        offered = await this.page.locator('.quick-input-list .label-name').allTextContents();
        await this.page.keyboard.press('Escape');
      }
    }
    throw new Error(`The workbench offers no "${label}" but: ${offered.join(' | ')}.`);
  }

  /** The tab whose label has `name` in it. */
  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  /** Closes the tab whose label has `name` in it, by the middle button. */
  async closeTab(name: string): Promise<void> {
    const tab = this.tab(name).first();
    await tab.click({ button: 'middle' });
    await tab.waitFor({ state: 'detached', timeout: patience });
  }

  /** The innermost frame of every visible ELBO Lens panel. */
  async panelFrames(): Promise<Frame[]> {
    const found: Frame[] = [];
    for (const frame of this.page.frames()) {
      const ours = await frame
        .evaluate(() => document.querySelector('[data-run-state]') !== null)
        // A frame may go while we ask.
        .catch(() => false);
      if (ours) found.push(frame);
    }
    return found;
  }

  /** The frame of the panel; waits for it. With several panels in sight: the one opened last. */
  async panelFrame(timeout = patience): Promise<Frame> {
    const frame = await until(async () => (await this.panelFrames()).at(-1), timeout);
    if (!frame) throw new Error(`No ELBO Lens panel after ${timeout} ms. ${await this.said()}`);
    return frame;
  }

  async runState(frame: Frame): Promise<string> {
    return (await frame.locator('[data-run-state]').first().getAttribute('data-run-state')) ?? '';
  }

  /** Waits until the run is in `state`; fails at once when it settles in a state of failure instead. */
  async waitForState(frame: Frame, state: string | readonly string[], timeout = patience): Promise<void> {
    const wanted = [state].flat();
    let now = '';
    const reached = await until(async () => {
      now = await this.runState(frame);
      return wanted.includes(now) || now === 'failed' ? now : undefined;
    }, timeout);
    if (reached === undefined || !wanted.includes(reached)) {
      throw new Error(`The run is "${now}", not "${wanted.join('" or "')}". ${await this.said(frame)}`);
    }
  }

  /** Waits until the run has come to rest and answers its state. */
  async waitUntilSettled(frame: Frame, timeout = patience): Promise<string> {
    const state = await until(async () => {
      const now = await this.runState(frame);
      return settled.includes(now) ? now : undefined;
    }, timeout);
    if (!state) throw new Error(`The run is still "${await this.runState(frame)}". ${await this.said(frame)}`);
    return state;
  }

  /** Does what makes the panel fit anew, and waits until the figures on show are of a later run that has come to rest. */
  async refit(frame: Frame, act: () => Promise<unknown>, timeout = patience): Promise<string> {
    const bound = frame.locator('elbo-bound, elbo-vae-curve').first();
    const run = async (): Promise<number> => Number((await bound.getAttribute('data-run')) ?? -1);
    const before = await run();
    await act();
    const followed = await until(async () => (await run()) > before || undefined, timeout);
    if (!followed) throw new Error(`No run after run ${before}. ${await this.said(frame)}`);
    return this.waitUntilSettled(frame, timeout);
  }

  /** A live figure of the panel in full precision; NaN where it has none yet. */
  async readFigure(frame: Frame, name: string): Promise<number> {
    const figure = frame.locator(`[data-value="${name}"][data-exact]`).first();
    await figure.waitFor({ state: 'attached', timeout: patience });
    const exact = await figure.getAttribute('data-exact');
    return exact === null || exact === '' ? Number.NaN : Number(exact);
  }

  /** Notifications that are on show, as text. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notification-list-item-message').allTextContents();
  }

  /** What the window shows and complains of, for the message of a failure; its picture goes to out/failures. */
  private async said(frame?: Frame): Promise<string> {
    const panel = await frame?.evaluate(() => document.body.textContent.slice(0, 400)).catch(() => 'the frame is gone');
    const picture = join('out', 'failures', `${basename(this.folder)}.png`);
    await this.page.screenshot({ path: picture });
    return [
      `Picture: ${picture}. Panels in the window: ${(await this.panelFrames()).length}.`,
      ...(await this.notifications()),
      ...this.uncaught,
      ...this.panelErrors.map((problem) => problem.text),
      panel?.replace(/\s+/g, ' '),
    ].join('\n');
  }

  /** Writes the folder's own settings; an open window follows them. */
  writeSettings(settings: Record<string, unknown>): void {
    mkdirSync(join(this.folder, '.vscode'), { recursive: true });
    writeFileSync(join(this.folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  }

  /** Changes the window's theme through the folder's settings and waits until window and panel bear it. */
  async setTheme(theme: Theme): Promise<void> {
    this.writeSettings({ 'window.autoDetectColorScheme': false, 'workbench.colorTheme': themes[theme].id });
    await this.page.locator(`.monaco-workbench.${themes[theme].windowClass}`).waitFor({ timeout: patience });
    for (const frame of await this.panelFrames()) {
      const followed = await until(async () => {
        const id = await frame
          .evaluate(() => document.body.getAttribute('data-vscode-theme-id'))
          .catch(() => undefined);
        return id === themes[theme].id || undefined;
      }, patience);
      if (!followed) throw new Error(`The panel did not follow to ${themes[theme].id}.`);
    }
  }

  /** Loads the window anew, by VS Code's own command: it saves its state first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load', { timeout: patience });
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  /** Gives the keyboard to the file, its cursor staying where it is. */
  async focusFile(): Promise<void> {
    const group = this.page.locator('.editor-group-container', { has: this.page.locator('.editor-instance') });
    await group.first().locator('.tab.active').click();
  }

  /** Gives the keyboard to the group of the panel, so that the next file opens there. */
  async focusPanel(): Promise<void> {
    await this.tab('ELBO Lens').first().click();
  }

  /** Drags the border between the file and the panel beside it until the panel is about `width` px wide. */
  async resizePanel(width: number): Promise<void> {
    const last = this.page.locator('.editor-group-container').last();
    const boxOf = async () => {
      const box = await last.boundingBox();
      if (!box) throw new Error('There is no editor group.');
      return box;
    };
    // Where exactly the border can be taken hold of is the theme's to say.
    for (const aside of [0, -2, 2, -4, 4]) {
      const box = await boxOf();
      if (Math.abs(box.width - width) < 12) return;
      const y = box.y + box.height / 2;
      await this.page.mouse.move(box.x + aside, y);
      await this.page.mouse.down();
      await this.page.mouse.move(box.x + box.width - width, y, { steps: 4 });
      await this.page.mouse.up();
    }
  }

  async hideSideBar(): Promise<void> {
    const sideBar = this.page.locator('.part.sidebar');
    if (!(await sideBar.isVisible())) return;
    await this.page.keyboard.press('ControlOrMeta+B');
    await sideBar.waitFor({ state: 'hidden', timeout: patience });
  }

  /** A picture of the whole window as PNG. Waits for fonts and for two frames of the panel. */
  async screenshot(path: string): Promise<void> {
    for (const frame of await this.panelFrames()) {
      await frame.evaluate(async () => {
        await document.fonts.ready;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      });
    }
    await this.page.screenshot({ path });
  }

  /** Closes the window; its extension host ends with it. */
  async close(): Promise<void> {
    await (this.context ?? this.page).close();
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Asks again and again until there is an answer or `timeout` milliseconds are over. */
export async function until<T>(ask: () => Promise<T | undefined>, timeout: number): Promise<T | undefined> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}
