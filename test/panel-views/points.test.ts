/** Rows as points: a few drawn by the page, many by the painter's thread, by a graphics card or without one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Opened, open } from './open.mts';

const scene = {
  name: 'faithful.csv',
  start: [1, 2],
  length: 8,
  half: 5,
  row: 32,
  language: 'en',
  theme: 'dark',
} as const;

let opened: Opened;
beforeAll(async () => {
  opened = await open(scene, { width: 700, height: 900 });
});
afterAll(() => opened.close());

describe('a disc', () => {
  const view = { window: { x0: 0, x1: 40, y0: 0, y1: 40 }, width: 40, height: 40, opacity: 1 };
  type Point = readonly [x: number, y: number, colour?: readonly [number, number, number]];
  /** [40·40·4] */
  const drawn = (points: readonly Point[], seen: Partial<typeof view> & { size: number }, stride = 1) =>
    opened.page.evaluate(
      ([all, wanted, every]) => {
        const cloud = {
          px: Float32Array.from(all, ([x]) => x),
          py: Float32Array.from(all, ([, y]) => y),
          rgba: Uint8Array.from(all.flatMap(([, , colour]) => [...(colour ?? [255, 0, 0]), 255])),
        };
        return Array.from(new window.Discs().draw(cloud, wanted, every).data);
      },
      [points, { ...view, ...seen }, stride] as const,
    );
  const alphas = (data: readonly number[]) => data.filter((_, at) => at % 4 === 3).map((alpha) => alpha / 255);
  const area = (data: readonly number[]) => alphas(data).reduce((sum, alpha) => sum + alpha, 0);
  const middle = (data: readonly number[]) => {
    const all = alphas(data);
    const mean = (of: (at: number) => number) => all.reduce((sum, alpha, at) => sum + alpha * of(at), 0) / area(data);
    return { x: mean((at) => (at % 40) + 0.5), y: mean((at) => Math.floor(at / 40) + 0.5) };
  };

  it.each([2, 3.35, 4.2, 6.5, 13])('of %f pixels across has that area and lies where its point lies', async (size) => {
    for (const [x, y] of [
      [20.5, 19.5],
      [20.1, 19.9],
      [12.35, 30.8],
    ] as const) {
      const data = await drawn([[x, y]], { size });
      expect(area(data) / (Math.PI * (size / 2) ** 2)).toBeCloseTo(1, 0.6);
      expect(Math.abs(middle(data).x - x)).toBeLessThan(0.2);
      expect(Math.abs(middle(data).y - (40 - y))).toBeLessThan(0.2);
    }
  });

  it('lies over those of the rows before it, as opaque as it is', async () => {
    const over = await drawn(
      [
        [20, 20, [255, 0, 0]],
        [20, 20, [0, 0, 255]],
      ],
      { size: 9, opacity: 0.5 },
    );
    const [red, green, blue, alpha] = over.slice(4 * (40 * 20 + 20), 4 * (40 * 20 + 20) + 4);
    // Half of blue over half of red: ¾ of the ground covered, by a third red and two thirds blue.
    expect(alpha! / 255).toBeCloseTo(0.75, 1.7);
    expect(red! / 255).toBeCloseTo(1 / 3, 1.7);
    expect(green).toBe(0);
    expect(blue! / 255).toBeCloseTo(2 / 3, 1.7);
  });

  it('reaches into the picture from beside it, and is left out where it does not or is no number', async () => {
    const half = await drawn([[0, 20]], { size: 8 });
    expect(area(half) / (Math.PI * 16)).toBeCloseTo(0.5, 1);
    const beside: Point[] = [
      [-5, 20],
      [46, 20],
      [20, -5],
      [20, 46],
      [Number.NaN, 20],
      [20, Number.POSITIVE_INFINITY],
      [1e30, -1e30],
    ];
    expect(area(await drawn(beside, { size: 8 }))).toBe(0);
  });

  it('is drawn of every point, or of every third', async () => {
    const row = Array.from({ length: 7 }, (_, i): Point => [3 + 5 * i, 20]);
    const one = area(await drawn(row.slice(0, 1), { size: 3 }));
    expect(area(await drawn(row, { size: 3 })) / one).toBeCloseTo(7, 5);
    expect(area(await drawn(row, { size: 3 }, 3)) / one).toBeCloseTo(3, 5);
  });
});

