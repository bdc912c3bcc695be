import { describe, expect, test } from 'vitest';
import { leastOnCollapse, logDeterminant, overtakesAt } from '../../../src/lesson/road/collapse.ts';
import { faithful, Listening } from '../engine/listening.ts';

const rows = faithful
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number).slice(-2) as [number, number]);

type Covariance = readonly [number, number, number];

/** log N(x | μ, Σ) in two dimensions, written out. */
function logNormal([x, y]: readonly [number, number], [mx, my]: readonly [number, number], [a, b, c]: Covariance) {
  const determinant = a * c - b * b;
  const [u, v] = [x - mx, y - my];
  const distance = (c * u * u - 2 * b * u * v + a * v * v) / determinant;
  return -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * distance;
}

describe('the floor of ℓ under a shrinking component', async () => {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(faithful, { components: 2 });
  await settled;
  const { theta, step } = await panel.seek(2);
  const [n, d, on] = [rows.length, 2, 32];
  const covarianceOf = (k: number): Covariance => [
    theta.covariances[4 * k]!,
    theta.covariances[4 * k + 1]!,
    theta.covariances[4 * k + 3]!,
  ];
  const meanOf = (k: number) => [theta.means[2 * k]!, theta.means[2 * k + 1]!] as const;
  const densityOf = (row: readonly [number, number]): number =>
    Math.log(
      [0, 1].reduce((sum, k) => sum + theta.weights[k]! * Math.exp(logNormal(row, meanOf(k), covarianceOf(k))), 0),
    );
  const setting = {
    n,
    d,
    logLikelihood: step.logLikelihood,
    ofRow: densityOf(rows[on]!),
    logDeterminant: logDeterminant(theta.covariances, 0, d)!,
  };
  /** ℓ of the mixture with the new component in it, row by row. */
  const whole = (sigma: number): number => {
    const [a, b, c] = covarianceOf(0);
    const shrunk: Covariance = [a * sigma ** 2, b * sigma ** 2, c * sigma ** 2];
    return rows.reduce((sum, row) => {
      const [old, fresh] = [densityOf(row) + Math.log1p(-1 / n), logNormal(row, rows[on]!, shrunk) - Math.log(n)];
      const top = Math.max(old, fresh);
      return sum + top + Math.log(Math.exp(old - top) + Math.exp(fresh - top));
    }, 0);
  };

  test('is below ℓ at every σ, and comes to it as σ goes to 0', () => {
    for (const sigma of [1, 0.3, 0.1, 1e-2, 1e-4, 1e-8]) {
      const floor = leastOnCollapse(setting, Math.log(sigma));
      expect(floor).toBeLessThanOrEqual(whole(sigma) + 1e-8);
      if (sigma <= 1e-4) expect(whole(sigma) - floor).toBeLessThan(1e-4);
    }
  });

  test('overtakes the fit where it says', () => {
    const at = overtakesAt(setting);
    expect(leastOnCollapse(setting, at)).toBeCloseTo(step.logLikelihood, 8);
    expect(leastOnCollapse(setting, at - 1)).toBeCloseTo(step.logLikelihood + d, 8);
  });

  test('log determinants, and none for what is no covariance', () => {
    const [a, b, c] = covarianceOf(1);
    expect(logDeterminant(theta.covariances, 4, 2)).toBeCloseTo(Math.log(a * c - b * b), 10);
    expect(logDeterminant([1, 2, 2, 1], 0, 2)).toBeUndefined();
  });
});
