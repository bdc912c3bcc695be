/** Rows that are too many to be sent one by one: cells with the colours and numbers of the rows in them. */
import type { TilesMessage } from '../../src/protocol/run.ts';
import type { Box, Window } from './plane.ts';

/** One pixel a cell, made once for each message. */
const images = new WeakMap<TilesMessage, HTMLCanvasElement>();

function imageOf(tiles: TilesMessage): HTMLCanvasElement {
  let image = images.get(tiles);
  if (!image) {
    image = document.createElement('canvas');
    image.width = tiles.columns;
    image.height = tiles.rows;
    const pixels = new ImageData(new Uint8ClampedArray(tiles.rgba), tiles.columns, tiles.rows);
    image.getContext('2d')!.putImageData(pixels, 0, 0);
    images.set(tiles, image);
  }
  return image;
}

/** Draws them where they lie in `window`, which may have moved on since they were asked for; the canvas covers `box`. */
export function drawTiles(canvas: HTMLCanvasElement, tiles: TilesMessage, window: Window, box: Box): void {
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
  context.imageSmoothingEnabled = false;
  context.drawImage(
    imageOf(tiles),
    (tiles.x0 - window.x0) * sx,
    (window.y1 - tiles.y1) * sy,
    (tiles.x1 - tiles.x0) * sx,
    (tiles.y1 - tiles.y0) * sy,
  );
}
