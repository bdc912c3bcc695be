/**
 * A canvas with WebGL, lent to whoever shows the rows. Making one takes a browser longer than drawing a picture on it,
 * above all without a graphics card: the road and the panel take turns with one.
 */
import { GlPoints, openGl } from './pointsGl.ts';

export interface LentPoints {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: GlPoints;
}

let idle: LentPoints | undefined;
/** The one that is being made while there is nothing else to do. */
let coming: HTMLCanvasElement | undefined;
/** One has been made, or cannot be. */
let made = false;

function blank(): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}

function make(): LentPoints {
  const canvas = coming ?? blank();
  coming = undefined;
  made = true;
  return { canvas, renderer: new GlPoints(canvas) };
}

/**
 * Makes the one that will be borrowed first, unless there is one, whenever there is nothing else to do. Without a graphics
 * card the page waits for each step: one at a time.
 */
export function preparePoints(): void {
  const steps = [
    () => {
      coming = blank();
      openGl(coming);
    },
    () => {
      idle = make();
    },
    () => {
      // What draws points is put together with the first of them.
      if (!idle) return;
      const { renderer } = idle;
      renderer.setPoints(new Float32Array(1), new Float32Array(1));
      renderer.setColours(new Uint8Array(4));
      renderer.draw({ window: { x0: -1, x1: 1, y0: -1, y1: 1 }, width: 1, height: 1, size: 1, opacity: 1 }, 1);
    },
  ];
  const next = (): void => {
    const step = steps.shift();
    if (!step || (made && !idle)) return;
    try {
      step();
    } catch {
      // Whoever borrows will hear of it.
      made = true;
      return;
    }
    requestIdleCallback(next);
  };
  requestIdleCallback(next);
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
