/** Rows that are too many to be sent one by one: cells with the colours and numbers of the rows in them. */
import type { TilesMessage } from '../../src/protocol/run.ts';
import { drawPart, layOver } from './layer.ts';
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
  const layer = layOver(canvas, window, box);
  layer.context.imageSmoothingEnabled = false;
  drawPart(layer, imageOf(tiles), tiles, window);
}
