/** Rows that a missing cell keeps out of the fit, where they have a place in the plane all the same: hollow points. */
import { layOver } from './layer.ts';
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
  const { context, ratio, width, height, sx, sy } = layOver(canvas, window, box);
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
