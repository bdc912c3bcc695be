// `npm run shots [-- --out DIR] [-- --only WORDS]`: pictures of the panel from the packaged extension in a real VS Code,
// to be looked at: the whole panel and each of its views, in every theme and at three widths, and whole windows.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumArguments, themes, until, Workbench } from '../test/support/workbench.mts';
import { buildVsix } from './package.mjs';
import { root, scratch, vsix } from './paths.mjs';
import { atExit } from './processes.mjs';
import { ensureCodeServer, serveEditor } from './real-editor.mjs';
import { ensureSystemParts, findChromium } from './system-parts.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(root, 'out', 'shots') },
    only: { type: 'string', default: '' },
    packed: { type: 'boolean', default: false },
  },
});
const out = resolve(process.env.INIT_CWD ?? '.', values.out);
const wanted = (name) => values.only.split(',').some((words) => name.includes(words));

/** CSS pixels of the panel, and the height of the window for whole panels. */
const widths = [500, 700, 1400];
const panelHeight = 1000;
/** Tall enough for every view to be seen without scrolling, at every width. */
const viewHeight = 3200;
const views = {
  bound: '.spine',
  data: '[data-section="data"]',
  responsibilities: '[data-section="heatmap"]',
  derivation: '[data-section="derivation"]',
};

/** Options that make the staircase long enough to be seen, and the half-step and row to stop at. */
const scene = { file: 'faithful.csv', components: '2', seed: '2', half: 6, row: 33 };

ensureSystemParts(['browser', 'fonts']);
await ensureCodeServer();
if (!values.packed) await buildVsix();
const { address } = await serveEditor({ vsix });
const folder = scratch('shots');
atExit(() => rmSync(folder, { recursive: true, force: true }));
cpSync(join(root, 'examples'), folder, { recursive: true });
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
try {
  if (positionals.length > 0) for (const file of positionals) await fileShots(resolve(file));
  else await sceneShots();
} finally {
  await browser.close();
}
process.exit(0);

/** Everything that is asked of a window, drawn. */
async function drawn(workbench, frame) {
  await workbench.page.mouse.move(2, 2);
  await frame.evaluate(async () => {
    await document.fonts.ready;
    // A flash of a changed figure lasts .7 s; a picture shows none.
    // What follows a scroll bar never ends.
    const timed = document.getAnimations().filter(({ timeline }) => timeline === document.timeline);
    await Promise.all(timed.map((animation) => animation.finished.catch(() => undefined)));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

async function clipped(workbench, frame, selector, name) {
  await drawn(workbench, frame);
  const clip = await frame.locator(selector).first().boundingBox();
  await workbench.page.screenshot({ path: join(out, `${name}.png`), clip });
  console.log(`${name}: ${Math.round(clip.width)} x ${Math.round(clip.height)}`);
}

/** The frame's own viewport in the window. */
async function panelBox(workbench) {
  const box = await workbench.page.locator('.editor-group-container').last().boundingBox();
  return { x: box.x, y: box.y + 35, width: box.width, height: box.height - 35 };
}

async function choose(frame, field, value) {
  await frame.locator(`[data-field="${field}"] select`).selectOption(value);
}

async function openScene(workbench) {
  await workbench.openFile(scene.file);
  await workbench.hideSideBar();
  await workbench.runCommand('ELBO Lens: Fit GMM');
  let frame = await workbench.panelFrame();
  await workbench.waitForState(frame, 'converged');
  await workbench.resizePanel(1400);
  frame = await workbench.panelFrame();
  await workbench.refit(frame, () => choose(frame, 'start', 'random'));
  await workbench.refit(frame, () => choose(frame, 'components', scene.components));
  await workbench.refit(frame, async () => {
    const seed = frame.locator('[data-field="seed"] input');
    await seed.fill(scene.seed);
    await seed.press('Enter');
  });
  const row = frame.locator('.row-picker input');
  await row.fill(String(scene.row));
  await row.press('Enter');
  await goTo(frame, scene.half);
  return frame;
}

/** Puts the thumb on half-step `half`, counted from 1. */
async function goTo(frame, half) {
  const thumb = frame.locator('.scrubber-track');
  await thumb.press('Home');
  for (let at = 1; at < half; at++) await thumb.press('ArrowRight');
  const reached = await until(
    async () =>
      Number(await frame.locator('[data-value="halfStep"]').first().textContent()) === half ? true : undefined,
    20_000,
  );
  if (!reached) throw new Error(`The panel does not come to half-step ${half}.`);
}

async function sceneShots() {
  const workbench = await Workbench.open({ browser, address, folder, theme: 'dark', width: 1900, height: panelHeight });
  let frame = await openScene(workbench);
  for (const theme of Object.keys(themes)) {
    if (!widths.some((width) => ['panel', ...Object.keys(views)].some((view) => wanted(`${view}-${theme}-${width}`))))
      continue;
    await workbench.setTheme(theme);
    for (const width of widths) {
      await workbench.page.setViewportSize({ width: 1900, height: panelHeight });
      await workbench.resizePanel(width);
      frame = await workbench.panelFrame();
      const name = `${theme}-${width}`;
      if (wanted(`panel-${name}`)) {
        await drawn(workbench, frame);
        await workbench.page.screenshot({ path: join(out, `panel-${name}.png`), clip: await panelBox(workbench) });
        console.log(`panel-${name}`);
      }
      const here = Object.entries(views).filter(([view]) => wanted(`${view}-${name}`));
      if (here.length === 0) continue;
      await workbench.page.setViewportSize({ width: 1900, height: viewHeight });
      for (const [view, selector] of here) await clipped(workbench, frame, selector, `${view}-${name}`);
    }
  }
  if (wanted('window')) await windowShots(workbench);
  await workbench.close();
}

/** Whole windows, as they stand in the README. */
async function windowShots(workbench) {
  for (const [theme, width, height, panel] of [
    ['dark', 1440, 900, 1010],
    ['light', 1440, 900, 1010],
  ]) {
    await workbench.setTheme(theme);
    await workbench.page.setViewportSize({ width, height });
    await workbench.resizePanel(panel);
    await drawn(workbench, await workbench.panelFrame());
    await workbench.page.screenshot({ path: join(out, `window-${theme}.png`) });
    console.log(`window-${theme}`);
  }
}

/** Files of anybody's, fitted with no question asked: the panel at each width, and what is below the fold. */
async function fileShots(file) {
  cpSync(file, join(folder, basename(file)));
  const workbench = await Workbench.open({ browser, address, folder, theme: 'dark', width: 1900, height: panelHeight });
  await workbench.openFile(basename(file));
  await workbench.hideSideBar();
  await workbench.runCommand('ELBO Lens: Fit GMM');
  await workbench.waitUntilSettled(await workbench.panelFrame(), 300_000);
  for (const width of widths) {
    await workbench.resizePanel(width);
    const frame = await workbench.panelFrame();
    await drawn(workbench, frame);
    const clip = await panelBox(workbench);
    const name = `${basename(file).replace(/\W+/g, '-')}-${width}`;
    await workbench.page.screenshot({ path: join(out, `${name}.png`), clip });
    await frame.evaluate(() => window.scrollTo(0, 1e6));
    await drawn(workbench, frame);
    await workbench.page.screenshot({ path: join(out, `${name}-below.png`), clip });
    console.log(name);
  }
  await workbench.close();
}
