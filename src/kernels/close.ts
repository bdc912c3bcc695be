import { axis, byAxes, type Layout, place, ways } from './layout';
import type { Frame } from './rows';

// Components that are close to one another: where they are, what assembly/close.ts multiplies by, and what sums about the
// common centre say of each component.

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
