/** Points where there is no WebGL: discs while they are few, pixels written by hand when they are many. */
import type { Window } from './plane.ts';
import type { PointsRenderer, View } from './pointsGl.ts';

/** Up to here every point is a disc of its own. */
const mostDiscs = 20_000;

export class CanvasPoints implements PointsRenderer {
  readonly software = true;
  readonly #context: CanvasRenderingContext2D;
  #px: Float32Array = new Float32Array(0);
  #py: Float32Array = new Float32Array(0);
  #rgba: Uint8Array = new Uint8Array(0);

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext('2d')!;
  }

  setPoints(px: Float32Array, py: Float32Array): void {
    this.#px = px;
    this.#py = py;
  }

  setColours(rgba: Uint8Array): void {
    this.#rgba = rgba;
  }

  draw({ window, width, height, size, opacity }: View, stride: number): void {
    this.canvas.width = width;
    this.canvas.height = height;
    const n = Math.min(this.#px.length, this.#rgba.length / 4);
    if (n === 0) return;
    const sx = width / (window.x1 - window.x0);
    const sy = height / (window.y1 - window.y0);
    if (n / stride > mostDiscs) {
      this.#pixels(window, width, height, Math.max(1, Math.round(size)), sx, sy, stride);
      return;
    }
    const context = this.#context;
    context.globalAlpha = opacity;
    for (let i = 0; i < n; i += stride) {
      const x = (this.#px[i]! - window.x0) * sx;
      const y = (window.y1 - this.#py[i]!) * sy;
      if (x < -size || y < -size || x > width + size || y > height + size) continue;
      const at = 4 * i;
      context.fillStyle = `rgb(${this.#rgba[at]!}, ${this.#rgba[at + 1]!}, ${this.#rgba[at + 2]!})`;
      context.beginPath();
      context.arc(x, y, size / 2, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #pixels(window: Window, width: number, height: number, size: number, sx: number, sy: number, stride: number): void {
    const image = this.#context.createImageData(width, height);
    const words = new Uint32Array(image.data.buffer);
    const colours = new Uint32Array(this.#rgba.buffer, this.#rgba.byteOffset, this.#rgba.length >> 2);
    for (let i = 0; i < this.#px.length; i += stride) {
      const x = ((this.#px[i]! - window.x0) * sx) | 0;
      const y = ((window.y1 - this.#py[i]!) * sy) | 0;
      if (x < 0 || y < 0 || x + size > width || y + size > height) continue;
      for (let v = 0; v < size; v++) words.fill(colours[i]!, (y + v) * width + x, (y + v) * width + x + size);
    }
    this.#context.putImageData(image, 0, 0);
  }

  dispose(): void {
    this.#rgba = new Uint8Array(0);
  }
}
