import { expect, test } from 'vitest';
import type { Frame } from '../../../src/protocol/run.ts';
import { tornRow, widestGap } from '../../../webview/road/widest.ts';

test('the widest gap is that of an M, and not of the bare start where there is another', () => {
  const trace = (halves: string, gaps: readonly number[]) => ({
    length: gaps.length,
    halves,
    logLikelihood: Float64Array.from(gaps, (_, h) => h),
    elbo: Float64Array.from(gaps, (gap, h) => h - gap),
  });
  expect(widestGap(trace('EMEMEM', [0, 90, 0, 4, 0, 7]))).toBe(5);
  expect(widestGap(trace('EM', [0, 3]))).toBe(1);
  expect(widestGap(trace('E', [0]))).toBeUndefined();
});

test('the torn row is that of the band with the widest gap', () => {
  const heatmap = { bands: 3, rowsPerBand: 2, kl: Float32Array.of(0, 3, 1), rows: Uint32Array.of(4, 8, 1) };
  expect(tornRow({ heatmap } as unknown as Frame)).toEqual({ row: 8, kl: 1.5 });
  expect(tornRow({} as Frame)).toBeUndefined();
});
