/**
 * `<elbo-row-picture>`: one row to look at. Where its columns are pixels, the picture; else its profile, a bar a column
 * between the least and the largest value that the column has in the file.
 */
import type { Started } from '../state.ts';
import type { Theme } from '../theme.ts';

export type Pixels = NonNullable<Started['pixels']>;

/** How values become bars: the ends of each column, [D]. */
export interface Reach {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

/** Grey levels of the pixels of one row, [width·height·4]. @param values [D] */
function pixelBytes({ width, height, places, fill, low, high }: Pixels, values: ArrayLike<number>): ImageData {
  const image = new ImageData(width, height);
  const level = (value: number): number => 255 * Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
  const put = (pixel: number, value: number): void => {
    const grey = level(value);
    image.data.set([grey, grey, grey, 255], 4 * pixel);
  };
  for (let pixel = 0; pixel < fill.length; pixel++) put(pixel, fill[pixel]!);
  for (let column = 0; column < places.length; column++) put(places[column]!, values[column]!);
  return image;
}

let stamp: OffscreenCanvas | undefined;

/** Draws a row into a rectangle of `context`, in its own pixels. */
export function drawRow(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  pixels: Pixels | undefined,
  reach: Reach | undefined,
  colour: string,
): void {
  if (pixels) {
    const image = pixelBytes(pixels, values);
    if (stamp?.width !== image.width || stamp.height !== image.height) {
      stamp = new OffscreenCanvas(image.width, image.height);
    }
    stamp.getContext('2d')!.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(stamp, box.x, box.y, box.width, box.height);
    return;
  }
  if (!reach) return;
  const count = values.length;
  const each = box.width / count;
  const gap = each >= 4 ? Math.max(1, Math.round(each * 0.18)) : 0;
  context.fillStyle = colour;
  for (let column = 0; column < count; column++) {
    const [low, high] = [reach.low[column]!, reach.high[column]!];
    const share = Math.max(0, Math.min(1, (values[column]! - low) / (high - low || 1)));
    const tall = Math.max(1, share * box.height);
    const left = Math.round(box.x + column * each);
    const right = Math.round(box.x + (column + 1) * each) - gap;
    context.fillRect(left, box.y + box.height - tall, Math.max(1, right - left), tall);
  }
}

export class RowPicture extends HTMLElement {
  #values: ArrayLike<number> | undefined;
  #pixels: Pixels | undefined;
  #reach: Reach | undefined;
  #theme: Theme | undefined;
  #label = '';
  #scheduled = false;
  #canvas: HTMLCanvasElement | undefined;
  /** In device pixels; 0 until they are known. Asking the page while it changes would lay it out each time. */
  #width = 0;
  #height = 0;
  #colour: string | undefined;

  set values(values: ArrayLike<number> | undefined) {
    if (values === this.#values) return;
    this.#values = values;
    this.#soon();
  }
  set pixels(pixels: Pixels | undefined) {
    if (pixels === this.#pixels) return;
    this.#pixels = pixels;
    this.#soon();
  }
  set reach(reach: Reach | undefined) {
    if (reach === this.#reach) return;
    this.#reach = reach;
    this.#soon();
  }
  set theme(theme: Theme) {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#colour = undefined;
    this.#soon();
  }
  /** What the picture says to those who do not see it. */
  set label(label: string) {
    if (label === this.#label) return;
    this.#label = label;
    this.setAttribute('role', 'img');
    this.setAttribute('aria-label', label);
  }

  connectedCallback(): void {
    if (!this.#canvas) {
      this.#canvas = document.createElement('canvas');
      this.#canvas.className = 'row-picture-canvas';
      this.#canvas.setAttribute('aria-hidden', 'true');
      this.append(this.#canvas);
    }
    sizes.observe(this);
    this.#soon();
  }

  disconnectedCallback(): void {
    sizes.unobserve(this);
  }

  resize(width: number, height: number): void {
    this.#width = Math.round(width * devicePixelRatio);
    this.#height = Math.round(height * devicePixelRatio);
    this.#soon();
  }

  #soon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  #draw(): void {
    const canvas = this.#canvas;
    const values = this.#values;
    const [width, height] = [this.#width, this.#height];
    if (!canvas || !values || width === 0 || !this.isConnected) return;
    const context = canvas.getContext('2d')!;
    if (canvas.width === width && canvas.height === height) context.clearRect(0, 0, width, height);
    else Object.assign(canvas, { width, height });
    this.#colour ??= getComputedStyle(this).color;
    drawRow(context, values, { x: 0, y: 0, width, height }, this.#pixels, this.#reach, this.#colour);
  }
}

const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) (target as RowPicture).resize(contentRect.width, contentRect.height);
});

customElements.define('elbo-row-picture', RowPicture);
