import { describe, expect, test } from 'vitest';
import type { Frame, Watch } from '../../../src/protocol/run.ts';
import { iris, Listening } from './listening.ts';

/** Red, green and blue enough to be told apart, in OKLab. */
const palette = [0.63, 0.22, 0.13, 0.87, -0.23, 0.18, 0.45, -0.03, -0.31];
const part = { x: { column: 2 }, y: { column: 3 }, x0: 0.9, x1: 5, y0: 0, y1: 2.05, columns: 13, rows: 9, palette };

/** Petal length and width of every row, straight from the text. */
const rows = iris
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => line.split(',').slice(2, 4).map(Number) as [number, number]);

async function fitted(): Promise<Listening> {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(iris, { components: 3 });
  await settled;
  return panel;
}

async function watched(panel: Listening, watch: Watch, half = 4): Promise<Frame> {
  panel.post({ type: 'watch', watch });
  return panel.seek(half);
}

describe('rows as tiles', () => {
  test('every row of the rectangle is in its cell, and in no other', async () => {
    const { tiles } = await watched(await fitted(), { tiles: part });
    const counts = new Array<number>(part.columns * part.rows).fill(0);
    for (const [x, y] of rows) {
      const c = Math.floor(((x - part.x0) / (part.x1 - part.x0)) * part.columns);
      const r = Math.floor(((part.y1 - y) / (part.y1 - part.y0)) * part.rows);
      if (c >= 0 && c < part.columns && r >= 0 && r < part.rows) counts[r * part.columns + c]!++;
    }
    expect(tiles!.rgba).toHaveLength(4 * counts.length);
    expect(tiles!.inside).toBe(counts.reduce((sum, count) => sum + count, 0));
    expect(tiles!.inside).toBeLessThan(rows.length);
    expect(tiles!.most).toBe(Math.max(...counts));
    const opacity = (cell: number) => tiles!.rgba[4 * cell + 3]!;
    counts.forEach((count, cell) => {
      expect(opacity(cell) > 0, `cell ${cell} holds ${count}`).toBe(count > 0);
      counts.forEach((other, at) => {
        if (count > other) expect(opacity(cell)).toBeGreaterThan(opacity(at));
      });
    });
  });

  test('of one column on both axes, rows are in cells by that column alone', async () => {
    const alone = { ...part, y: part.x, y0: -0.2, y1: -0.06 };
    const { tiles } = await watched(await fitted(), { tiles: alone });
    const counts = new Array<number>(part.columns).fill(0);
    for (const [x] of rows) {
      const c = Math.floor(((x - part.x0) / (part.x1 - part.x0)) * part.columns);
      if (c >= 0 && c < part.columns) counts[c]!++;
    }
    expect(tiles).toMatchObject({ columns: part.columns, rows: 1, most: Math.max(...counts) });
    expect(tiles!.inside).toBe(counts.reduce((sum, count) => sum + count, 0));
    expect(Array.from(counts, (_, c) => tiles!.rgba[4 * c + 3]! > 0)).toEqual(counts.map((count) => count > 0));
  });

  test('a cell with one row has the colour of that row', async () => {
    const panel = await fitted();
    const { colours } = await watched(panel, { colours: { palette } });
    // So fine that a cell has hardly ever two rows that differ.
    const fine = { ...part, columns: 1024, rows: 1024 };
    const { tiles } = await watched(panel, { tiles: fine });
    let alone = 0;
    for (const [i, [x, y]] of rows.entries()) {
      if (rows.some(([u, v], other) => other !== i && u === x && v === y)) continue;
      if (x >= part.x1 || y > part.y1) continue;
      const c = Math.floor((x - part.x0) * (fine.columns / (part.x1 - part.x0)));
      const r = Math.floor((part.y1 - y) * (fine.rows / (part.y1 - part.y0)));
      const at = 4 * (r * fine.columns + c);
      expect([...tiles!.rgba.subarray(at, at + 3)], `row ${i + 1}`).toEqual([...colours!.subarray(4 * i, 4 * i + 3)]);
      alone++;
    }
    expect(alone).toBeGreaterThan(20);
  });

  test('an outline says how far the rows reach in any plane, and sends none of them', async () => {
    const panel = await fitted();
    for (const axes of [
      { x: { column: 2 }, y: { column: 3 } },
      { x: { principal: 0 }, y: { principal: 1 } },
    ]) {
      const told = panel.next('points');
      panel.post({ type: 'points', ...axes });
      const points = await told;
      const outlined = panel.next('points');
      panel.post({ type: 'points', ...axes, outline: true });
      const { px, py, extent, xAxis } = await outlined;
      expect([px.length, py.length]).toEqual([0, 0]);
      expect(xAxis).toEqual(points.xAxis);
      expect(points.extent).toEqual(extent);
      expect(extent).toEqual([
        Math.min(...points.px),
        Math.max(...points.px),
        Math.min(...points.py),
        Math.max(...points.py),
      ]);
    }
  });
});
