import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/models/gmm/random';
import { healthOf, vaeWarnings } from '../../../src/models/vae/health';
import { createNormals } from '../../../src/models/vae/normals';
import { defaultVaeOptions } from '../../../src/models/vae/options';
import { decoderGrid, drawWith, generate, reconstruct } from '../../../src/models/vae/pictures';
import { Quadrature } from '../../../src/models/vae/quadrature';
import { RowScorer } from '../../../src/models/vae/score';
import { Snapshots } from '../../../src/models/vae/snapshots';
import { VaeTraining } from '../../../src/models/vae/training';
import { ring, trained, training } from './data';

const columns = ring(400, 9);

describe('training', () => {
  it('raises the ELBO and stops when the held-out ELBO no longer rises', () => {
    const run = trained(columns, { rate: 1e-2, hidden: [16] });
    expect(run.stopReason).toBe('heldOut');
    expect(run.heldOutRows).toHaveLength(40);
    const held = run.records.map((record) => record.heldOut!.elbo);
    const settled = run.settled.heldOut!.elbo;
    expect(settled - held[0]!).toBeGreaterThan(2);
    // A rise below 2e-4 is none, however many.
    expect(Math.max(...held) - settled).toBeLessThan(2e-4 + 1e-9);
    for (const { train } of run.records) expect(train.elbo).toBeCloseTo(train.reconstruction - train.kl, 9);
    // The model is that of the epoch it settled on.
    const kept = run.modelAt(run.settled.epoch);
    expect(kept.parameters).toEqual(run.model().parameters);
  });

  it('depends on the seed alone, not on the slices', () => {
    const options = { epochs: 6, hidden: [8] };
    const whole = trained(columns, options);
    const sliced = training(columns, options);
    while (!sliced.done) sliced.advance(1);
    expect(sliced.model().parameters).toEqual(whole.model().parameters);
    expect(sliced.records).toEqual(whole.records);
    expect(trained(columns, { ...options, seed: 2 }).model().parameters).not.toEqual(whole.model().parameters);
  });

  it('goes the same way in f32 and in f64', () => {
    const options = { epochs: 20, hidden: [8] };
    const fast = training(columns, options);
    const plain = training(columns, options, 'scalar');
    for (const run of [fast, plain]) while (!run.done) run.toNextRecord();
    expect(fast.kernelKind).toBe('simd');
    expect(plain.kernelKind).toBe('scalar');
    expect(fast.records.at(-1)!.train.elbo).toBeCloseTo(plain.records.at(-1)!.train.elbo, 3);
  });

  it('says the same in whatever units the file is', () => {
    const options = { epochs: 10, hidden: [8] };
    const plain = trained(columns, options).records.at(-1)!.train.elbo;
    const moved = columns.map((column, j) => column.map((x) => 1e3 * 10 ** j * x - 5e4));
    const other = trained(moved, options).records.at(-1)!.train.elbo;
    expect(other).toBeCloseTo(plain - 4 * Math.log(1e3) - 6 * Math.log(10), 3);
  });

  it('stops where it is told, and keeps what it has', () => {
    const run = training(columns, { hidden: [8] });
    run.toNextRecord();
    run.stop();
    expect(run.done).toBe(true);
    expect(run.records).toHaveLength(2);
    expect(run.advance(10)).toBe(false);
  });

  it('trains what is not the ELBO, and says so', () => {
    for (const extra of [{ beta: 0.2 }, { freeBits: 0.5 }, { annealSteps: 30 }]) {
      const run = trained(columns, { epochs: 15, hidden: [8], ...extra });
      const warnings = vaeWarnings(run.model(), run.options, healthOf(run.model(), run.data), true);
      expect(warnings.map((fault) => fault.code)).toContain('vaeNotElbo');
    }
    const [plain, free] = [1, 0.1].map((beta) => trained(columns, { epochs: 60, rate: 5e-3, hidden: [8], beta }));
    expect(free!.records.at(-1)!.train.kl).toBeGreaterThan(plain!.records.at(-1)!.train.kl);
  });
});

