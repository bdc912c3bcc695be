/**
 * What the canvases of the latent view show: the rows in the square of z, and the decoder's grid. Discs and bars are put
 * together pixel by pixel: they change with every moment of training.
 */
import type { VaeGrid } from '../../src/protocol/vaeFrame.ts';
import { Discs } from '../data/discs.ts';
import { channelsOf, type Theme, translucent } from '../theme.ts';
import { type Square, toPixel } from './plane.ts';
import { groundOf, type Pixels, paintRow, type Reach } from './rowPixels.ts';

/** With more rows their ellipses would cover one another. */
const mostEllipses = 400;
/** With more rows their marks are smaller; the radii in CSS pixels. */
const mostLarge = 400;
const [small, large] = [2, 2.8];
const markOpacity = 0.85;
/** Labels have eight colours; then come squares. */
const mostDiscs = 8;
const shadeOfCell = 0.06;

export interface LatentScene {
  readonly square: Square;
  /** [m·2] where each row lies in the plane on show. */
  readonly points: Float32Array;
  /** [m] */
  readonly rows: Uint32Array;
  /** [m] */
  readonly codes: Int32Array | undefined;
  /** [m·L] */
  readonly sigmas: Float32Array;
  readonly latent: number;
  readonly axes: readonly [number, number];
  readonly ticks: readonly number[];
  /** Where labels are so short that they stand at their points: their texts. */
  readonly levels: readonly string[] | undefined;
  /** The label of row i; −1: none. */
  readonly own: number;
  /** [n·4] colours of all rows of the file, by the mixture fitted before. */
  readonly mixture: Uint8Array | undefined;
  readonly theme: Theme;
}

export class LatentPicture {
  readonly #discs = new Discs();

  draw(context: CanvasRenderingContext2D, scene: LatentScene): void {
    const { width, height } = context.canvas;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.putImageData(this.#marks(scene, width, height), 0, 0);
    context.scale(devicePixelRatio, devicePixelRatio);
    // What lies behind the marks.
    context.globalCompositeOperation = 'destination-over';
    drawEllipses(context, scene);
    drawRules(context, scene);
    context.globalCompositeOperation = 'source-over';
    if (scene.levels) drawTexts(context, scene, scene.levels);
    else drawSquares(context, scene);
    context.globalAlpha = 1;
  }

  #marks(scene: LatentScene, width: number, height: number): ImageData {
    const { square, points, rows, codes, mixture, theme } = scene;
    const count = rows.length;
    const [px, py] = [new Float32Array(count), new Float32Array(count)];
    const words = new Uint32Array(count);
    const rgba = new Uint8Array(words.buffer);
    const [plain, ...coloured] = [theme.secondary, ...theme.components].map(channelsOf);
    for (let at = 0; at < count; at++) {
      const code = codes?.[at] ?? -1;
      px[at] = isDisc(scene, code) ? points[2 * at]! : Number.NaN;
      py[at] = points[2 * at + 1]!;
      if (mixture) rgba.set(mixture.subarray(4 * rows[at]!, 4 * rows[at]! + 4), 4 * at);
      else rgba.set(code < 0 ? plain! : coloured[code % coloured.length]!, 4 * at);
    }
    const { reach } = square;
    const window = { x0: -reach, x1: reach, y0: -reach, y1: reach };
    const size = 2 * radiusOf(scene) * devicePixelRatio;
    return this.#discs.draw({ px, py, rgba }, { window, width, height, size, opacity: markOpacity }, 1);
  }
}

const radiusOf = ({ rows }: LatentScene): number => (rows.length > mostLarge ? small : large);

const isDisc = ({ levels }: LatentScene, code: number): boolean => code < 0 || (!levels && code < mostDiscs);

const placeOf = ({ square, points }: LatentScene, at: number) => toPixel(square, points[2 * at]!, points[2 * at + 1]!);

function colourOf({ codes, rows, mixture, theme }: LatentScene, at: number): string {
  if (mixture) {
    const [red, green, blue] = mixture.subarray(4 * rows[at]!);
    return `rgb(${red}, ${green}, ${blue})`;
  }
  const code = codes?.[at] ?? -1;
  return code < 0 ? theme.secondary : theme.components[code % theme.components.length]!;
}

