/**
 * A canvas with WebGL, lent to whoever shows the rows. Making one takes a browser longer than drawing a picture on it,
 * above all without a graphics card: the road and the panel take turns with one.
 */
import { GlPoints } from './pointsGl.ts';

export interface LentPoints {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: GlPoints;
}

let idle: LentPoints | undefined;

/**
 * What another one gave back, or a new one. It keeps the points and the picture of its last borrower.
 * @throws Error where there is no WebGL2
 */
export function borrowPoints(): LentPoints {
  const lent = idle;
  idle = undefined;
  if (lent && !lent.renderer.lost) return lent;
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  return { canvas, renderer: new GlPoints(canvas) };
}

/** The next borrower gets it; a second one that is idle is given up. */
export function returnPoints(lent: LentPoints): void {
  lent.canvas.remove();
  if (idle || lent.renderer.lost) lent.renderer.dispose();
  else idle = lent;
}
