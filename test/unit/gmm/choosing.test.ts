import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustedRand, agreement } from '../../../src/models/gmm/agreement';
import { inspect, rowsHeld, smallestScaledEigenvalue } from '../../../src/models/gmm/collapse';
import { degreesOfFreedom, familyNames, parseFamily } from '../../../src/models/gmm/families';
import { gmmSentences } from '../../../src/models/gmm/faults';
import { choose, criteria } from '../../../src/models/gmm/selection';
import { StopRule } from '../../../src/models/gmm/stopRule';
import { fromResponsibilities, iris, irisSpecies, kernelFor, oneHotRows, runEm, settingFor } from './fixtures';

describe('families', () => {
  test('have the free parameters of mclust for K=3 in 2 and 4 dimensions', () => {
    const expected = { full: [17, 44], tied: [11, 24], diag: [14, 26], spherical: [11, 17] };
    for (const family of familyNames) {
      expect([degreesOfFreedom(family, 3, 2), degreesOfFreedom(family, 3, 4)]).toEqual(expected[family]);
    }
  });

  test('go by scikit-learn’s and mclust’s names', () => {
    expect(['VVV', 'eee', 'Diag', ' VII '].map(parseFamily)).toEqual(['full', 'tied', 'diag', 'spherical']);
    for (const word of ['', 'fulll', 'constructor', 'EVE']) expect(parseFamily(word)).toBeUndefined();
  });
});

describe('criteria', () => {
  test('are mclust’s for faithful EEE,3 but for the sign', () => {
    const { df, bic, aic, icl } = criteria('tied', 3, 2, 272, -1126.32624, 42.3124);
    expect(df).toBe(11);
    expect(bic).toBeCloseTo(2314.3163, 3);
    expect(icl).toBeCloseTo(2398.941, 3);
    expect(aic).toBeCloseTo(2 * 1126.32624 + 22, 9);
  });

  test('choose the smallest among the eligible, and fewer components among equals', () => {
    const of = (k: number, bic: number, eligible = true) => ({
      family: 'full' as const,
      k,
      criteria: { df: 1, bic, aic: -bic, icl: bic },
      eligible,
    });
    expect(choose([of(1, 5), of(2, 3), of(3, 1, false)])).toBe(1);
    expect(choose([of(3, 3), of(2, 3)])).toBe(1);
    expect(choose([{ ...of(2, 3), family: 'tied' }, of(2, 3)])).toBe(1);
    expect(choose([of(1, Number.NaN), of(2, 9)])).toBe(1);
    expect(choose([of(1, 5), of(2, 3)], 'aic')).toBe(0);
    expect(choose([of(1, 1, false)])).toBe(-1);
    expect(choose([])).toBe(-1);
  });
});