function drawRules(context: CanvasRenderingContext2D, { square, latent, ticks, theme }: LatentScene): void {
  context.globalAlpha = 1;
  context.strokeStyle = theme.kind.startsWith('high') ? translucent(theme.rule, 0.35) : theme.rule;
  context.lineWidth = 1;
  context.beginPath();
  for (const tick of ticks) {
    const { x, y } = toPixel(square, tick, tick);
    context.moveTo(Math.round(x) + 0.5, 0);
    context.lineTo(Math.round(x) + 0.5, square.side);
    if (latent === 1) continue;
    context.moveTo(0, Math.round(y) + 0.5);
    context.lineTo(square.side, Math.round(y) + 0.5);
  }
  context.stroke();
}

function drawEllipses(context: CanvasRenderingContext2D, scene: LatentScene): void {
  const { square, rows, sigmas, latent, axes } = scene;
  if (latent === 1 || rows.length > mostEllipses) return;
  const scale = square.side / (2 * square.reach);
  context.globalAlpha = 0.28;
  context.lineWidth = 1;
  for (let at = 0; at < rows.length; at++) {
    const { x, y } = placeOf(scene, at);
    const [rx, ry] = [sigmas[at * latent + axes[0]]! * scale, sigmas[at * latent + axes[1]]! * scale];
    context.strokeStyle = colourOf(scene, at);
    context.beginPath();
    context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
    context.stroke();
  }
}

function drawTexts(context: CanvasRenderingContext2D, scene: LatentScene, levels: readonly string[]): void {
  const { rows, codes, own, theme } = scene;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let at = 0; at < rows.length; at++) {
    const code = codes?.[at] ?? -1;
    if (code < 0) continue;
    const { x, y } = placeOf(scene, at);
    context.globalAlpha = code === own || own < 0 ? 1 : 0.75;
    context.font = `${code === own ? '700 ' : ''}11px ${theme.font}`;
    context.fillStyle = colourOf(scene, at);
    context.fillText(levels[code]!, x, y);
  }
}

function drawSquares(context: CanvasRenderingContext2D, scene: LatentScene): void {
  const radius = radiusOf(scene);
  context.globalAlpha = markOpacity;
  for (let at = 0; at < scene.rows.length; at++) {
    if (isDisc(scene, scene.codes?.[at] ?? -1)) continue;
    const { x, y } = placeOf(scene, at);
    context.fillStyle = colourOf(scene, at);
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }
}

/** The decoder's grid over the square, a cell a node; with one latent dimension a line of cells through its middle. */
export class DecodedPicture {
  /** Drawn over again and again. */
  #image: ImageData | undefined;

  draw(
    context: CanvasRenderingContext2D,
    { side: cells, means }: VaeGrid,
    latent: number,
    d: number,
    pixels: Pixels | undefined,
    reach: Reach | undefined,
    theme: Theme,
  ): void {
    const { width } = context.canvas;
    if (this.#image?.width === width) this.#image.data.fill(0);
    else this.#image = new ImageData(width, width);
    const ground = groundOf(this.#image);
    const each = width / cells;
    const inset = Math.max(1, Math.round(each * (pixels ? 0.04 : 0.1)));
    const colour = channelsOf(theme.foreground);
    const middle = Math.floor(cells / 2);
    for (let column = 0; column < cells; column++) {
      for (let line = latent === 1 ? middle : 0; line < (latent === 1 ? middle + 1 : cells); line++) {
        const node = latent === 1 ? column : column * cells + (cells - 1 - line);
        const [x, y] = [Math.round(column * each), Math.round(line * each)];
        const [right, bottom] = [Math.round((column + 1) * each), Math.round((line + 1) * each)];
        const box = { x: x + inset, y: y + inset, width: right - x - 2 * inset, height: bottom - y - 2 * inset };
        paintRow(ground, means.subarray(node * d, (node + 1) * d), box, pixels, reach, colour, shadeOfCell);
      }
    }
    context.putImageData(this.#image, 0, 0);
  }
}
