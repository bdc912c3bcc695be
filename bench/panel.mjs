// `npm run bench -- --only panel`, or `node bench/panel.mjs [--most ROWS]`: how quick the panel is, in the packaged
// extension in a real VS Code.
//   command → first figure · scrub latency at 272 and 1e5 rows · the lesson: patching the numbers of a half-step, opening
//   it, the slice at 1e4 rows · a VAE's pictures a second while it trains · frames a second at 1e6 points · longest task on the main threads of the window (the
//   panel's page and the workbench around it) and of the extension host.
// --json: the last line is all of it as JSON.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { buildVsix } from '../scripts/package.mjs';
import { root, scratch, vsix } from '../scripts/paths.mjs';
import { atExit } from '../scripts/processes.mjs';
import { ensureCodeServer, serveEditor } from '../scripts/real-editor.mjs';
import { ensureSystemParts, findChromium } from '../scripts/system-parts.mjs';
import { chromiumArguments, until, Workbench } from '../test/support/workbench.mts';
import { writeRing } from './mixtureData.mjs';
import { WindowTasks } from './windowTasks.mjs';

const { values } = parseArgs({
  options: {
    most: { type: 'string', default: '1000000' },
    packed: { type: 'boolean', default: false },
    only: { type: 'string', default: 'small,training,slices,large' },
    json: { type: 'boolean', default: false },
  },
});
const most = Number(values.most);
const scrubs = 30;
/** Everything told, in order. */
const figures = [];

ensureSystemParts(['browser', 'fonts']);
await ensureCodeServer();
if (!values.packed) await buildVsix();
// Without this the editor asks before it opens ten megabytes from a server.
const settings = { 'workbench.editorLargeFileConfirmation': 1000 };
const { address, profile } = await serveEditor({ vsix, settings });
const folder = scratch('bench');
atExit(() => rmSync(folder, { recursive: true, force: true }));
const faithful = readFileSync(join(root, 'examples', 'faithful.csv'), 'utf8');
writeFileSync(join(folder, 'faithful.csv'), faithful);
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
tell('load of the machine before the start', `${loadavg()[0].toFixed(1)} on ${cpus().length} processors`);
try {
  const only = new Set(values.only.split(','));
  if (only.has('small')) await small();
  if (only.has('training')) await training(2000);
  if (only.has('slices') && most >= 10_000) await slices(10_000);
  for (const n of [100_000, 1_000_000]) if (only.has('large') && n <= most) await large(n);
} finally {
  await browser.close();
}
if (values.json) console.log(JSON.stringify({ figures }));
process.exit(0);

/** Old Faithful again and again, each time a little aside: two clouds of n rows. Deterministic. */
function clouds(n) {
  const [head, ...rows] = faithful.trim().split(/\r?\n/);
  const cells = rows.map((row) => row.split(',').map(Number));
  const lines = [head];
  for (let i = 0; i < n; i++) {
    const [x, y] = cells[i % cells.length];
    const aside = Math.sin(i * 12.9898) * Math.cos(i * 0.37);
    lines.push(`${(x + 0.25 * aside).toFixed(3)},${(y + 4 * Math.sin(i * 0.71)).toFixed(2)}`);
  }
  return `${lines.join('\n')}\n`;
}

function tell(what, value, target = '') {
  figures.push({ title: what, value, target });
  console.log(`${what.padEnd(72)} ${value}${target ? `   (target ${target})` : ''}`);
}

function milliseconds(x) {
  return `${x < 10 ? x.toFixed(1) : Math.round(x)} ms`;
}