describe('0/1 columns', () => {
  const stream = randomStream(3);
  const kinds = Array.from({ length: 300 }, () => stream.below(2));
  const bits = Array.from({ length: 6 }, (_, j) =>
    Float64Array.from(kinds, (kind) => Number(stream.next() < (kind === j % 2 ? 0.9 : 0.1))),
  );

  it('are Bernoulli, on no density scale', () => {
    const run = trained(bits, { rate: 5e-3, epochs: 120, hidden: [16], latent: 1 });
    expect(run.units.logJacobian).toBe(0);
    const scorer = new RowScorer(run.model());
    // All 64 possible rows: their probabilities add up to one.
    let total = 0;
    for (let code = 0; code < 64; code++) {
      const x = Float64Array.from({ length: 6 }, (_, j) => (code >> j) & 1);
      const row = scorer.score(x, code);
      expect(row.elbo).toBeLessThan(row.logLikelihood + 1e-9);
      total += Math.exp(row.logLikelihood);
    }
    expect(total).toBeCloseTo(1, 6);
    // Better than six independent coins.
    expect(run.records.at(-1)!.train.elbo).toBeGreaterThan(-6 * Math.LN2 + 0.5);
    expect(generate(run.model(), 20, 1).every((x) => x === 0 || x === 1)).toBe(true);
    expect(reconstruct(run.model(), run.data.subarray(0, 6)).every((p) => p > 0 && p < 1)).toBe(true);
  });
});

describe('awkward data', () => {
  const n = 60;
  const wave = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
  it.each<[string, Float64Array[]]>([
    ['a constant column', [wave, new Float64Array(n).fill(7)]],
    ['a column twice', [wave, wave]],
    ['one column', [wave]],
    ['rows all alike', [new Float64Array(n).fill(3), new Float64Array(n)]],
    ['an outlier', [wave.with(3, 1e9), wave]],
    ['tiny numbers', [wave.map((x) => 1e-290 * x), wave]],
    ['huge numbers', [wave.map((x) => 1e300 * x), wave.map((x) => -1e150 * x)]],
    ['far from zero', [wave.map((x) => 1e12 + x), wave]],
    ['two rows', [Float64Array.of(1, 2), Float64Array.of(0, 5)]],
    ['nine rows', [wave.slice(0, 9), wave.slice(1, 10)]],
  ])('never makes a NaN: %s', (_, data) => {
    for (const options of [{ hidden: [8] }, { hidden: [8], rate: 10 }, { linear: true, latent: 1 }]) {
      const result = VaeTraining.create(data, { ...defaultVaeOptions, epochs: 12, ...options });
      if (!result.ok) {
        expect(['vaeLatentTooMany', 'vaeColumnTooLarge']).toContain(result.fault.code);
        continue;
      }
      const run = result.value;
      while (!run.done) run.toNextRecord();
      const numbers = run.records.flatMap(({ train, heldOut }) => [train.elbo, train.kl, heldOut?.elbo ?? 0]);
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(run.model().parameters.every(Number.isFinite)).toBe(true);
      const row = new RowScorer(run.model()).score(run.data.subarray(0, data.length), 0);
      expect(Number.isFinite(row.logLikelihood)).toBe(true);
      expect(row.logLikelihood - row.elbo).toBeGreaterThan(-1e-6 * (1 + Math.abs(row.elbo)));
    }
  });

  it('refuses a single row', () => {
    const result = VaeTraining.create([Float64Array.of(1)], defaultVaeOptions);
    expect(result.ok ? '' : result.fault.code).toBe('vaeFewRows');
  });

  it('names columns held at their floor and dimensions out of use', () => {
    const run = trained([wave, wave, wave], { epochs: 3000, rate: 2e-2, hidden: [], noiseFloor: 0.3 });
    const health = healthOf(run.model(), run.data);
    const codes = vaeWarnings(run.model(), run.options, health, true).map((fault) => fault.code);
    expect(health.atNoiseFloor).toEqual([0, 1, 2]);
    expect(codes).toContain('vaeNoiseFloor');
    expect(health.active).toBe(1);
    expect(codes).toContain('vaeInactive');
  });
});