describe('the painter', () => {
  /** What WebGL, emulated here, and the processor make of the same 5,000 points, and WebGL once its context is lost. */
  it('draws the same picture by WebGL and by the processor, which takes over when the graphics card is lost', async () => {
    const pictures = await opened.page.evaluate(async () => {
      const n = 5000;
      const px = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898));
      const py = Float32Array.from({ length: n }, (_, i) => Math.cos(i * 78.233));
      const rgba = Uint8Array.from({ length: 4 * n }, (_, at) => (at % 4 === 3 ? 255 : (at * 7) % 256));
      const view = { window: { x0: -1.2, x1: 1.2, y0: -1.2, y1: 1.2 }, width: 300, height: 200, size: 4, opacity: 0.7 };
      const contexts: WebGL2RenderingContext[] = [];
      const { getContext } = OffscreenCanvas.prototype;
      OffscreenCanvas.prototype.getContext = function (this: OffscreenCanvas, ...of: unknown[]) {
        const context = Reflect.apply(getContext, this, of);
        if (of[0] === 'webgl2') contexts.push(context as WebGL2RenderingContext);
        return context;
      } as typeof getContext;
      const out: { by: string; data: number[] }[] = [];
      const answer = ({ image, by }: { image: ImageBitmap; by: string }) => {
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0);
        out.push({ by, data: Array.from(context.getImageData(0, 0, image.width, image.height).data) });
      };
      const [card, processor] = [new window.Painter(answer, true), new window.Painter(answer)];
      for (const painter of [card, processor]) {
        await painter.handle({ type: 'part', part: { px, py } });
        await painter.handle({ type: 'part', part: { rgba } });
        await painter.handle({ type: 'draw', view });
      }
      contexts[0]!.getExtension('WEBGL_lose_context')!.loseContext();
      await card.handle({ type: 'draw', view });
      OffscreenCanvas.prototype.getContext = getContext;
      return out;
    });
    const [card, processor, after] = pictures as [(typeof pictures)[0], (typeof pictures)[0], (typeof pictures)[0]];
    expect(card.by).toMatch(/swiftshader/i);
    expect([processor.by, after.by]).toEqual(['processor', 'processor']);
    expect(after.data).toEqual(processor.data);
    expect(card.data).toHaveLength(4 * 300 * 200);
    // Centres are put to a quarter of a pixel, colours rounded at each disc.
    const far = card.data.map((value, at) => Math.abs(value - processor.data[at]!));
    expect(far.reduce((sum, value) => sum + value, 0) / far.length).toBeLessThan(8);
    const ink = ({ data }: { data: number[] }) =>
      data.filter((_, at) => at % 4 === 3).reduce((sum, alpha) => sum + alpha / 255, 0);
    expect(ink(card) / ink(processor)).toBeCloseTo(1, 1.5);
  });
});

/**
 * Shows 300,000 rows: all in one place, but for two hundred on a ring of which none is among those that are drawn at once.
 * Then says how many pixels are painted, frame by frame, until those are.
 */
function many(page: Opened['page']): Promise<{ painted: number; points: number }[]> {
  return page.evaluate(async () => {
    const { store } = window;
    const { points, frame, started } = store.state;
    const n = 300_000;
    const [px, py] = [new Float32Array(n), new Float32Array(n)];
    for (let k = 0; k < 200; k++) {
      // One in 31 is drawn at once.
      const at = 31 * 48 * k + 1 + (k % 4);
      px[at] = 10 * Math.cos(0.01 * Math.PI * k);
      py[at] = 10 * Math.sin(0.01 * Math.PI * k);
    }
    window.host.postMessage = () => {};
    store.receive({ ...started!, run: 2, n });
    store.receive({ ...points!, run: 2, px, py, extent: [-10, 10, -10, 10] });
    store.receive({ ...frame!, run: 2, colours: new Uint8Array(4 * n).fill(255) });
    const seen: { painted: number; points: number }[] = [];
    for (const late = performance.now() + 30_000; performance.now() < late && (seen.at(-1)?.painted ?? 0) < 200; ) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const canvas = document.querySelector<HTMLCanvasElement>('.scatter-points')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const painted = data.reduce((sum, value, at) => sum + Number(at % 4 === 3 && value > 0), 0);
      seen.push({ painted, points: Number(canvas.dataset.points) });
    }
    return seen.filter(({ points }) => points !== 272);
  });
}