function median(times) {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

function slowest(times) {
  return Math.max(...times);
}

async function open() {
  const workbench = await Workbench.open({ browser, address, folder, width: 1600, height: 900 });
  return { workbench, tasks: await WindowTasks.in(workbench) };
}

async function small() {
  const { workbench, tasks } = await open();
  await workbench.openFile('faithful.csv');
  // A server's extension host takes its time to start; by now the file has its CodeLens, and a reader can see the offer.
  await workbench.page.locator('.codelens-decoration').first().waitFor({ timeout: 60_000 });
  const times = [];
  for (let round = 0; round < 4; round++) {
    times.push(await commandToFigure(workbench));
    if (round < 3) await workbench.closeTab('ELBO Lens');
  }
  tell('command → first figure, 272 rows: first time', milliseconds(times[0]));
  tell('command → first figure, 272 rows: afterwards, median of 3', milliseconds(median(times.slice(1))));
  const frame = await workbench.panelFrame();
  await workbench.waitUntilSettled(frame);
  const host = await watchHost();
  await tasks.begin();
  const took = await scrub(frame);
  tell(`scrub, 272 rows: median of ${took.length}`, milliseconds(median(took)), '≤ 16 ms');
  tell('scrub, 272 rows: slowest', milliseconds(slowest(took)));
  await tellTasks(tasks, host, 'scrubbing 272 rows');
  const patched = await patch(frame);
  await tasks.begin();
  tell('lesson: all numbers of a half-step patched, median', milliseconds(median(patched)), '< 4 ms');
  const opened = await openLesson(frame);
  tell('lesson: the derivation unfolded, 272 rows', milliseconds(opened.derivation), '< 150 ms');
  for (const [page, took] of Object.entries(opened.pages)) {
    tell(`lesson: the road opened at "${page}", 272 rows: first time`, milliseconds(took[0]));
    tell(
      `lesson: the road opened at "${page}", 272 rows: median of ${took.length}`,
      milliseconds(median(took)),
      '< 150 ms',
    );
  }
  await tellTasks(tasks, host, 'opening the lesson');
  await workbench.close();
}

/** The whole chain's numbers put in place for the frame of another half-step: the derivation alone, without layout. */
function patch(frame) {
  return frame.evaluate(async () => {
    const { store } = document.querySelector('elbo-panel');
    store.chooseRow(32, false);
    document.querySelector('elbo-derivation [data-choice="whole"]').click();
    const arrived = async (half) => {
      store.seek(half);
      while (store.state.frame.half !== half || store.state.frame.row?.row !== 32)
        await new Promise((resolve) => setTimeout(resolve, 5));
      return store.state.frame;
    };
    const last = store.state.trace.length - 1;
    const both = [await arrived(Math.max(0, last - 3)), await arrived(last)];
    const derivation = document.querySelector('elbo-derivation');
    const times = [];
    for (let round = 0; round < 40; round++) {
      store.receive(both[round % 2]);
      const began = performance.now();
      derivation.performUpdate();
      times.push(performance.now() - began);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    }
    return times.slice(10);
  });
}

/** From the gesture until everything is there and painted, the engine's answers included. */
function openLesson(frame) {
  return frame.evaluate(async () => {
    const { store } = document.querySelector('elbo-panel');
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    const took = async (act, there) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      const began = performance.now();
      act();
      do {
        await painted();
        if (performance.now() - began > 10_000) throw new Error('It does not open.');
      } while (!there());
      return performance.now() - began;
    };
    const fold = (folded) => store.dispatch({ type: 'fold', section: 'derivation', folded });
    fold(true);
    const derivation = await took(
      () => fold(false),
      () => {
        const lines = document.querySelector('elbo-derivation .lesson-lines[aria-busy="false"]');
        return lines?.querySelectorAll('.katex').length > 8;
      },
    );
    const pages = {};
    const full = (figure) => figure.textContent.trim().length > 10;
    const names = { 0: 'mixture', 3: 'jensen', 4: 'bound', 6: 'mstep', 7: 'climb' };
    for (const [page, name] of Object.entries(names)) {
      pages[name] = [];
      for (let round = 0; round < 6; round++) {
        // From one half-step and from the next: nothing of the engine's answer is left from the time before.
        store.seek(store.state.trace.length - 1 - (round % 2));
        const open = () => store.dispatch({ type: 'road', road: { open: true, page: Number(page) } });
        const there = () => {
          const figures = [...document.querySelectorAll(`[data-page="${name}"] [data-figure]`)];
          const whole = document.querySelector(`[data-page="${name}"][aria-busy="false"]`);
          const drawn = figures.length > 0 && figures.every(full);
          return whole !== null && drawn && (name !== 'climb' || document.querySelector('svg.slice'));
        };
        pages[name].push(await took(open, there));
        store.dispatch({ type: 'road', road: { open: false } });
      }
    }
    return { derivation, pages };
  });
}

