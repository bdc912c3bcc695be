/**
 * Prints how fast a million points pan and zoom: the eruptions of Old Faithful again and again, each time a little
 * aside. Frames are counted over three seconds in which the pointer moves at every frame.
 */
import { open } from './open.mts';

const count = Number(process.argv[2] ?? 1_000_000);
const scene = {
  name: 'faithful.csv',
  start: [1, 2],
  length: 8,
  half: 5,
  row: 32,
  language: 'en',
  theme: 'dark',
} as const;
const { page, close } = await open(scene, { width: 1400, height: 900 });
const result = await page.evaluate(async (n) => {
  const { store } = window;
  const { points, frame, started } = store.state;
  const m = points!.px.length;
  const many = (from: Float32Array, width: number) =>
    Float32Array.from({ length: n }, (_, i) => from[i % m]! + width * Math.sin(i * 12.9898) * Math.cos(i * 0.37));
  const colours = new Uint8Array(4 * n);
  for (let i = 0; i < n; i++) colours.set(frame!.colours!.subarray(4 * (i % m), 4 * (i % m) + 4), 4 * i);
  // A new run, so that nothing of the small one is left; the host is not asked again.
  window.host.postMessage = () => {};
  store.receive({ ...started!, run: 2, n });
  store.receive({ ...frame!, run: 2, colours });
  const [x0, x1, y0, y1] = points!.extent;
  const extent: [number, number, number, number] = [x0 - 0.25, x1 + 0.25, y0 - 4, y1 + 4];
  store.receive({ ...points!, run: 2, px: many(points!.px, 0.25), py: many(points!.py, 4), extent });
  const frames = (count: number, each: (at: number) => void) =>
    new Promise<number[]>((resolve) => {
      const times: number[] = [];
      const next = (now: number) => {
        times.push(now);
        if (times.length > count) resolve(times.slice(1).map((t, i) => t - times[i]!));
        else {
          each(times.length);
          requestAnimationFrame(next);
        }
      };
      requestAnimationFrame(next);
    });
  await frames(60, () => {});
  const plot = document.querySelector<HTMLElement>('.scatter-plot')!;
  const box = plot.getBoundingClientRect();
  const wheel = (at: number) =>
    plot.dispatchEvent(
      new WheelEvent('wheel', {
        deltaY: Math.sin(at / 9) * 40,
        clientX: box.left + 200 + 60 * Math.sin(at / 7),
        clientY: box.top + 150,
        bubbles: true,
        cancelable: true,
      }),
    );
  // What the main thread spends on a frame, apart from the machine that may be busy with something else.
  const scatter = document.querySelector('elbo-scatter')! as unknown as { performUpdate(): void };
  const own: number[] = [];
  const update = scatter.performUpdate.bind(scatter);
  scatter.performUpdate = () => {
    const start = performance.now();
    update();
    own.push(performance.now() - start);
  };
  const moving = await frames(60, wheel);
  own.sort((a, b) => a - b);
  const { points: on, by } = document.querySelector<HTMLCanvasElement>('.scatter-points')!.dataset;
  const sorted = [...moving].sort((a, b) => a - b);
  const t0 = performance.now();
  store.receive({ ...frame!, run: 2, colours: colours.slice() });
  await new Promise((resolve) => setTimeout(resolve, 0));
  return {
    points: on,
    by,
    framesPerSecond: 1000 / (moving.reduce((a, b) => a + b, 0) / moving.length),
    median: sorted[Math.floor(sorted.length / 2)],
    slowest: sorted.at(-1),
    mainThreadMedian: own[Math.floor(own.length / 2)],
    newColours: performance.now() - t0,
  };
}, count);
console.log(result);
await page.waitForTimeout(500);
if (process.argv[3]) await page.screenshot({ path: process.argv[3], timeout: 120_000 });
await close();