describe('pictures', () => {
  const run = trained(columns, { epochs: 60, rate: 5e-3, hidden: [16] });
  const model = run.model();

  it('draw rows that look like the file', () => {
    const rows = generate(model, 4000, 5);
    expect(generate(model, 4000, 5)).toEqual(rows);
    for (let j = 0; j < 4; j++) {
      const own = Array.from({ length: 4000 }, (_, i) => rows[4 * i + j]!);
      const mean = own.reduce((sum, x) => sum + x, 0) / 4000;
      expect(Math.abs(mean - model.units.centre[j]!) / model.units.scale[j]!).toBeLessThan(0.25);
    }
  });

  it('lay the decoder over a grid', () => {
    const grid = decoderGrid(model, 5, 2);
    expect(grid.means).toHaveLength(100);
    const middle = drawWith(model, run.data.subarray(0, 4), new Float64Array(2));
    expect([...grid.axis]).toEqual([-2, -1, 0, 1, 2]);
    expect(middle.z).toEqual(middle.mean);
  });

  it('show one draw whose weight averages to the ELBO', () => {
    const x = run.data.subarray(40, 44);
    const normals = createNormals(8);
    const weights = Array.from(
      { length: 4000 },
      () => drawWith(model, x, Float64Array.of(normals.next(), normals.next())).logWeight,
    );
    const mean = weights.reduce((sum, w) => sum + w, 0) / 4000;
    const error = Math.sqrt(weights.reduce((sum, w) => sum + (w - mean) ** 2, 0)) / 4000;
    const elbo = new Quadrature(model).elbo(x).elbo + model.units.logJacobian;
    expect(Math.abs(mean - elbo)).toBeLessThan(4 * error);
    const draw = drawWith(model, x, Float64Array.of(0.7, -1.1));
    expect(draw.reconstruction).toHaveLength(4);
    // ∂ log p(x|z)/∂z against a difference.
    const h = 1e-5;
    const shifted = (by: number) => drawWith(model, x, Float64Array.of(0.7 + by / draw.sigma[0]!, -1.1)).logLikelihood;
    expect((shifted(h) - shifted(-h)) / (2 * h)).toBeCloseTo(draw.slope[0]!, 4);
  });
});

it('draws normals with the moments and tails of normals', () => {
  const normals = createNormals(12);
  const count = 400_000;
  const sums = [0, 0, 0, 0];
  let beyond = 0;
  let far = 0;
  for (let i = 0; i < count; i++) {
    const x = normals.next();
    for (let p = 0; p < 4; p++) sums[p]! += x ** (p + 1) / count;
    if (Math.abs(x) > 2) beyond++;
    if (Math.abs(x) > 3.4426) far++;
  }
  const deviation = 1 / Math.sqrt(count);
  expect(Math.abs(sums[0]!)).toBeLessThan(4 * deviation);
  expect(Math.abs(sums[1]! - 1)).toBeLessThan(4 * Math.SQRT2 * deviation);
  expect(Math.abs(sums[2]!)).toBeLessThan(4 * Math.sqrt(15) * deviation);
  expect(Math.abs(sums[3]! - 3)).toBeLessThan(4 * Math.sqrt(96) * deviation);
  expect(Math.abs(beyond / count - 0.0455)).toBeLessThan(0.0014);
  expect(Math.abs(far / count - 5.76e-4)).toBeLessThan(1.6e-4);
});

it('keeps snapshots evenly within a budget', () => {
  const kept = new Snapshots(10, true, 4 * 10 * 8);
  for (let epoch = 0; epoch <= 100; epoch++) kept.remember(epoch, new Float64Array(10).fill(epoch));
  expect(kept.epochs.length).toBeLessThanOrEqual(8);
  expect(kept.epochs.at(-1)).toBe(100);
  expect(kept.epochs[0]).toBe(0);
  const steps = kept.epochs.slice(1, -1).map((epoch, i) => epoch - kept.epochs[i]!);
  expect(new Set(steps).size).toBe(1);
  const found = kept.recall(50)!;
  expect(found.parameters[0]).toBe(found.epoch);
  expect(found.epoch).toBeLessThanOrEqual(50);
});