/** A VAE as it trains: how often the panel has painted another moment, and how long any main thread was held up. */
async function training(n) {
  writeRing(join(folder, 'ring.csv'), n);
  const { workbench, tasks } = await open();
  await workbench.openFile('ring.csv');
  await workbench.runCommand('ELBO Lens: Fit VAE');
  const frame = await workbench.panelFrame();
  await workbench.waitForState(frame, 'running', 120_000);
  const host = await watchHost();
  // So many epochs that training outlasts the measurement.
  const before = await frame.evaluate(() => {
    const { store } = document.querySelector('elbo-panel');
    store.fit({ ...store.state.options, vae: { ...store.state.options.vae, epochs: 100_000 } });
    return store.state.run;
  });
  await frame.waitForFunction((run) => {
    const { state } = document.querySelector('elbo-panel').store;
    return state.run > run && state.runState === 'running' && state.vae.trace.length > 20 && state.vae.frame;
  }, before);
  // Nothing is done here meanwhile but to count: a loop that asks for frames has its share of two processors.
  const { seconds, painted, moments } = await frame.evaluate(async () => {
    const { store } = document.querySelector('elbo-panel');
    const frames = new Set();
    const stop = store.subscribe((state, before) => {
      // Of several in one frame the last is seen.
      if (state.vae.frame !== before.vae.frame) requestAnimationFrame((frame) => frames.add(frame));
    });
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const seconds = (performance.now() - began) / 1000;
    stop();
    return { seconds, painted: frames.size, moments: store.state.vae.trace.length };
  });
  const rows = n.toLocaleString('en');
  tell(`VAE in training, ${rows} rows: moments painted a second`, (painted / seconds).toFixed(1), '≥ 30');
  tell('  epochs known at the end', moments);
  // To trace has its share as well.
  await tasks.begin();
  await host?.longest();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  await tellTasks(tasks, host, `training a VAE on ${rows} rows`);
  tell('  frames a second, where frames are asked for', (await framesASecond(frame)).toFixed(1));
  await workbench.close();
}

function framesASecond(frame) {
  return frame.evaluate(async () => {
    const began = performance.now();
    let frames = 0;
    while (performance.now() - began < 3000) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      frames++;
    }
    return (1000 * frames) / (performance.now() - began);
  });
}

/** From choosing a coordinate until its slice is drawn: all rows are gone through for every point of the walk. */
async function slices(n) {
  const name = `clouds-${n}.csv`;
  writeFileSync(join(folder, name), clouds(n));
  const { workbench } = await open();
  await workbench.openFile(name);
  await workbench.runCommand('ELBO Lens: Fit GMM');
  const frame = await workbench.panelFrame();
  await workbench.waitForState(frame, 'converged', 120_000);
  const took = await frame.evaluate(async () => {
    const { store } = document.querySelector('elbo-panel');
    store.seek(1);
    store.dispatch({ type: 'road', road: { open: true, page: 7 } });
    const times = [];
    for (let round = 0; round < 12; round++) {
      const coordinate = round % 4;
      await new Promise((resolve) => setTimeout(resolve, 100));
      const began = performance.now();
      store.dispatch({ type: 'road', road: { coordinate } });
      // Held or not, it is drawn in a frame.
      do await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      while (store.state.slice?.coordinate !== coordinate);
      times.push(performance.now() - began);
    }
    return times.slice(2);
  });
  tell(
    `lesson: a slice over ${n.toLocaleString('en')} rows, chosen to drawn, median`,
    milliseconds(median(took)),
    '< 50 ms',
  );
  await workbench.close();
}

/** From Enter in the palette until the log-likelihood stands in the panel. */
async function commandToFigure(workbench) {
  const { page } = workbench;
  const input = page.locator('.quick-input-widget input');
  const entry = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: 'Fit GMM' }).first();
  // The list is made when the palette opens: a command registered later shows in the next one.
  for (let tries = 0; tries < 20; tries++) {
    await page.keyboard.press('F1');
    await input.waitFor({ state: 'visible' });
    await input.fill('>ELBO Lens: Fit GMM');
    if (
      await entry.waitFor({ timeout: 2500 }).then(
        () => true,
        () => false,
      )
    )
      break;
    await page.keyboard.press('Escape');
  }
  const began = performance.now();
  await page.keyboard.press('Enter');
  const done = await until(async () => {
    for (const frame of page.frames()) {
      const there = await frame
        .evaluate(() => document.querySelector('[data-value="logLikelihood"][data-exact]') !== null)
        .catch(() => false);
      if (there) return performance.now();
    }
    return undefined;
  }, 120_000);
  if (!done) throw new Error('No figure.');
  return done - began;
}

