/** Cells and bars on a canvas: one pixel a cell, stretched without smoothing. */
import type { HeatmapMessage } from '../../src/protocol/run.ts';
import type { Span } from './bands.ts';

/** All lengths in device pixels. `along` is the direction of the rows, `across` that of the components. */
export interface Layout {
  readonly vertical: boolean;
  readonly along: number;
  /** Where the column of each component begins, and how wide it is. */
  readonly columns: readonly number[];
  readonly columnWidth: number;
  /** Where the bars begin and how long the longest is. */
  readonly bars: number;
  readonly barLength: number;
}

/**
 * Paints the bands of `heatmap` as far as they lie in `span`.
 * @param ramp 256 colours, ABGR
 * @param scratch a canvas that is reused from call to call
 * @param bar [B] what the bars show, in nats, and in which colour
 * @returns the largest of them: what the longest bar stands for
 */
export function paint(
  canvas: HTMLCanvasElement,
  scratch: HTMLCanvasElement,
  heatmap: HeatmapMessage,
  span: Span,
  layout: Layout,
  ramp: Uint32Array,
  bar: { readonly values: Float32Array; readonly colour: string },
): number {
  const context = canvas.getContext('2d')!;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const { bands, q, rowsPerBand, from } = heatmap;
  const k = q.length / bands;
  if (bands === 0) return 0;
  const { vertical } = layout;
  scratch.width = vertical ? k : bands;
  scratch.height = vertical ? bands : k;
  const image = new ImageData(scratch.width, scratch.height);
  const words = new Uint32Array(image.data.buffer);
  for (let b = 0; b < bands; b++)
    for (let j = 0; j < k; j++) words[vertical ? b * k + j : j * bands + b] = ramp[Math.round(255 * q[b * k + j]!)]!;
  scratch.getContext('2d')!.putImageData(image, 0, 0);

  // The message may be of another window than the one on show: until its own arrives it is stretched into place.
  const scale = layout.along / (span.to - span.from);
  const start = (from - span.from) * scale;
  const length = bands * rowsPerBand * scale;
  context.save();
  context.beginPath();
  // The last band may stand for fewer rows than there is room for.
  const end = (heatmap.to - span.from) * scale;
  if (vertical) context.rect(0, Math.max(0, start), canvas.width, Math.min(layout.along, end) - Math.max(0, start));
  else context.rect(Math.max(0, start), 0, Math.min(layout.along, end) - Math.max(0, start), canvas.height);
  context.clip();
  context.imageSmoothingEnabled = false;
  layout.columns.forEach((at, j) => {
    if (vertical) context.drawImage(scratch, j, 0, 1, bands, at, start, layout.columnWidth, length);
    else context.drawImage(scratch, 0, j, bands, 1, start, at, length, layout.columnWidth);
  });
  const largest = bar.values.reduce((most, value) => Math.max(most, value), 0);
  if (largest > 1e-9) {
    context.fillStyle = bar.colour;
    const thickness = rowsPerBand * scale;
    for (let b = 0; b < bands; b++) {
      const length = (layout.barLength * bar.values[b]!) / largest;
      if (length < 0.25) continue;
      const at = start + b * thickness;
      // Bars that are thicker than a few pixels part from each other.
      const thick = Math.max(1, thickness > 4 ? thickness - 1 : thickness);
      if (vertical) context.fillRect(layout.bars, at, length, thick);
      else context.fillRect(at, layout.bars, thick, length);
    }
  }
  context.restore();
  return largest;
}
