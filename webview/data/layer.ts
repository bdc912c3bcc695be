/** A canvas of its own laid over the plot, cleared and in the pixels of the screen. */
import type { Box, Window } from './plane.ts';

export interface Layer {
  readonly context: CanvasRenderingContext2D;
  /** Pixels of the screen for one CSS pixel. */
  readonly ratio: number;
  /** Of the canvas, in pixels of the screen. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the screen for one unit of the plane. */
  readonly sx: number;
  readonly sy: number;
}

/** Makes the canvas cover `box`, in which `window` of the plane is seen. */
export function layOver(canvas: HTMLCanvasElement, window: Window, box: Box): Layer {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.max(1, Math.round(box.width * ratio)), Math.max(1, Math.round(box.height * ratio))];
  canvas.width = width;
  canvas.height = height;
  canvas.style.left = `${box.left}px`;
  canvas.style.top = `${box.top}px`;
  canvas.style.width = `${box.width}px`;
  canvas.style.height = `${box.height}px`;
  const context = canvas.getContext('2d')!;
  const sx = width / (window.x1 - window.x0);
  const sy = height / (window.y1 - window.y0);
  return { context, ratio, width, height, sx, sy };
}

/** Draws a picture of the plane's part `of` where that lies in `window`, the one that the layer shows. */
export function drawPart({ context, sx, sy }: Layer, image: CanvasImageSource, of: Window, window: Window): void {
  const [x, y] = [(of.x0 - window.x0) * sx, (window.y1 - of.y1) * sy];
  context.drawImage(image, x, y, (of.x1 - of.x0) * sx, (of.y1 - of.y0) * sy);
}