/** From the key that moves the thumb until the figures of that half-step are painted, back and forth. */
function scrub(frame) {
  return frame.evaluate(async (rounds) => {
    const track = document.querySelector('.scrubber-track');
    const figure = () => document.querySelector('[data-value="halfStep"]').textContent;
    track.focus();
    const times = [];
    for (let round = 0; round < rounds; round++) {
      const before = figure();
      const began = performance.now();
      const forward = Math.floor(round / 6) % 2 === 1;
      track.dispatchEvent(new KeyboardEvent('keydown', { key: forward ? 'ArrowRight' : 'ArrowLeft', bubbles: true }));
      await new Promise((resolve) => {
        const look = () => {
          if (figure() === before) return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(document.querySelector('elbo-identity'), {
          subtree: true,
          childList: true,
          characterData: true,
        });
        look();
      });
      // The pictures are drawn in the same turn; its microtasks come first.
      await Promise.resolve();
      times.push(performance.now() - began);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    }
    return times;
  }, scrubs);
}

async function large(n) {
  const name = `clouds-${n}.csv`;
  writeFileSync(join(folder, name), clouds(n));
  const { workbench, tasks } = await open();
  await workbench.openFile(name);
  await tasks.begin();
  await workbench.runCommand('ELBO Lens: Fit GMM');
  const frame = await workbench.panelFrame();
  await workbench.waitForState(frame, 'running', 120_000);
  const host = await watchHost();
  await frame.locator('[data-field="components"] select').selectOption('2');
  await frame.locator('[data-value="halfStep"]').first().waitFor({ timeout: 300_000 });
  await workbench.waitForState(frame, 'converged', 300_000);
  await tellTasks(tasks, host, `fitting ${n.toLocaleString('en')} rows`);
  if (n === 100_000) {
    await tasks.begin();
    const took = await scrub(frame);
    tell(`scrub, ${n.toLocaleString('en')} rows: median of ${took.length}`, milliseconds(median(took)), '≤ 100 ms');
    tell(`scrub, ${n.toLocaleString('en')} rows: slowest`, milliseconds(slowest(took)));
    await tellTasks(tasks, host, `scrubbing ${n.toLocaleString('en')} rows`);
  } else {
    await tasks.begin();
    // From a server's host a million rows come as density tiles, unless the reader wants every point.
    await frame.locator('.scatter-switch [data-choice="points"]').click();
    await frame.waitForFunction(
      (count) => document.querySelector('elbo-panel').store.state.frame?.colours?.length === 4 * count,
      n,
      { timeout: 60_000 },
    );
    // All of them, before any movement.
    await frame.waitForFunction(
      (count) => document.querySelector('.scatter-points').dataset.points === String(count),
      n,
    );
    await tellTasks(tasks, host, `showing ${n.toLocaleString('en')} points one by one`);
    const { by, rate, took, anew, whole } = await panAndZoom(frame);
    tell(`frames a second, ${n.toLocaleString('en')} points, panning and zooming`, rate.toFixed(1), '≥ 30');
    tell('  slowest frame', milliseconds(slowest(took)));
    tell('  frames with all points', `${Math.round(100 * whole)} %`);
    tell('  pictures of all points drawn anew a second', anew.toFixed(1));
    tell('  drawn by', by === 'processor' ? 'the processor, no graphics card' : by);
    await tasks.begin();
    await panAndZoom(frame);
    await tellTasks(tasks, host, `panning ${n.toLocaleString('en')} points`);
  }
  await workbench.close();
}

/**
 * Moves the window over the plane at every frame for three seconds. A frame counts once the picture has been drawn for it;
 * a picture of all points is stretched into the window until the next one is there.
 */
function panAndZoom(frame) {
  return frame.evaluate(async () => {
    const plot = document.querySelector('.scatter-plot');
    const canvas = document.querySelector('.scatter-points');
    const { by } = canvas.dataset;
    const box = plot.getBoundingClientRect();
    const { drawImage } = CanvasRenderingContext2D.prototype;
    const pictures = new Set();
    let drawn = 0;
    CanvasRenderingContext2D.prototype.drawImage = function (image, ...where) {
      if (this.canvas === canvas) {
        pictures.add(image);
        drawn++;
      }
      return drawImage.call(this, image, ...where);
    };
    const times = [];
    let [whole, before] = [0, 0];
    const began = performance.now();
    await new Promise((resolve) => {
      const next = (now) => {
        if (drawn > before) whole++;
        before = drawn;
        times.push(now);
        if (performance.now() - began > 3000) return resolve();
        const at = times.length;
        const event = {
          deltaY: 40 * Math.sin(at / 9),
          clientX: box.left + 200 + 60 * Math.sin(at / 7),
          clientY: box.top + 150,
        };
        plot.dispatchEvent(new WheelEvent('wheel', { ...event, bubbles: true, cancelable: true }));
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
    });
    CanvasRenderingContext2D.prototype.drawImage = drawImage;
    const took = times.slice(1).map((time, i) => time - times[i]);
    const seconds = (times.at(-1) - times[0]) / 1000;
    return {
      by,
      rate: took.length / seconds,
      took,
      anew: (pictures.size - 1) / seconds,
      whole: whole / took.length,
    };
  });
}

/** Longest tasks since `tasks` began. */
async function tellTasks(tasks, host, what) {
  const { panel, all } = await tasks.end();
  tell(`longest task of the panel, ${what}`, longest(panel), '≤ 50 ms');
  tell(`longest task of the window, the workbench's included, ${what}`, longest(all));
  const longestOfHost = await host?.longest();
  tell(
    `longest task of the extension host, ${what}`,
    longestOfHost
      ? `${milliseconds(longestOfHost.own)} (${milliseconds(longestOfHost.clock)} with its waiting for a processor)`
      : 'not measured',
    '≤ 50 ms',
  );
}

function longest(tasks) {
  if (tasks.length === 0) return '≤ 50 ms';
  const most = (part) => slowest(tasks.map((task) => task[part]));
  const collecting =
    most('collecting') >= 1 ? `; a collection of the window's heap in one: ${milliseconds(most('collecting'))}` : '';
  return `${milliseconds(most('own'))} (${milliseconds(most('clock'))} with its waiting for a processor; ${tasks.length} above 50 ms so${collecting})`;
}

/** The extension hosts of our own server; the youngest, with the highest number, is the one under test. */
function extensionHosts() {
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return [
        {
          id: Number(name),
          parent: Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))[1]),
          command,
        },
      ];
    } catch {
      return [];
    }
  });
  const ours = new Set(all.filter(({ command }) => command.includes(profile)).map(({ id }) => id));
  for (let more = true; more; ) {
    const children = all.filter(({ id, parent }) => ours.has(parent) && !ours.has(id));
    for (const { id } of children) ours.add(id);
    more = children.length > 0;
  }
  return all.filter(({ id, command }) => ours.has(id) && command.includes('--type=extensionHost')).map(({ id }) => id);
}

