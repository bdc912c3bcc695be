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
/** One has been made, whether it is lent or idle. */
let made = false;

function make(): LentPoints {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const points = { canvas, renderer: new GlPoints(canvas) };
  made = true;
  return points;
}

/** Makes the one that will be borrowed first, while there is nothing else to do; not where there is one already. */
export function preparePoints(): void {
  if (made) return;
  try {
    idle = make();
    // What draws points is put together with the first of them.
    const { renderer } = idle;
    renderer.setPoints(new Float32Array(1), new Float32Array(1));
    renderer.setColours(new Uint8Array(4));
    renderer.draw({ window: { x0: -1, x1: 1, y0: -1, y1: 1 }, width: 1, height: 1, size: 1, opacity: 1 }, 1);
  } catch {
    // No WebGL2: whoever borrows will hear of it.
    made = true;
  }
}

/**
 * What another one gave back, or a new one. It keeps the points and the picture of its last borrower.
 * @throws Error where there is no WebGL2
 */
export function borrowPoints(): LentPoints {
  const lent = idle;
  idle = undefined;
  if (lent && !lent.renderer.lost) return lent;
  return make();
}

/** The next borrower gets it; a second one that is idle is given up. */
export function returnPoints(lent: LentPoints): void {
  lent.canvas.remove();
  if (idle || lent.renderer.lost) lent.renderer.dispose();
  else idle = lent;
}
