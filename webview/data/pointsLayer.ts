/**
 * The canvas of the rows. So many as are drawn in a few milliseconds are drawn with the rest of the panel. Of more, some
 * are drawn so, and all of them by the painter's thread: its picture is stretched to where it lies in the window, as a map
 * is, until the one of the window itself is there. What is on show is never of other colours than what stands over it.
 */
import { Discs } from './discs.ts';
import { drawPart, type Layer, layOver } from './layer.ts';
import { PainterThread, type Picture } from './painterThread.ts';
import type { Box, Window } from './plane.ts';
import type { Cloud, PointsView } from './pointsView.ts';

/** So many rows are all drawn by the page itself, in some milliseconds, and so many of more than that. */
const [mostAtOnce, some] = [20_000, 10_000];
/** New colours that hold less long are not asked of the painter: as a run goes by, what is drawn at once is enough. */
const stillMs = 250;
/** Of the window's width and height, drawn beyond either side, so that what a movement brings in is there. */
const beyond = 1 / 8;
/** A picture that covers less of the window than this is not stretched into it. */
const leastCover = 0.5;

/** Diameter in CSS pixels: fewer points are larger. */
export const pointSize = (n: number): number => Math.max(1.6, Math.min(6.5, 6.5 - 1.25 * Math.log10(n / 300)));
const pointOpacity = (n: number): number => Math.max(0.35, Math.min(0.85, 0.85 - 0.16 * Math.log10(n / 2000)));

/** A window of the plane, in pixels of the screen. */
type Seen = Pick<PointsView, 'window' | 'width' | 'height'>;

export class PointsLayer {
  readonly #discs = new Discs();
  /** Begun when it is first needed; null: there is none to be had. */
  #thread: PainterThread | null | undefined;
  #picture: Picture | undefined;
  /** What waits to be asked of the painter, and until when. */
  #waiting: { readonly cloud: Cloud; seen: Seen; readonly until: ReturnType<typeof setTimeout> } | undefined;
  #canvas: HTMLCanvasElement | undefined;
  /** What the canvas shows, and what the painter was asked for last: cloud, window, size. */
  #shown: readonly unknown[] = [];
  #asked: readonly unknown[] = [];

  /** @param changed is told that there is something better to draw now */
  constructor(private readonly changed: () => void) {}

