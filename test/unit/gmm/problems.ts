import fc from 'fast-check';
import type { Family } from '../../../src/models/gmm/mixture';
import { randomStream } from '../../../src/models/gmm/random';

/** A random data set with random responsibilities to begin from. */
export interface Problem {
  readonly rows: number[][];
  /** [n][K] */
  readonly q: number[][];
  readonly k: number;
  readonly d: number;
  readonly family: Family;
}

export const anyFamily = fc.constantFrom<Family>('full', 'tied', 'diag', 'spherical');

export interface ProblemShape {
  readonly maxD?: number;
  readonly maxK?: number;
  readonly minK?: number;
  /** Rows for each of the K·(D + 1) numbers that a component has to fit, at least and at most. */
  readonly rowsEach?: readonly [least: number, most: number];
  readonly families?: fc.Arbitrary<Family>;
  /** Powers of ten of the columns' units. */
  readonly scales?: readonly [least: number, most: number];
}

/**
 * Rows from a few clusters, each column in a unit of its own (10⁻⁶ … 10⁶), some data sets with means 10⁶ beside a spread
 * of 1, and responsibilities that lean to a random component.
 */
export function problems(shape: ProblemShape = {}): fc.Arbitrary<Problem> {
  const { maxD = 4, maxK = 4, minK = 1, rowsEach = [0.4, 6], scales = [-6, 6] } = shape;
  return fc
    .record({
      d: fc.integer({ min: 1, max: maxD }),
      k: fc.integer({ min: minK, max: maxK }),
      crowd: fc.double({ min: rowsEach[0], max: rowsEach[1], noNaN: true }),
      family: shape.families ?? anyFamily,
      exponents: fc.array(fc.integer({ min: scales[0], max: scales[1] }), { minLength: maxD, maxLength: maxD }),
      far: fc.boolean(),
      seed: fc.integer({ min: 0, max: 0x7fffffff }),
    })
    .map(({ d, k, crowd, family, exponents, far, seed }) => {
      const stream = randomStream(seed);
      const n = Math.max(k, 2, Math.round(crowd * k * (d + 1)));
      const centres = Array.from({ length: k }, () => Array.from({ length: d }, () => 3 * normal(stream)));
      const rows = Array.from({ length: n }, () => {
        const centre = centres[stream.below(k)];
        const shared = normal(stream);
        return centre.map((c, j) => (c + normal(stream) + 0.7 * shared + (far ? 1e6 : 0)) * 10 ** exponents[j]);
      });
      return { rows, q: randomResponsibilities(n, k, stream), k, d, family };
    });
}

/** A standard normal number (Box & Muller 1958). */
export function normal(stream: { next(): number }): number {
  return Math.sqrt(-2 * Math.log(1 - stream.next())) * Math.cos(2 * Math.PI * stream.next());
}

/** [n][K] rows that add up to 1, each leaning to a component; every component is leant to. */
export function randomResponsibilities(
  n: number,
  k: number,
  stream: { next(): number; below(count: number): number },
): number[][] {
  return Array.from({ length: n }, (_, i) => {
    const own = i < k ? i : stream.below(k);
    const raw = Array.from({ length: k }, (_, j) => stream.next() + (j === own ? 2 : 0.01));
    const total = raw.reduce((sum, v) => sum + v, 0);
    return raw.map((v) => v / total);
  });
}