/**
 * Watches the host's event loop through its inspector; undefined where that cannot be opened. A timer ticks in it every few
 * milliseconds: between two ticks is a task. How long its thread had a processor meanwhile is told beside the clock, which
 * also goes on while engine, browser and server, on as few processors as here, keep the host from running at all.
 */
async function watchHost() {
  const hosts = extensionHosts();
  if (hosts.length === 0) return undefined;
  const id = Math.max(...hosts);
  await freeInspector(hosts.filter((host) => host !== id));
  process.kill(id, 'SIGUSR1');
  const inspected = await until(inspector, 3000);
  if (!inspected) return undefined;
  const { evaluate } = inspected;
  if ((await evaluate('process.pid')) !== id) return undefined;
  await evaluate(`globalThis.elboTasks ??= (() => {
    const period = 5;
    const used = () => { const { user, system } = process.threadCpuUsage(); return (user + system) / 1000; };
    const most = { own: 0, clock: 0 };
    let last = { at: performance.now(), used: used() };
    setInterval(() => {
      const now = { at: performance.now(), used: used() };
      most.own = Math.max(most.own, now.used - last.used);
      most.clock = Math.max(most.clock, now.at - last.at - period);
      last = now;
    }, period).unref();
    return most;
  })();
  Object.assign(elboTasks, { own: 0, clock: 0 }); 0`);
  return {
    longest: () => evaluate('{ const most = { ...elboTasks }; Object.assign(elboTasks, { own: 0, clock: 0 }); most }'),
  };
}

/** A host outlives its window for a while and keeps the inspector's port: it is asked to let go of it, where it is of `hosts`. */
async function freeInspector(hosts) {
  const kept = await inspector();
  if (!kept) return;
  if (!hosts.includes(await kept.evaluate('process.pid'))) {
    kept.socket.close();
    return;
  }
  await kept.evaluate(`setTimeout(() => process.getBuiltinModule('node:inspector').close(), 50); 0`);
  kept.socket.close();
  await until(async () => !(await inspectorAddress()), 3000);
}

async function inspectorAddress() {
  try {
    const [first] = await (await fetch('http://127.0.0.1:9229/json/list')).json();
    return first?.webSocketDebuggerUrl;
  } catch {
    return undefined;
  }
}

/** Whichever process has the inspector's port; undefined where none has. */
async function inspector() {
  const address = await inspectorAddress();
  if (!address) return undefined;
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  let calls = 0;
  const evaluate = (expression) =>
    new Promise((resolve) => {
      const call = ++calls;
      const hear = ({ data }) => {
        const message = JSON.parse(data);
        if (message.id !== call) return;
        socket.removeEventListener('message', hear);
        resolve(message.result?.result?.value);
      };
      socket.addEventListener('message', hear);
      socket.send(
        JSON.stringify({ id: call, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }),
      );
    });
  return { socket, evaluate };
}