describe('agreement', () => {
  test('matches one to one whatever the order of components', () => {
    const codes = [0, 0, 0, 1, 1, 1, 2, 2, 2, -1];
    const assigned = [2, 2, 2, 0, 0, 1, 1, 1, 1, 0];
    const found = agreement(codes, assigned, 3, 3);
    expect(found.matching).toEqual([2, 0, 1]);
    expect(found.misclassified).toBe(1);
    expect(found.labelled).toBe(9);
    expect(found.confusion).toEqual([
      [0, 0, 3],
      [2, 1, 0],
      [0, 3, 0],
    ]);
  });

  test('leaves levels or components over', () => {
    expect(agreement([0, 1, 2, 2], [0, 0, 0, 0], 3, 1)).toMatchObject({ matching: [-1, -1, 0], misclassified: 2 });
    expect(agreement([0, 0, 0, 0], [3, 3, 1, 0], 1, 4)).toMatchObject({ matching: [3], misclassified: 2 });
    expect(agreement([], [], 0, 2)).toMatchObject({ matching: [], misclassified: 0, adjustedRand: 1 });
  });

  test('no other matching of a small table agrees on more rows', () => {
    const cell = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 30 }), (pairs) => {
        const found = agreement(
          pairs.map((p) => p[0]),
          pairs.map((p) => p[1]),
          3,
          3,
        );
        const orders = [
          [0, 1, 2],
          [0, 2, 1],
          [1, 0, 2],
          [1, 2, 0],
          [2, 0, 1],
          [2, 1, 0],
        ];
        const least = Math.min(...orders.map((order) => pairs.filter(([a, b]) => order[a] !== b).length));
        expect(found.misclassified).toBe(least);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test('the adjusted Rand index of Hubert and Arabie’s kind of table', () => {
    // scikit-learn: adjusted_rand_score([0,0,1,1],[0,0,1,2]) and ([0,0,1,2],[0,0,1,1]) are .571…
    expect(
      adjustedRand([
        [2, 0, 0],
        [0, 1, 1],
      ]),
    ).toBeCloseTo(0.5714285714, 9);
    expect(
      adjustedRand([
        [2, 0],
        [0, 1],
        [0, 1],
      ]),
    ).toBeCloseTo(0.5714285714, 9);
    expect(
      adjustedRand([
        [5, 0],
        [0, 7],
      ]),
    ).toBe(1);
    expect(
      adjustedRand([
        [1, 1],
        [1, 1],
      ]),
    ).toBeCloseTo(-0.5, 9);
  });

  test('iris with three components: 45 of versicolor, and .904 in mclust’s own words', () => {
    const kernel = kernelFor(iris);
    const em = runEm(kernel, fromResponsibilities(settingFor(iris, 'full'), kernel, oneHotRows(irisSpecies, 3)));
    const joint = new Float64Array(450);
    kernel.logJoint(em.frame, 0, 150, joint);
    const assigned = iris.map((_, i) => {
      const a = joint.subarray(3 * i, 3 * i + 3);
      return (a.indexOf(Math.max(...a)) + 1) % 3;
    });
    const found = agreement(irisSpecies, assigned, 3, 3);
    expect(found.misclassified).toBe(5);
    expect(found.matching).toEqual([1, 2, 0]);
    expect(found.adjustedRand).toBeCloseTo(0.9039, 4);
  });
});

describe('warnings', () => {
  const wide = {
    k: 1,
    d: 2,
    weights: Float64Array.of(1),
    means: new Float64Array(2),
    covariances: Float64Array.of(4, 0, 0, 1e-9),
  };
  const about = (more: object) => ({
    mixture: wide,
    columnScales: Float64Array.of(2, 1),
    binds: [0],
    counts: [50],
    ...more,
  });

  test('name the gravest thing about a component, and its rows where they are to be had', () => {
    expect(inspect(about({}))).toEqual([
      { code: 'nearlySingular', args: { component: 1, eigenvalue: 1e-9 }, component: 0 },
    ]);
    expect(inspect(about({ binds: [1] }), () => [3, 4])).toEqual([
      { code: 'constraintBinds', args: { component: 1 }, component: 0, rows: [3, 4] },
    ]);
    expect(inspect(about({ counts: [1.98765] }))).toEqual([
      { code: 'fewRows', args: { component: 1, effective: 1.99, dimensions: 2 }, component: 0 },
    ]);
    expect(inspect(about({ mixture: { ...wide, covariances: Float64Array.of(4, 1, 1, 1) } }))).toEqual([]);
  });

  test('measure eigenvalues in the columns’ units', () => {
    expect(smallestScaledEigenvalue(wide, 0, Float64Array.of(2, 1e-4))).toBeCloseTo(0.1, 12);
    expect(rowsHeld(Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.5, 0.5), 2, 0, 10)).toEqual([0, 2]);
    expect(rowsHeld(Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.5, 0.5), 2, 0, 1)).toEqual([0]);
  });

  test('have sentences with every argument they carry', () => {
    expect(gmmSentences.fewRows).toContain('{effective}');
    for (const sentence of Object.values(gmmSentences)) expect(sentence).toMatch(/[.?]$/);
  });
});

describe('the stop rule', () => {
  /** Whether and when a sequence of ℓ stops. */
  const stopsAt = (values: number[], tolerance: number, n = 1): number => {
    const rule = new StopRule(n, tolerance);
    return values.findIndex((value) => rule.converged(value));
  };
  const geometric = (ratio: number, length: number): number[] => Array.from({ length }, (_, t) => -(ratio ** t));

  test('waits for what Aitken still expects', () => {
    // Ratio .99: a change below 1e-3 comes after t = 230, what is left is 99 changes, so the second part decides.
    const slow = geometric(0.99, 2000);
    const at = stopsAt(slow, 1e-3);
    expect(Math.abs(slow[at])).toBeLessThan(1e-2);
    expect(Math.abs(slow[at - 2])).toBeGreaterThan(1e-2);
    // Ratio .5: what is left is as large as the change, so the first part decides.
    const fast = geometric(0.5, 60);
    const then = stopsAt(fast, 1e-3);
    expect(fast[then] - fast[then - 1]).toBeLessThan(1e-3);
    expect(fast[then - 1] - fast[then - 2]).toBeGreaterThan(1e-3);
  });

  test('does not stop where the steps still grow', () => {
    const creeping = Array.from({ length: 20 }, (_, t) => -10 + 1e-9 * 2 ** t);
    expect(stopsAt(creeping, 1e-3)).toBe(-1);
  });

  test('is per row', () => {
    const values = geometric(0.5, 60);
    expect(stopsAt(values, 1e-3, 1000)).toBe(stopsAt(values, 1, 1));
  });

  test('takes changes that are only rounding for convergence, and never stops at tolerance 0', () => {
    expect(stopsAt([-1000, -999, -999.0000000000001], 1e-15)).toBe(2);
    expect(stopsAt([-5, -5, -5, -5], 0)).toBe(-1);
  });

  test('goes on from its memory', () => {
    const values = geometric(0.5, 60);
    const whole = stopsAt(values, 1e-6);
    const first = new StopRule(1, 1e-6);
    for (const value of values.slice(0, 10)) first.converged(value);
    const second = new StopRule(1, 1e-6);
    second.resume(first.memory);
    expect(10 + values.slice(10).findIndex((value) => second.converged(value))).toBe(whole);
  });
});
