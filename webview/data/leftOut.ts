/** Rows that a missing cell keeps out of the fit, where they have a place in the plane all the same: hollow points. */
import type { Box, Window } from './plane.ts';

/** More rings than this are a ground colour, not rows: of more an even sample is drawn. */
const mostRings = 10_000;

export interface LeftOut {
  readonly px: Float32Array;
  readonly py: Float32Array;
}

/** Draws them as rings of `size` CSS pixels across; the canvas covers the plot's `box`. */
export function drawLeftOut(
  canvas: HTMLCanvasElement,
  { px, py }: LeftOut,
  window: Window,
  box: Box,
  size: number,
  colour: string,
): void {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
  canvas.width = width;
  canvas.height = height;
  canvas.style.left = `${box.left}px`;
  canvas.style.top = `${box.top}px`;
  canvas.style.width = `${box.width}px`;
  canvas.style.height = `${box.height}px`;
  const context = canvas.getContext('2d')!;
  const sx = width / (window.x1 - window.x0);
  const sy = height / (window.y1 - window.y0);
  const radius = (size * ratio) / 2;
  const every = Math.max(1, Math.ceil(px.length / mostRings));
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1, 1.2 * ratio);
  context.beginPath();
  for (let i = 0; i < px.length; i += every) {
    const x = (px[i]! - window.x0) * sx;
    const y = (window.y1 - py[i]!) * sy;
    if (x < -radius || y < -radius || x > width + radius || y > height + radius) continue;
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.stroke();
}
