import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeatmapMessage } from '../../../src/protocol/run.ts';
import { qRamp } from '../../../webview/colour/ramp.ts';
import { bandAt, closer, fitted, rowsIn, shifted } from '../../../webview/heatmap/bands.ts';

const seed = { seed: 20_261_123 };

const message = (from: number, to: number, rowsPerBand: number): HeatmapMessage => {
  const bands = Math.ceil((to - from) / rowsPerBand);
  return {
    order: 'file',
    from,
    to,
    bands,
    rowsPerBand,
    q: new Float32Array(bands),
    kl: new Float32Array(bands),
    rows: Uint32Array.from({ length: bands }, (_, b) => from + b * rowsPerBand),
  };
};

describe('the window over the rows', () => {
  it('stays within the rows and never closes, however it is zoomed and moved', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.tuple(fc.boolean(), fc.double({ min: -0.5, max: 0.5, noNaN: true })), { maxLength: 30 }),
        (n, gestures) => {
          let span = fitted({ from: 0, to: n }, n);
          for (const [zoom, by] of gestures) {
            const at = span.from + 0.4 * (span.to - span.from);
            span = zoom ? closer(span, Math.exp(by * 4), at, n) : shifted(span, by * n, n);
            expect(span.from).toBeGreaterThanOrEqual(0);
            expect(span.to).toBeLessThanOrEqual(n);
            expect(span.to - span.from).toBeGreaterThanOrEqual(Math.min(n, 6));
          }
        },
      ),
      seed,
    );
  });

  it('keeps what is under the pointer where it is, and stays where it is once it is as near as it comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 1_000_000 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (n, where, across) => {
          let span = fitted({ from: where * n - 0.05 * n, to: where * n + 0.05 * n }, n);
          const at = span.from + across * (span.to - span.from);
          const nearer = closer(span, 1.7, at, n);
          const length = nearer.to - nearer.from;
          expect(Math.abs((at - nearer.from) / length - across)).toBeLessThan(0.6 / length + 1e-9);
          for (let i = 0; i < 40; i++) span = closer(span, 2, at, n);
          expect(span.to - span.from).toBe(6);
          expect(closer(span, 2, at, n)).toEqual(span);
        },
      ),
      seed,
    );
  });

  it('finds the band of every position, and the bands hold all rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 60 }),
        (from, length, rowsPerBand) => {
          const heatmap = message(from, from + length, rowsPerBand);
          let total = 0;
          for (let b = 0; b < heatmap.bands; b++) total += rowsIn(heatmap, b);
          expect(total).toBe(length);
          for (const position of [from, from + length - 1, from + Math.floor(length / 2)]) {
            const band = bandAt(heatmap, position)!;
            expect(heatmap.rows[band]).toBeLessThanOrEqual(position);
            expect(heatmap.rows[band]! + rowsIn(heatmap, band)).toBeGreaterThan(position);
          }
          expect(bandAt(heatmap, from - 1)).toBeUndefined();
          expect(bandAt(heatmap, from + length)).toBeUndefined();
        },
      ),
      seed,
    );
  });
});

describe('the ramp of q', () => {
  it('goes from a breath on the background to the role’s own colour, ever further from the background', () => {
    for (const theme of [
      { background: '#121314', q: '#c77dc6' },
      { background: '#ffffff', q: '#86308a' },
    ]) {
      const ramp = qRamp(theme);
      expect((ramp[255]! & 0xff).toString(16)).toBe(theme.q.slice(1, 3));
      const green = Array.from(ramp, (word) => (word >>> 8) & 0xff);
      const falling = theme.background === '#ffffff';
      for (let at = 1; at < 256; at++) {
        if (falling) expect(green[at]).toBeLessThanOrEqual(green[at - 1]!);
        else expect(green[at]).toBeGreaterThanOrEqual(green[at - 1]!);
      }
      expect(ramp[0]! & 0xffffff).not.toBe(Number.parseInt(theme.background.slice(1), 16));
    }
  });
});
