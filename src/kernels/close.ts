import { axis, byAxes, type Layout, place, ways } from './layout';
import type { Frame } from './rows';

// Components that are close to one another: where they are, what assembly/close.ts multiplies by, and what sums about the
// common centre say of each component; the sums of one diagonal component from those of all rows and of the others.

/**
 * How far a mean may lie from the centre of all means, squared and in its component's own deviations. Moments about the
 * centre, and log densities, lose the digits of 1 + so much: 2e-14 of what they are about a mean.
 */
const FARTHEST = 64;

/** The mean of all active means, into `centre` [D]. */
export function centreOf({ d, means }: Frame, active: readonly number[], centre: Float64Array): void {
  for (let j = 0; j < d; j++) {
    let sum = 0;
    for (const c of active) sum += means[c * d + j];
    centre[j] = sum / active.length;
  }
}

/** Whether every active component is within 8 deviations of the centre of all: |L_k⁻¹(μ_k − centre)|² ≤ 64. */
export function areClose(frame: Frame, active: readonly number[], centre: Float64Array): boolean {
  const { shape, d, means, whitening } = frame;
  for (const c of active) {
    let squared = 0;
    for (let r = 0, s = 0; r < d; r++) {
      let y = 0;
      if (byAxes(shape, d)) y = whitening[axis(shape, c, d, r)] * (means[c * d + r] - centre[r]);
      else for (let j = 0; j <= r; j++, s++) y += whitening[s] * (means[c * d + j] - centre[j]);
      squared += y * y;
    }
    if (!(squared <= FARTHEST)) return false;
  }
  return true;
}

/**
 * Sums over rows by column, about their own mean: [D] that mean, Σ (x − mean), which rounding leaves, and Σ (x − mean)².
 * Responsibilities of a row add up to 1, so the sums of all components add up to these whatever the frame: those of one
 * component need not be taken row by row.
 */
export interface Totals {
  readonly rows: number;
  readonly mean: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Which of the active components, diagonal, has the largest π: log π but for what all share is log constant − Σ_j log w_j. */
export function heaviest({ d, whitening, logConstant }: Frame, active: readonly number[]): number {
  let best = 0;
  let most = -Infinity;
  active.forEach((c, a) => {
    let weight = logConstant[c];
    for (let j = 0; j < d; j++) weight -= Math.log(whitening[c * d + j]);
    if (weight > most) {
      most = weight;
      best = a;
    }
  });
  return best;
}

/**
 * Whether the sums of component c, diagonal and close, may be what is left of the totals: the rows' root mean square
 * about the centre is within 8 of its deviations in every column, so that no more digits are lost than FARTHEST says.
 */
export function mayBeRest(numbers: Float64Array, here: Layout, frame: Frame, c: number, totals: Totals): boolean {
  const { d, whitening } = frame;
  for (let j = 0; j < d; j++) {
    const squared = aboutCentre(numbers, here, j, totals) * whitening[c * d + j] ** 2;
    if (!(squared <= FARTHEST * totals.rows)) return false;
  }
  return true;
}

/** Σ (x − centre)² in column j. */
function aboutCentre(numbers: Float64Array, here: Layout, j: number, { rows, mean, first, second }: Totals): number {
  const shift = mean[j] - numbers[here.centre + j];
  return second[j] + shift * (2 * first[j] + rows * shift);
}

/** Puts what the others leave of the totals where the sums of the a-th component belong, which have to be 0. */
export function writeRest(numbers: Float64Array, here: Layout, a: number, d: number, totals: Totals): void {
  const { k, pad, counts, first, second, secondStep } = here;
  let count = totals.rows;
  for (let i = 0; i < k; i++) count -= numbers[counts + i];
  numbers[counts + a] = Math.max(0, count);
  for (let j = 0; j < d; j++) {
    let once = totals.first[j] + totals.rows * (totals.mean[j] - numbers[here.centre + j]);
    let twice = aboutCentre(numbers, here, j, totals);
    for (let i = 0; i < k; i++) {
      once -= numbers[first + i * pad + j];
      twice -= numbers[second + i * secondStep + j];
    }
    numbers[first + a * pad + j] = once;
    numbers[second + a * secondStep + j] = twice;
  }
}

/** Slopes and offsets of k components whose means, multipliers and constants have been written. */
export function writeForms(numbers: Float64Array, here: Layout, k: number, d: number): void {
  for (let a = 0; a < k; a++) {
    const w = here.way === ways.pooled ? 1 : numbers[here.whitening + a * here.whiteningStep];
    const at = a * here.pad;
    let squared = 0;
    for (let j = 0; j < d; j++) {
      const m = numbers[here.means + at + j];
      numbers[here.slopes + at + j] = 2 * w * m;
      squared += m * m;
    }
    numbers[here.offsets + a] = numbers[here.constants + a] - w * squared;
  }
}

/**
 * Second moments about each mean in place of those about the centre: with s = Σ q x, N = Σ q,
 *
 *     Σ q (x − m)(x − m)ᵀ = Σ q x xᵀ − g mᵀ − m gᵀ,   g = s − N m / 2.
 *
 * Diagonals have the diagonal of it, spheres the trace, kept with a minus sign.
 */
export function settle(numbers: Float64Array, here: Layout, d: number): void {
  const { k, pad, counts, first, second, means } = here;
  for (let a = 0; a < k; a++) {
    const half = numbers[counts + a] / 2;
    const m = means + a * pad;
    const s = first + a * pad;
    if (here.way === ways.diagonal) {
      for (let j = 0; j < d; j++) {
        const at = second + a * here.secondStep + j;
        numbers[at] = Math.max(0, numbers[at] - 2 * numbers[m + j] * (numbers[s + j] - half * numbers[m + j]));
      }
      continue;
    }
    if (here.way === ways.sphere) {
      let cross = 0;
      for (let j = 0; j < d; j++) cross += numbers[m + j] * (numbers[s + j] - half * numbers[m + j]);
      const at = second + a * here.secondStep;
      numbers[at] = Math.max(0, -numbers[at] - 2 * cross);
      continue;
    }
    for (let r = 0; r < d; r++) {
      const mr = numbers[m + r];
      const gr = numbers[s + r] - half * mr;
      for (let j = 0; j <= r; j++) {
        const mj = numbers[m + j];
        numbers[second + place(r, j)] -= gr * mj + mr * (numbers[s + j] - half * mj);
      }
    }
  }
}
