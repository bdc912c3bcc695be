/** What the panel knows of a VAE: curves that grow, checkpoints in their order, axes on which the gap can be seen. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VaeCheckpoint, VaeFrame, VaeTrace } from '../../../src/protocol/vaeFrame.ts';
import {
  checkpointAxis,
  epochTicks,
  lineWithin,
  momentAt,
  pointsOf,
  roomFor,
  traceAxis,
} from '../../../webview/vae/curve.ts';
import { momentFigures } from '../../../webview/vae/figures.ts';
import { nearest, pointsOf as placesOf, reachOf, toPixel } from '../../../webview/vae/plane.ts';
import { widthsOf } from '../../../webview/vae/runFields.ts';
import {
  checkpointAt,
  firstVaeUi,
  hearVae,
  mixtureOf,
  noVae,
  rowGapOf,
  vaeWatchOf,
} from '../../../webview/vae/slot.ts';

const parts = (values: readonly number[]) => ({
  elbo: Float64Array.from(values),
  reconstruction: Float64Array.from(values, (value) => value + 1),
  kl: Float64Array.from(values, () => 1),
});
const trace = (from: number, values: readonly number[], heldOut = true): VaeTrace => ({
  type: 'vaeTrace',
  run: 1,
  from,
  epochs: Uint32Array.from(values, (_, i) => 10 * (from + i)),
  steps: Uint32Array.from(values, (_, i) => 20 * (from + i)),
  train: parts(values),
  ...(heldOut ? { heldOut: parts(values.map((value) => value - 0.5)) } : {}),
});
const checkpoint = (at: number, elbo: number, gap = 0.2, rows = 64): VaeCheckpoint => ({
  type: 'vaeCheckpoint',
  run: 1,
  at,
  epoch: 10 * at,
  rows,
  elbo,
  reconstruction: elbo + 1,
  kl: 1,
  logLikelihood: elbo + gap,
  method: 'quadrature',
  samples: 0,
  effectiveSampleSize: 0,
  standardError: 0,
});
const frame = (at: number, row?: number): VaeFrame =>
  ({
    type: 'vaeFrame',
    run: 1,
    at,
    asked: at,
    known: 5,
    epoch: 10 * at,
    steps: 20 * at,
    train: { elbo: -9, reconstruction: -8, kl: 1 },
    noise: new Float64Array(2),
    rows: new Uint32Array(1),
    means: Float32Array.of(0.5, -4.4),
    sigmas: Float32Array.of(0.1, 0.1),
    health: { activity: new Float64Array(2), active: 2, atLogVarianceBound: 0, atNoiseFloor: [] },
    warnings: [],
    ...(row === undefined ? {} : { row: { row } }),
  }) as unknown as VaeFrame;

describe('a line within a band', () => {
  const places = (...ys: readonly number[]) => ys.map((y, at) => ({ x: 10 * at, y }));

  test('is the line itself where all of it lies within', () => {
    expect(lineWithin(places(5, 0, 10, 7), 0, 10)).toBe('M0.0 5.0L10.0 0.0L20.0 10.0L30.0 7.0');
  });

  test('is cut where it leaves and where it comes back', () => {
    // Down through the bottom half-way, along below it, back up at a quarter of the way; then through the whole band.
    expect(lineWithin(places(5, 15, 12, 4), 0, 10)).toBe('M0.0 5.0L5.0 10.0M22.5 10.0L30.0 4.0');
    expect(lineWithin(places(-10, 20), 0, 10)).toBe('M3.3 0.0L6.7 10.0');
    expect(lineWithin(places(-1, -2, -1), 0, 10)).toBe('');
    expect(lineWithin(places(3), 0, 10)).toBe('');
  });

  test('has only points of the line, none outside the band', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { maxLength: 30 }), (ys) => {
        for (const [, x, y] of lineWithin(places(...ys), -7, 12).matchAll(/[ML](\S+) ([^ML]+)/g)) {
          expect(Number(y)).toBeGreaterThanOrEqual(-7);
          expect(Number(y)).toBeLessThanOrEqual(12);
          const before = Math.min(ys.length - 2, Math.floor(Number(x) / 10));
          const [from, to] = [ys[before]!, ys[before + 1]!];
          // A tenth of a pixel across is as much upwards as the line is steep.
          const steep = Math.abs(to - from) / 10;
          const height = from + (Number(x) / 10 - before) * (to - from);
          expect(Math.abs(Number(y) - height)).toBeLessThan(0.1 * steep + 0.11);
        }
      }),
    );
  });
});

describe('the slot', () => {
  test('appends moments, replaces what comes again, drops what would leave a hole', () => {
    let slot = hearVae(noVae, trace(0, [-5, -4, -3]));
    const before = slot.trace;
    slot = hearVae(slot, trace(3, [-2]));
    expect(Array.from(slot.trace.train.elbo.subarray(0, slot.trace.length))).toEqual([-5, -4, -3, -2]);
    expect(Array.from(slot.trace.epochs.subarray(0, 4))).toEqual([0, 10, 20, 30]);
    expect(slot.trace.heldOut!.kl[3]).toBe(1);
    slot = hearVae(slot, trace(2, [-2.5, -1.5]));
    expect(Array.from(slot.trace.train.elbo.subarray(0, slot.trace.length))).toEqual([-5, -4, -2.5, -1.5]);
    // An older picture may still be drawn.
    expect(before.train.elbo[2]).toBe(-3);
    expect(hearVae(slot, trace(9, [-1])).trace).toBe(slot.trace);
  });

  test('grows far beyond its first room', () => {
    let slot = noVae;
    for (let at = 0; at < 300; at++) slot = hearVae(slot, trace(at, [at / 100], false));
    expect(slot.trace.length).toBe(300);
    for (const at of [0, 63, 64, 127, 128, 299]) expect(slot.trace.train.elbo[at]).toBe(at / 100);
    expect(slot.trace.heldOut).toBeUndefined();
  });

  test('keeps checkpoints by moment, whatever the order in which they come', () => {
    let slot = noVae;
    for (const at of [3, 0, 7, 1, 3]) slot = hearVae(slot, checkpoint(at, -at));
    expect(slot.checkpoints.map((found) => found.at)).toEqual([0, 1, 3, 7]);
    expect(checkpointAt(slot, 7)!.elbo).toBe(-7);
    expect(checkpointAt(slot, 2)).toBeUndefined();
  });

  test('gives the gap of a row only for the row and the moment on show', () => {
    const row = {
      ...checkpoint(4, -3),
      row: 6,
      amortisation: 0.1,
      approximation: 0.1,
      bestMean: new Float64Array(2),
      bestSigma: new Float64Array(2),
    };
    let slot = hearVae(hearVae(noVae, frame(4, 6)), { type: 'vaeGap', run: 1, at: 4, row });
    expect(rowGapOf(slot)!.amortisation).toBe(0.1);
    slot = hearVae(slot, frame(4, 5));
    expect(rowGapOf(slot)).toBeUndefined();
    slot = hearVae(slot, frame(3, 6));
    expect(rowGapOf(slot)).toBeUndefined();
  });

  test('a new setting forgets what was before', () => {
    const slot = hearVae(hearVae(noVae, trace(0, [-1])), {
      type: 'vaeSetting',
      run: 2,
      latent: 2,
      hidden: [8],
      activation: 'tanh',
      linear: false,
      trainRows: 9,
      heldOutRows: 1,
      climbsElbo: true,
      binary: new Uint8Array(2),
      sampleRows: 10,
      method: 'quadrature',
      shown: { rows: new Uint32Array(0), values: new Float32Array(0) },
    });
    expect(slot.trace.length).toBe(0);
    expect(slot.setting!.trainRows).toBe(9);
  });

  test('asks for a grid whose nodes stand in the middle of the cells of the square', () => {
    const slot = hearVae(noVae, frame(1));
    const { grid } = vaeWatchOf(firstVaeUi, slot);
    expect(slot.reach).toBe(5);
    const cell = (2 * slot.reach) / grid!.side;
    expect(grid!.reach).toBeCloseTo(slot.reach - cell / 2, 12);
  });
});

describe('the colours of a mixture', () => {
  test('are kept as long as the rows are as many', () => {
    const colours = new Uint8Array(4 * 150);
    expect(mixtureOf(150, colours, firstVaeUi)).toBe(colours);
    expect(mixtureOf(150, undefined, { ...firstVaeUi, mixture: colours })).toBe(colours);
    expect(mixtureOf(151, colours, { ...firstVaeUi, mixture: colours })).toBeUndefined();
  });
});

describe('the identity', () => {
  test('is of the sample where log p is known, of the rows of training before that', () => {
    let slot = hearVae(noVae, frame(4));
    expect(momentFigures(slot)).toMatchObject({ over: 'train', elbo: -9, logLikelihood: undefined });
    slot = hearVae(slot, checkpoint(4, -3));
    expect(momentFigures(slot)).toMatchObject({
      over: 'sample',
      rows: 64,
      elbo: -3,
      logLikelihood: -2.8,
      split: undefined,
    });
  });

  test('is split in two only where the parts are of the same rows, so that it adds up', () => {
    const mean = {
      elbo: -3.001,
      reconstruction: -2.001,
      kl: 1,
      logLikelihood: -2.801,
      amortisation: 0.15,
      approximation: 0.05,
    };
    const slot = hearVae(hearVae(noVae, frame(4)), checkpoint(4, -3));
    const some = momentFigures(hearVae(slot, { type: 'vaeGap', run: 1, at: 4, mean: { ...mean, rows: 32 } }))!;
    expect(some).toMatchObject({ elbo: -3, split: undefined, partly: { rows: 32 } });
    const all = momentFigures(hearVae(slot, { type: 'vaeGap', run: 1, at: 4, mean: { ...mean, rows: 64 } }))!;
    expect(all).toMatchObject({ elbo: -3.001, logLikelihood: -2.801, partly: undefined });
    expect(all.elbo + all.split!.amortisation + all.split!.approximation).toBeCloseTo(all.logLikelihood!, 12);
  });
});

describe('the curve', () => {
  const slot = hearVae(
    noVae,
    trace(
      0,
      Array.from({ length: 1000 }, (_, i) => -10 + 9 * (1 - Math.exp(-i / 60))),
    ),
  );

  test('is thinned to the pixels there are, its ends kept', () => {
    const points = pointsOf(slot.trace, slot.trace.train.elbo, 100);
    expect(points.length).toBeLessThanOrEqual(100);
    expect(points[0]).toEqual({ epoch: 0, value: -10 });
    expect(points.at(-1)).toEqual({ epoch: 9990, value: slot.trace.train.elbo[999] });
    expect(pointsOf(slot.trace, slot.trace.train.elbo, 5000).length).toBe(1000);
  });

  test('keeps the gap in sight: the steep start runs off the bottom', () => {
    const checkpoints = [0, 1, 2, 5, 12, 30, 75, 188, 470, 999].map((at) =>
      checkpoint(at, slot.trace.train.elbo[at]!, 0.05),
    );
    const { low, high } = checkpointAxis(checkpoints)!;
    expect(high).toBeGreaterThan(checkpoints.at(-1)!.logLikelihood);
    expect(0.05 / (high - low)).toBeGreaterThan(0.02);
    expect(low).toBeLessThan(checkpoints.at(-1)!.elbo);
    const wide = checkpointAxis(checkpoints.map((c) => ({ ...c, logLikelihood: c.elbo + 3 })))!;
    expect(wide.low).toBeLessThan(checkpoints[6]!.elbo);
    expect(checkpointAxis([])).toBeUndefined();
  });

  test('holds training and held-out rows but for the start', () => {
    const { train, heldOut, length } = slot.trace;
    const { low, high } = traceAxis(length, train.elbo, heldOut!.elbo)!;
    expect(low).toBeLessThan(heldOut!.elbo[50]!);
    expect(low).toBeGreaterThan(-10);
    expect(high).toBeGreaterThan(train.elbo[999]!);
    const axes = Array.from({ length: 200 }, (_, i) => JSON.stringify(traceAxis(800 + i, train.elbo, heldOut!.elbo)));
    expect(new Set(axes).size, 'places that the axis moves to in 200 epochs').toBeLessThan(20);
    const flat = traceAxis(3, Float64Array.of(2, 2, 2), undefined)!;
    expect(flat.high).toBeGreaterThan(flat.low);
  });

  test('goes to the moment whose epoch is nearest', () => {
    for (const [epoch, at] of [
      [-5, 0],
      [0, 0],
      [4, 0],
      [6, 1],
      [9984, 998],
      [20_000, 999],
    ] as const) {
      expect(momentAt(slot.trace, epoch)).toBe(at);
    }
    expect(epochTicks(1500, 5)).toEqual([0, 500, 1000, 1500]);
    expect(epochTicks(60, 6)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  });

  test('has an axis that grows in steps of at most a quarter', () => {
    const axes = Array.from({ length: 20_000 }, (_, at) => roomFor(at + 1));
    for (const [at, axis] of axes.entries()) {
      expect(axis).toBeGreaterThanOrEqual(at + 1);
      if (at >= 10) expect(axis).toBeLessThanOrEqual(Math.ceil(1.25 * (at + 1)));
    }
    expect(new Set(axes).size).toBeLessThan(60);
  });
});

describe('the latent square', () => {
  test('reaches as far as its rows, and stays put while they move a little', () => {
    expect(reachOf(Float32Array.of(0.1, -0.2))).toBe(3);
    expect(reachOf(Float32Array.of(0.1, -4.9))).toBe(6);
    expect(reachOf(Float32Array.of(0.1, -3.5), 6)).toBe(6);
    expect(reachOf(Float32Array.of(0.1, -0.3), 13)).toBe(3);
    expect(reachOf(Float32Array.of(0.1, -300))).toBeGreaterThan(300);
  });

  test('finds the row under the pointer', () => {
    const square = { reach: 4, side: 400 };
    const means = Float32Array.of(0, 0, 2, 2, -3, 1);
    const places = placesOf(means, 2, [0, 1], 4, undefined);
    const { x, y } = toPixel(square, 2, 2);
    expect([x, y]).toEqual([300, 100]);
    expect(nearest(square, places, { x: 303, y: 97 }, 16)).toBe(1);
    expect(nearest(square, places, { x: 250, y: 150 }, 16)).toBeUndefined();
    const swapped = placesOf(means, 2, [1, 0], 4, undefined);
    expect(Array.from(swapped.subarray(4, 6))).toEqual([1, -3]);
  });

  test('lays one dimension across and labels in bands', () => {
    const means = Float32Array.of(-1, 0, 1, 2);
    const places = placesOf(means, 1, [0, 0], 3, Int32Array.of(0, 0, 1, 1));
    expect(Array.from(places.filter((_, i) => i % 2 === 0))).toEqual([-1, 0, 1, 2]);
    expect(Math.min(places[1]!, places[3]!)).toBeGreaterThan(Math.max(places[5]!, places[7]!));
  });
});

describe('the run bar', () => {
  test('reads widths as people write them', () => {
    expect(widthsOf('64')).toEqual([64]);
    expect(widthsOf('128, 64')).toEqual([128, 64]);
    expect(widthsOf('400-200')).toEqual([400, 200]);
    for (const bad of ['', 'many', '0', '12.5', '5000', '1 2 3 4 5 6 7 8 9']) expect(widthsOf(bad)).toBeUndefined();
  });
});
