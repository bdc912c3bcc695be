/** Page 17: four models on the same rows. */
import { describe, expect, test } from 'vitest';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { faithful, iris } from '../engine/listening.ts';
import { fitted } from './asking.ts';

type Answer = BridgeAnswerOf<'compare'>;
const ask = { page: 'compare', row: 7, components: 2, family: 'full' } as const;
const finished = ({ done }: Answer) => done;
const four = await fitted(iris, { components: 2, restarts: 3 });
const two = await fitted(faithful, { components: 2 });

describe.each([
  ['iris', four],
  ['faithful', two],
] as const)('%s', (_, file) => {
  test('everywhere ELBO + KL is the left side, EM and the linear decoder have no gap, and the VAE’s has two parts', async () => {
    const answer = await file.ask(ask, finished);
    const { em, linear, vae, vi, trained, heldOut } = answer;
    expect(trained + heldOut).toBe(file.rows.length);
    for (const method of [em!, linear!, vae!]) {
      for (const part of [method.ofRow, method.train, method.heldOut!]) {
        expect(part.elbo + part.kl).toBeCloseTo(part.logLikelihood, 8);
        expect(part.kl).toBeGreaterThan(-1e-3);
      }
    }
    for (const method of [em!, linear!]) {
      for (const part of [method.ofRow, method.train, method.heldOut!]) expect(part.kl).toBeLessThan(1e-9);
    }
    const { gap, sample, ofRow } = vae!;
    expect(Math.min(gap.approximation, gap.amortisation)).toBeGreaterThan(-1e-6);
    expect(gap.approximation + gap.amortisation).toBeCloseTo(ofRow.kl, 9);
    expect(Math.min(sample.approximation, sample.amortisation)).toBeGreaterThan(-1e-6);
    expect(vae!.train.kl).toBeGreaterThan(1e-3);
    expect(vi!.evidence).toBeUndefined();
    // More freedom fits the rows no worse: the mixture of two is above the one Gaussian that a linear decoder is.
    expect(em!.train.logLikelihood).toBeGreaterThan(linear!.train.logLikelihood);
  });

  test('the mixture’s figures are those of EM run on the rows that were fitted: its ℓ is a maximum nearby', async () => {
    const { em } = await file.ask(ask, finished);
    const whole = file.frame.step.logLikelihood / file.rows.length;
    expect(Math.abs(0.9 * em!.train.logLikelihood + 0.1 * em!.heldOut!.logLikelihood - whole)).toBeLessThan(0.15);
  });

  test('both ascents of the linear decoder end at the same ℓ* and never pass it', async () => {
    const { climbs } = await file.ask(ask, finished);
    const n = file.rows.length;
    for (const { steps, elbo } of [climbs!.turns, climbs!.together]) {
      expect(steps).toHaveLength(elbo.length);
      expect(steps[0]).toBe(1);
      for (const value of elbo) expect(value).toBeLessThanOrEqual(climbs!.best + 1e-6 * n);
      expect((climbs!.best - elbo.at(-1)!) / n).toBeLessThan(1e-3);
    }
  });
});

describe('variational inference among them', () => {
  test('with one component its bound is the evidence of the rows that were fitted, and below ℓ of EM', async () => {
    const { vi, em, trained } = await two.ask({ ...ask, components: 1 }, finished);
    expect(Math.abs(vi!.bound - vi!.evidence!)).toBeLessThan(1e-8 * Math.abs(vi!.bound));
    expect(vi!.evidence!).toBeLessThan(trained * em!.train.logLikelihood);
    expect(vi!.left).toBe(1);
  });

  test('its predictive density of the row with one component is Student’s t, by hand', async () => {
    const whole = await two.ask({ ...ask, components: 1 }, finished);
    // On all rows but those held out, which are told by no message: so on a file of which nothing is held out.
    expect(whole.vi!.ofRow).toBeLessThan(0);
    const few = two.rows.slice(0, 15);
    const small = await fitted(`a,b\n${few.map((row) => row.join(',')).join('\n')}\n`, { components: 1 });
    const { vi, heldOut } = await small.ask({ ...ask, row: 3, components: 1 }, finished);
    expect(heldOut).toBe(0);
    const n = few.length;
    const mean = [0, 1].map((c) => few.reduce((sum, row) => sum + row[c]! / n, 0));
    const s = [0, 1].map((a) =>
      [0, 1].map((b) => few.reduce((sum, row) => sum + (row[a]! - mean[a]!) * (row[b]! - mean[b]!), 0)),
    );
    // β₀ = 1, ν₀ = 2, m₀ = x̄, W₀⁻¹ = ν₀ diag(s²)
    const [beta, nu] = [1 + n, 2 + n];
    const inverse = s.map((row, a) => row.map((v, b) => v + (a === b ? (2 * s[a]![a]!) / n : 0)));
    const freedom = nu - 1;
    const scale = inverse.map((row) => row.map((v) => (v * (1 + beta)) / (beta * freedom)));
    const determinant = scale[0]![0]! * scale[1]![1]! - scale[0]![1]! ** 2;
    const [u, v] = few[3]!.map((x, c) => x - mean[c]!);
    const distance = (scale[1]![1]! * u! * u! - 2 * scale[0]![1]! * u! * v! + scale[0]![0]! * v! * v!) / determinant;
    // Γ((f + 2)/2)/Γ(f/2) = f/2 in two dimensions.
    const byHand =
      Math.log(freedom / 2) -
      Math.log(freedom * Math.PI) -
      0.5 * Math.log(determinant) -
      (freedom / 2 + 1) * Math.log1p(distance / freedom);
    expect(vi!.ofRow).toBeCloseTo(byHand, 8);
  });
});

test('one column: no linear decoder, said by name; the others are there', async () => {
  const one = await fitted(
    `x\n${two.rows
      .slice(0, 40)
      .map(([x]) => x)
      .join('\n')}\n`,
    { components: 2 },
  );
  const { without, linear, em, vae } = await one.ask({ ...ask, row: 0 }, finished);
  expect(without?.code).toBe('ppcaOneColumn');
  expect(linear).toBeUndefined();
  expect(Number.isFinite(em!.train.elbo) && Number.isFinite(vae!.train.elbo)).toBe(true);
});
