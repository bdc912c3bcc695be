/** `<elbo-row-picture>`: one row to look at, as a picture or as a profile. */
import { channelsOf, type Theme } from '../theme.ts';
import { type Colour, groundOf, type Pixels, paintRow, type Reach } from './rowPixels.ts';

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
  #colour: Colour | undefined;

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
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    this.#colour ??= channelsOf(getComputedStyle(this).color);
    const image = new ImageData(width, height);
    paintRow(groundOf(image), values, { x: 0, y: 0, width, height }, this.#pixels, this.#reach, this.#colour);
    canvas.getContext('2d')!.putImageData(image, 0, 0);
  }
}

const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) (target as RowPicture).resize(contentRect.width, contentRect.height);
});

customElements.define('elbo-row-picture', RowPicture);
