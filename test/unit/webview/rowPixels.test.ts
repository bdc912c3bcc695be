/** Rows as pixels: bars as tall as their shares, pictures of whole pixels, nothing outside the box. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Colour, type Ground, type Pixels, paintRow, wordOf } from '../../../webview/vae/rowPixels.ts';

const ink: Colour = [10, 20, 30];
const sheet = (width: number, height: number): Ground => ({ words: new Uint32Array(width * height), width });
const alpha = ({ words, width }: Ground, x: number, y: number): number => words[y * width + x]! >>> 24;

describe('the profile of a row', () => {
  test('has bars with gaps between them, the last pixel as dark as the bar covers of it', () => {
    const ground = sheet(10, 10);
    const reach = { low: [0, -1], high: [4, 1] };
    paintRow(ground, [1, 1], { x: 0, y: 0, width: 10, height: 10 }, undefined, reach, ink);
    const column = (x: number) => Array.from({ length: 10 }, (_, y) => alpha(ground, x, y));
    expect(column(0)).toEqual([0, 0, 0, 0, 0, 0, 0, 128, 255, 255]);
    expect(column(3)).toEqual(column(0));
    expect(column(4)).toEqual(new Array(10).fill(0));
    expect(column(5)).toEqual(new Array(10).fill(255));
    expect(ground.words[99 - 1]).toBe(wordOf(ink, 1));
  });

  test('stays in its box with more columns than pixels', () => {
    const ground = sheet(12, 4);
    const values = Array.from({ length: 100 }, () => 1);
    const reach = { low: values.map(() => 0), high: values };
    paintRow(ground, values, { x: 1, y: 1, width: 10, height: 2 }, undefined, reach, ink);
    const row = [0, ...new Array(10).fill(255), 0];
    const empty = new Array(12).fill(0);
    const alphas = Array.from({ length: 4 }, (_, y) => Array.from({ length: 12 }, (_, x) => alpha(ground, x, y)));
    expect(alphas).toEqual([empty, row, row, empty]);
  });

  test('shows the taller of two bars that share a pixel, whichever comes last', () => {
    const reach = { low: [0, 0], high: [1, 1] };
    for (const values of [
      [1, 0.6],
      [0.6, 1],
    ]) {
      const ground = sheet(1, 4);
      paintRow(ground, values, { x: 0, y: 0, width: 1, height: 4 }, undefined, reach, ink);
      expect([...ground.words]).toEqual(new Array(4).fill(wordOf(ink, 1)));
    }
  });

  test('covers as much as the shares of its values, and stays in its box', () => {
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), (values) => {
        const ground = sheet(40, 30);
        const box = { x: 5, y: 3, width: 30, height: 20 };
        const reach = { low: values.map(() => -2), high: values.map(() => 2) };
        paintRow(ground, values, box, undefined, reach, ink, 0.1);
        const shade = Math.round(25.5);
        for (let y = 0; y < 30; y++) {
          for (let x = 0; x < 40; x++) {
            const inside = x >= 5 && x < 35 && y >= 3 && y < 23;
            if (inside) expect(alpha(ground, x, y)).toBeGreaterThanOrEqual(shade);
            else expect(alpha(ground, x, y)).toBe(0);
          }
        }
        values.forEach((v, j) => {
          const x = 5 + Math.round((j * 30) / values.length);
          let covered = 0;
          for (let y = 3; y < 23; y++) covered += (alpha(ground, x, y) - shade) / (255 - shade);
          const share = Math.max(0, Math.min(1, (v + 2) / 4));
          expect(Math.abs(covered - Math.max(1, 20 * share))).toBeLessThan(0.02);
        });
      }),
    );
  });
});

test('a row of pixels is a picture, each of them a rectangle, those without a column as they are in the file', () => {
  const pixels: Pixels = {
    width: 2,
    height: 2,
    places: Uint32Array.of(0, 3),
    fill: Float64Array.of(0, 16, 0, 0),
    low: 0,
    high: 16,
  } as unknown as Pixels;
  const ground = sheet(6, 6);
  paintRow(ground, [16, 8], { x: 1, y: 1, width: 4, height: 4 }, pixels, undefined, ink, 0.5);
  const grey = (level: number) => wordOf([level, level, level], 1);
  const [white, half, black] = [grey(255), grey(128), grey(0)];
  expect(Array.from({ length: 6 }, (_, y) => [...ground.words.subarray(6 * y, 6 * y + 6)])).toEqual([
    [0, 0, 0, 0, 0, 0],
    [0, white, white, white, white, 0],
    [0, white, white, white, white, 0],
    [0, black, black, half, half, 0],
    [0, black, black, half, half, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
});
