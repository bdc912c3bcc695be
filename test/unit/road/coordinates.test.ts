import { describe, expect, test } from 'vitest';
import { coordinateAt } from '../../../src/lesson/road/coordinates.ts';
import { paired } from '../../../src/lesson/road/pairing.ts';
import { coordinateCount, readCoordinates, writeCoordinates } from '../../../src/models/gmm/coordinates.ts';
import { families } from '../../../src/models/gmm/families.ts';
import { createMixture, createTheta, referenceTheta, writeMixture } from '../../../src/models/gmm/frame.ts';

const [k, d] = [3, 3];
const units = { columnMeans: Float64Array.of(1, 2, 3), columnScales: Float64Array.of(0.5, 0.5, 0.5) };

describe('coordinates by name', () => {
  test.each(['full', 'tied', 'diag', 'spherical'] as const)('%s: what is named is what moves', (family) => {
    const { shape } = families[family];
    const theta = referenceTheta(shape, k, units.columnMeans, units.columnScales);
    theta.weights.fill(1 / k);
    const count = coordinateCount(theta);
    const start = new Float64Array(count);
    writeCoordinates(theta, units, start);
    const seen = (coordinates: Float64Array) => {
      const moved = createTheta(shape, k, d);
      readCoordinates(coordinates, units, moved);
      const mixture = createMixture(k, d);
      writeMixture(moved, mixture);
      return mixture;
    };
    const before = seen(start);
    for (let index = 0; index < count; index++) {
      const changed = start.slice();
      changed[index]! += 0.3;
      const after = seen(changed);
      const named = coordinateAt(index, family, k, d)!;
      const means = new Set<string>();
      for (let at = 0; at < k * d; at++)
        if (Math.abs(after.means[at]! - before.means[at]!) > 1e-9) means.add(`${Math.floor(at / d)} ${at % d}`);
      const spread = new Set<number>();
      for (let at = 0; at < k * d * d; at++)
        if (Math.abs(after.covariances[at]! - before.covariances[at]!) > 1e-9) spread.add(Math.floor(at / (d * d)));
      const weighty = after.weights[named.component ?? 0]! > before.weights[named.component ?? 0]! + 1e-6;
      expect(weighty).toBe(named.kind === 'weight');
      expect([...means]).toEqual(named.kind === 'mean' ? [`${named.component} ${named.column}`] : []);
      const spreads = named.kind === 'deviation' || named.kind === 'factor';
      const all = Array.from({ length: k }, (_, j) => j);
      expect([...spread]).toEqual(spreads ? (named.component === undefined ? all : [named.component]) : []);
      if (!spreads || named.column === undefined) continue;
      // The variance of the column it names, or the covariance of the two.
      const at = ((named.component ?? 0) * d + named.column) * d + (named.other ?? named.column);
      expect(Math.abs(after.covariances[at]! - before.covariances[at]!)).toBeGreaterThan(1e-3);
    }
    expect(coordinateAt(count, family, k, d)).toBeUndefined();
  });
});

describe('groups and components', () => {
  test('pair off by the rows they share, largest first, none twice', () => {
    expect(paired([50, 0, 0, 0, 14, 36, 0, 49, 1], 3, 3)).toEqual([0, 2, 1]);
    expect(paired([5, 9], 2, 1)).toEqual([undefined, 0]);
  });
});