describe('many rows', () => {
  it('are some of them there at once, and soon all: nothing between the two is on show', async () => {
    const { page, close } = await open(scene, { width: 700, height: 900 });
    const seen = await many(page);
    expect(seen[0]!.points).toBe(Math.ceil(300_000 / 31));
    expect(seen[0]!.painted).toBeLessThan(60);
    expect(seen.at(-1)!.points).toBe(300_000);
    expect(seen.at(-1)!.painted).toBeGreaterThan(200);
    expect(new Set(seen.map(({ painted }) => painted)).size).toBe(2);
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    await close();
  });

  it('move with what stands over them in the same frame, all of them, and are drawn anew behind it', async () => {
    const { page, close } = await open(scene, { width: 700, height: 900 });
    await many(page);
    const steps = await page.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>('.scatter-points')!;
      const plot = document.querySelector<HTMLElement>('.scatter-plot')!;
      const look = () => {
        const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        // The heap in the middle, where all rows but those of the ring lie, is the one opaque place.
        const at = data.findIndex((value, i) => i % 4 === 3 && value > 250) >> 2;
        const mark = document.querySelector('.path circle')!.getBoundingClientRect();
        return {
          x: at % width,
          y: Math.floor(at / width),
          mark: { x: mark.x, y: mark.y },
          points: canvas.dataset.points,
        };
      };
      const drawn: number[] = [];
      const draw = CanvasRenderingContext2D.prototype.drawImage;
      CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...of: unknown[]) {
        if (this.canvas === canvas) drawn.push(of[3] as number);
        return Reflect.apply(draw, this, of);
      } as typeof draw;
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const before = look();
      plot.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
      for (let i = 0; i < 4 && drawn.length === 0; i++) await frame();
      const moved = look();
      for (const late = performance.now() + 30_000; performance.now() < late && drawn.length < 2; ) await frame();
      return { before, moved, after: look(), drawn: drawn.length };
    });
    const { before, moved, after } = steps;
    expect(before.x - moved.x).toBeGreaterThan(10);
    expect(Math.abs(before.x - moved.x - (before.mark.x - moved.mark.x))).toBeLessThanOrEqual(2);
    expect(Math.abs(moved.y - before.y)).toBeLessThanOrEqual(1);
    expect(steps.drawn).toBe(2);
    expect(Math.abs(after.x - moved.x)).toBeLessThanOrEqual(1);
    expect([before, moved, after].map(({ points }) => points)).toEqual(['300000', '300000', '300000']);
    await close();
  });

  it('are drawn again when the card was reset that held the canvas', async () => {
    const { page, close } = await open(scene, { width: 700, height: 900 });
    await many(page);
    const points = await page.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>('.scatter-points')!;
      canvas.getContext('2d')!.reset();
      canvas.dispatchEvent(new Event('contextrestored'));
      const seen: unknown[] = [];
      for (const late = performance.now() + 30_000; performance.now() < late && seen.at(-1) !== '300000 true'; ) {
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const now = `${canvas.dataset.points} ${data.some((value) => value > 0)}`;
        if (now !== seen.at(-1)) seen.push(now);
      }
      return seen;
    });
    expect(points.slice(-2)).toEqual([`${Math.ceil(300_000 / 31)} true`, '300000 true']);
    await close();
  });

  it('are all drawn once their colours rest, by one thread, which ends with the view', async () => {
    const { page, close } = await open(scene, { width: 700, height: 900 });
    await page.evaluate(() => {
      const counts = { begun: 0, ended: 0 };
      const Real = window.Worker;
      window.Worker = class extends Real {
        constructor(...of: ConstructorParameters<typeof Worker>) {
          super(...of);
          counts.begun++;
        }
        override terminate(): void {
          counts.ended++;
          super.terminate();
        }
      };
      Object.assign(window, { threads: counts });
    });
    await many(page);
    const seen = await page.evaluate(async () => {
      const { store } = window;
      const { dataset } = document.querySelector<HTMLCanvasElement>('.scatter-points')!;
      const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const whileNew: (string | undefined)[] = [];
      for (let i = 0; i < 8; i++) {
        store.receive({ ...store.state.frame!, colours: new Uint8Array(4 * 300_000).fill(200 + i) });
        await moment(100);
        whileNew.push(dataset.points);
      }
      for (let i = 0; i < 600 && dataset.points !== '300000'; i++) await moment(50);
      const atRest = dataset.points;
      const scatter = document.querySelector('elbo-scatter')!;
      // A change that is still to be drawn when the view goes.
      store.receive({ ...store.state.frame!, colours: new Uint8Array(4 * 300_000).fill(100) });
      scatter.remove();
      await moment(600);
      return { whileNew, atRest, threads: (window as unknown as { threads: object }).threads };
    });
    expect(new Set(seen.whileNew)).toEqual(new Set([String(Math.ceil(300_000 / 31))]));
    expect(seen.atRest).toBe('300000');
    expect(seen.threads).toEqual({ begun: 1, ended: 1 });
    await close();
  });

  it('are all drawn by the page where it may start no thread', async () => {
    const { page, close } = await open(scene, { width: 700, height: 900 });
    await page.evaluate(() => {
      window.Worker = class {
        constructor() {
          throw new Error('no threads');
        }
      } as unknown as typeof Worker;
    });
    const seen = await many(page);
    expect(seen.at(-1)!.points).toBe(300_000);
    expect(seen.at(-1)!.painted).toBeGreaterThan(200);
    expect(await page.locator('.scatter-points').getAttribute('data-by')).toBe('page');
    await close();
  });
});

describe('without WebGL', () => {
  it('draws the points all the same', async () => {
    const plain = await open(scene, { width: 700, height: 900 }, { webgl: false });
    const seen = await many(plain.page);
    await plain.close();
    expect(seen.at(-1)!.points).toBe(300_000);
    expect(seen.at(-1)!.painted).toBeGreaterThan(200);
  });
});
