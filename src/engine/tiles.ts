/** Rows of a rectangle of the plane, gathered into cells: what is sent in place of a point a row where they are too many. */
import type { TilesMessage, Watch } from '../protocol/run.ts';
import { writeRgb } from './colours.ts';
import type { Plane } from './points.ts';

/** q of the rows that were looked at, one in `every`. [n / every · K] */
interface Looked {
  readonly q: Float32Array;
  readonly every: number;
}

/**
 * Each row that was looked at falls into one cell and brings its colour, mixed from the palette by its q; a cell is as
 * opaque as log(1 + rows) is to that of the fullest cell, and no emptier than can be seen. Where both axes are one and the
 * same, what goes up says nothing: rows are in one row of cells, by x alone.
 *
 * @param columns D columns of n numbers
 */
export function tilesOf(
  { q, every }: Looked,
  k: number,
  columns: readonly Float64Array[],
  plane: Plane,
  wanted: NonNullable<Watch['tiles']>,
): TilesMessage {
  const { x0, x1, y0, y1, palette } = wanted;
  const { xAxis, yAxis, origin } = plane;
  const alone = xAxis.every((u, d) => u === yAxis[d]);
  const [across, down] = [wanted.columns, alone ? 1 : wanted.rows];
  const cells = across * down;
  const counts = new Uint32Array(cells);
  const sums = new Float64Array(3 * cells);
  const known = Math.floor(palette.length / 3);
  const used = columns.flatMap((column, d) =>
    xAxis[d] !== 0 || yAxis[d] !== 0 ? [{ column, u: xAxis[d]!, v: yAxis[d]!, from: origin[d]! }] : [],
  );
  const [sx, sy] = [across / (x1 - x0), down / (y1 - y0)];
  const n = columns[0]?.length ?? 0;
  let inside = 0;
  for (let i = 0, at = 0; i < n; i += every, at += k) {
    let [x, y] = [0, 0];
    for (const { column, u, v, from } of used) {
      const centred = column[i]! - from;
      x += u * centred;
      y += v * centred;
    }
    const c = Math.floor((x - x0) * sx);
    // Rows of the picture go down, y goes up.
    const r = alone ? 0 : Math.floor((y1 - y) * sy);
    if (!(c >= 0 && c < across && r >= 0 && r < down)) continue;
    const cell = r * across + c;
    counts[cell]! += every;
    inside += every;
    for (let j = 0; j < k && known > 0; j++) {
      const weight = q[at + j]! * every;
      const p = 3 * (j % known);
      for (let part = 0; part < 3; part++) sums[3 * cell + part]! += weight * palette[p + part]!;
    }
  }
  const most = counts.reduce((largest, count) => Math.max(largest, count), 0);
  const rgba = new Uint8Array(4 * cells);
  const top = Math.log1p(most);
  for (let cell = 0; cell < cells; cell++) {
    const count = counts[cell]!;
    if (count === 0) continue;
    writeRgb(rgba, 4 * cell, sums[3 * cell]! / count, sums[3 * cell + 1]! / count, sums[3 * cell + 2]! / count);
    rgba[4 * cell + 3] = Math.round(255 * (leastOpacity + (1 - leastOpacity) * (Math.log1p(count) / top)));
  }
  return {
    x: plane.x,
    y: plane.y,
    x0,
    x1,
    y0,
    y1,
    columns: across,
    rows: down,
    rgba,
    inside: Math.min(inside, n),
    most,
  };
}

/** Of a cell with a single row among many. */
const leastOpacity = 0.3;
