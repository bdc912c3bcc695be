import { describe, expect, it, vi } from 'vitest';
import { Field } from '../../../src/models/vae/field';
import { Lattice } from '../../../src/models/vae/lattice';
import { Decoder, encode, type Posterior, type VaeModel } from '../../../src/models/vae/model';
import { createNormals } from '../../../src/models/vae/normals';
import { Quadrature } from '../../../src/models/vae/quadrature';
import type { Units } from '../../../src/models/vae/units';
import { example, ring, trained } from './data';
import { trial } from './nets';

const asTheyAre: Units = {
  d: 5,
  centre: new Float64Array(5),
  scale: new Float64Array(5).fill(1),
  binary: new Uint8Array(5),
  logJacobian: 0,
};

/** Networks with random weights and rows: steep ones have narrow, bent and several-peaked posteriors. */
function drawn(seed: number, latent: number, spread: number, binaryColumns = 0) {
  const { network, parameters, data } = trial(seed, { d: 5, latent, hidden: [9], rows: 12, spread, binaryColumns });
  const model: VaeModel = { network, parameters, units: asTheyAre };
  return { model, row: (i: number) => data.subarray(5 * i, 5 * i + 5) };
}

describe('integrals on the lattices that rows share', () => {
  for (const latent of [1, 2]) {
    for (const [spread, binaryColumns] of [
      [0.4, 0],
      [0.9, 0],
      [0.9, 3],
      [0.6, 5],
    ] as const) {
      it(`are those on a row's own grid: L = ${latent}, weights of ${spread}, ${binaryColumns} columns of 0 and 1`, () => {
        const { model, row } = drawn(17, latent, spread, binaryColumns);
        const quadrature = new Quadrature(model);
        const field = new Field(new Lattice(new Decoder(model)));
        let shared = 0;
        for (let i = 0; i < 12; i++) {
          const q = encode(model, row(i));
          const own = quadrature.followed(row(i), q);
          field.turn(row(i));
          const found = field.evidence(q, 2e-5);
          expect(quadrature.evidence(row(i)).logLikelihood).toBe(found?.logLikelihood ?? own.logLikelihood);
          if (!found || !own.converged) continue;
          expect(Math.abs(found.logLikelihood - own.logLikelihood)).toBeLessThan(1e-5);
          shared++;
        }
        expect(shared).toBeGreaterThan(6);
      });
    }
  }

  it('find the same from wherever they begin', () => {
    const { model, row } = drawn(5, 2, 0.9);
    const field = new Field(new Lattice(new Decoder(model)));
    field.turn(row(3));
    const found = [
      [0, 0, 0],
      [4, -4, -4],
      [-6, 5, -2],
    ].map(([a, b, v]) => field.evidence({ mean: Float64Array.of(a!, b!), logVariance: Float64Array.of(v!, v!) }, 2e-5));
    for (const each of found) expect(each?.logLikelihood).toBeCloseTo(found[0]!.logLikelihood, 6);
  });

  it('expect under q what a plain fine sum does, with slopes that finite differences confirm', () => {
    const { model, row } = drawn(29, 2, 0.7, 2);
    const x = row(1);
    const field = new Field(new Lattice(new Decoder(model)));
    field.turn(x);
    const at = (p: readonly number[]): Posterior => ({
      mean: Float64Array.of(p[0]!, p[1]!),
      logVariance: Float64Array.of(p[2]!, p[3]!),
    });
    const point = [0.3, -0.8, -1.1, -3];
    const levels = field.levelsOf(at(point), 1.5)!;
    const slopes = new Float64Array(4);
    const { value } = field.expectation(at(point), levels, slopes)!;
    const decoder = new Decoder(model);
    const z = decoder.input(161 * 161);
    for (let c = 0; c < 161 * 161; c++) {
      z[2 * c] = point[0]! + Math.exp(point[2]! / 2) * 0.1 * (Math.floor(c / 161) - 80);
      z[2 * c + 1] = point[1]! + Math.exp(point[3]! / 2) * 0.1 * ((c % 161) - 80);
    }
    const outputs = decoder.decode(161 * 161);
    let [sum, total] = [0, 0];
    for (let c = 0; c < 161 * 161; c++) {
      const w = Math.exp(-0.005 * ((Math.floor(c / 161) - 80) ** 2 + ((c % 161) - 80) ** 2));
      sum += w * decoder.logLikelihood(x, outputs, 5 * c);
      total += w;
    }
    expect(value).toBeCloseTo(sum / total, 6);
    point.forEach((p, k) => {
      const moved = (by: number) => field.expectation(at(point.with(k, p + by)), levels)!.value;
      expect(slopes[k]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 5);
    });
  });

  it('say so where they would take too many nodes', () => {
    const { model, row } = drawn(5, 2, 0.9);
    const field = new Field(new Lattice(new Decoder(model)));
    field.turn(row(0));
    const far: Posterior = { mean: Float64Array.of(300, 0), logVariance: new Float64Array(2) };
    expect(field.expected(far, 2e-5)).toBeUndefined();
    expect(field.evidence(far, 2e-5)).toBeUndefined();
    expect(Number.isFinite(new Quadrature(model).evidence(row(0), far).logLikelihood)).toBe(true);
  });
});

it('decodes for thousands of rows hardly more than for hundreds', () => {
  const normals = createNormals(3);
  const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: 4000 }, () => normals.next()));
  const run = trained(columns, { epochs: 3, hidden: [16] });
  const quadrature = new Quadrature(run.model());
  const decode = vi.spyOn(quadrature.decoder, 'decode');
  const nodes = (from: number, to: number): number => {
    decode.mockClear();
    for (let i = from; i < to; i++) {
      const x = run.data.subarray(4 * i, 4 * i + 4);
      expect(quadrature.evidence(x).logLikelihood).toBeGreaterThan(quadrature.elbo(x).elbo - 1e-6);
    }
    return decode.mock.calls.reduce((sum, [count]) => sum + count, 0);
  };
  const [first, rest] = [nodes(0, 200), nodes(200, 4000)];
  expect(first).toBeGreaterThan(6000);
  expect(rest).toBeLessThan(first / 2);
});

it('takes little for the rows of a trained model too', () => {
  for (const columns of [ring(600, 4), example('iris.csv', 4)]) {
    const run = trained(columns, { epochs: 200, hidden: [16], rate: 5e-3 });
    const quadrature = new Quadrature(run.model());
    const followed = vi.spyOn(quadrature, 'followed');
    const n = columns[0]!.length;
    for (let i = 0; i < n; i += 5) quadrature.evidence(run.data.subarray(4 * i, 4 * i + 4));
    expect(followed.mock.calls.length).toBeLessThan(n / 100);
  }
});