  /** Draws the cloud where it lies in `window`; the canvas covers `box`. */
  draw(canvas: HTMLCanvasElement, cloud: Cloud, window: Window, box: Box): void {
    const { x0, x1, y0, y1 } = window;
    const wanted = [cloud.px, cloud.py, cloud.rgba, x0, x1, y0, y1, box.width, box.height, devicePixelRatio];
    const many = cloud.px.length > mostAtOnce && this.#thread !== null;
    const coloured = many && this.#picture !== undefined && sameCloud(this.#picture.cloud, cloud);
    const picture = coloured && covered(window, this.#picture!.view.window) >= leastCover ? this.#picture : undefined;
    if (canvas !== this.#canvas) this.#take(canvas);
    const shown = [picture, many, ...wanted];
    if (same(shown, this.#shown)) return;
    this.#shown = shown;
    const layer = layOver(canvas, window, box);
    const seen = { window, width: layer.width, height: layer.height };
    canvas.dataset.by = picture?.by ?? 'page';
    const stride = many && !picture ? primeFrom(Math.ceil(cloud.px.length / some)) : 1;
    canvas.dataset.points = String(Math.ceil(cloud.px.length / stride));
    if (picture) drawPart(layer, picture.image, picture.view.window, window);
    else this.#some(layer, cloud, seen, stride);
    if (!many) this.#release();
    else if (!same(wanted, this.#asked)) {
      this.#asked = wanted;
      if (coloured) this.#ask(cloud, seen);
      else this.#askOnceStill(cloud, seen);
    }
  }

  /** Nothing is under way or kept any more, until the next `draw`. */
  end(): void {
    this.#release();
    this.#shown = [];
  }

  #release(): void {
    this.#waitNoMore();
    this.#thread?.end();
    if (this.#thread) this.#thread = undefined;
    this.#forget();
  }

  #forget(): void {
    this.#picture?.image.close();
    this.#picture = undefined;
    this.#asked = [];
  }

  #take(canvas: HTMLCanvasElement): void {
    this.#canvas = canvas;
    this.#shown = [];
    // A graphics card that was reset has lost the canvas, and the picture with it.
    canvas.addEventListener('contextrestored', () => {
      this.#forget();
      this.#shown = [];
      this.changed();
    });
  }

  /** Every `stride`-th point, by the page itself. */
  #some({ context }: Layer, cloud: Cloud, seen: Seen, stride: number): void {
    const count = Math.ceil(cloud.px.length / stride);
    context.putImageData(this.#discs.draw(cloud, viewOf(seen, count), stride), 0, 0);
  }

  /** The window may move meanwhile: what is asked for is what is on show then. */
  #askOnceStill(cloud: Cloud, seen: Seen): void {
    if (this.#waiting && sameCloud(this.#waiting.cloud, cloud)) {
      this.#waiting.seen = seen;
      return;
    }
    this.#waitNoMore();
    const until = setTimeout(() => {
      const { seen: latest } = this.#waiting!;
      this.#waiting = undefined;
      this.#ask(cloud, latest);
    }, stillMs);
    this.#waiting = { cloud, seen, until };
  }

  #waitNoMore(): void {
    clearTimeout(this.#waiting?.until);
    this.#waiting = undefined;
  }

  /** All points, of the window and a little beyond. */
  #ask(cloud: Cloud, { window, width, height }: Seen): void {
    this.#waitNoMore();
    const [more, higher] = [Math.round(width * beyond), Math.round(height * beyond)];
    const across = (more * (window.x1 - window.x0)) / width;
    const up = (higher * (window.y1 - window.y0)) / height;
    const wide = {
      window: { x0: window.x0 - across, x1: window.x1 + across, y0: window.y0 - up, y1: window.y1 + up },
      width: width + 2 * more,
      height: height + 2 * higher,
    };
    if (this.#thread === undefined) this.#thread = this.#begin();
    this.#thread?.ask(cloud, viewOf(wide, cloud.px.length));
  }

  #begin(): PainterThread | null {
    const drawn = (picture: Picture): void => {
      this.#picture?.image.close();
      this.#picture = picture;
      this.changed();
    };
    // The page draws all of them itself then, however long it takes.
    const failed = (): void => {
      this.#waitNoMore();
      this.#forget();
      this.#thread = null;
      this.changed();
    };
    try {
      return new PainterThread(drawn, failed);
    } catch {
      queueMicrotask(failed);
      return null;
    }
  }
}

/** A stride that shares no divisor with what comes round in a file: sensors in turn, days of a week. */
function primeFrom(least: number): number {
  let stride = Math.max(2, least);
  for (let divisor = 2; divisor * divisor <= stride; divisor++) {
    if (stride % divisor !== 0) continue;
    stride++;
    divisor = 1;
  }
  return stride;
}

const sameCloud = (a: Cloud, b: Cloud): boolean => a.px === b.px && a.py === b.py && a.rgba === b.rgba;

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((part, at) => Object.is(part, b[at]));

const viewOf = (seen: Seen, count: number): PointsView => ({
  ...seen,
  size: pointSize(count) * devicePixelRatio,
  opacity: pointOpacity(count),
});

/** Which part of `window` lies in `other`. */
function covered(window: Window, other: Window): number {
  const side = (from: number, to: number, low: number, high: number) =>
    Math.max(0, Math.min(to, high) - Math.max(from, low)) / (to - from);
  return side(window.x0, window.x1, other.x0, other.x1) * side(window.y0, window.y1, other.y0, other.y1);
}
