import { centreOf, writeForms } from './close';
import { axis, byAxes, isDiagonal, type Layout, place, ways } from './layout';
import type { Frame, Moments } from './rows';

/** Log densities are kept as powers of two: y is scaled so that a·log2 e = c·log2 e − |y|². */
const SCALE = Math.sqrt(Math.LOG2E / 2);
const UNSCALE = 1 / SCALE;
const UNSCALE_SQUARED = 2 * Math.LN2;

/** Writes means, multipliers and constants of the active components to a kernel's memory. */
export function writeFrame(
  numbers: Float64Array,
  here: Layout,
  frame: Frame,
  active: readonly number[],
  places: Int32Array,
): void {
  const { d, shape, means, whitening, logConstant } = frame;
  const axes = byAxes(shape, d);
  const large = d > 4 && !axes;
  const t = places.length;
  const pooled = here.way === ways.pooled;
  if (pooled) {
    numbers.fill(0, here.spare, here.spare + 2 + here.pad);
    numbers[here.spare] = 1;
  }
  if (large || axes) centreOf(frame, active, numbers.subarray(here.centre, here.centre + d));
  for (let a = 0; a < active.length; a++) {
    const c = active[a];
    numbers[here.constants + a] = logConstant[c] * Math.LOG2E;
    const w = here.whitening + a * here.whiteningStep;
    if (axes && shape === 'spherical') numbers[w] = whitening[c] * whitening[c] * (Math.LOG2E / 2);
    else if (axes) for (let j = 0; j < d; j++) numbers[w + j] = SCALE * whitening[c * d + j];
    else if (isDiagonal(shape)) {
      for (let s = 0; s < t; s++) numbers[w + places[s]] = 0;
      for (let j = 0; j < d; j++) numbers[w + place(j, j)] = SCALE * whitening[axis(shape, c, d, j)];
    } else if (a === 0 || shape === 'full') {
      const source = shape === 'full' ? c * t : 0;
      for (let s = 0; s < t; s++) numbers[w + places[s]] = SCALE * whitening[source + s];
    }
    const mean = here.means + a * here.pad;
    if (!large) {
      for (let j = 0; j < d; j++) numbers[mean + j] = means[c * d + j] - (axes ? numbers[here.centre + j] : 0);
      continue;
    }
    // D ≥ 5: y = W(x − centre) − W(μ − centre); without the centre the two would cancel where means are large.
    for (let r = 0, s = 0; r < d; r++) {
      let shift = 0;
      for (let j = 0; j <= r; j++, s++) shift += numbers[w + places[s]] * (means[c * d + j] - numbers[here.centre + j]);
      numbers[mean + r] = pooled ? shift : -shift;
    }
  }
  if (here.close && here.way !== ways.diagonal) writeForms(numbers, here, active.length, d);
}

/** ℓ in nats from the three parts that a pass over k components leaves at `at`. */
export function readLogarithm(numbers: Float64Array, at: number, k: number): number {
  const powersOfTwo = numbers[at] + numbers[at + 1] + Math.log2(numbers[at + 2]);
  return (k === 2 ? -Math.LN2 : Math.LN2) * powersOfTwo;
}

/**
 * Σ_ik q_ik |y_ik|². Not finite where anything overflowed: then some |y|² did, and no other moment can unless it does.
 */
export function readTrace(numbers: Float64Array, here: Layout, frame: Frame, active: readonly number[]): number {
  const { d, shape, whitening } = frame;
  let trace = 0;
  for (let a = 0; a < (shape === 'tied' ? 1 : active.length); a++) {
    const at = here.second + a * here.secondStep;
    const c = active[a];
    for (let j = 0; j < d; j++) {
      if (byAxes(shape, d)) trace += numbers[at + j] * whitening[axis(shape, c, d, j)] ** 2;
      else trace += UNSCALE_SQUARED * numbers[at + place(j, j)];
    }
  }
  if (here.way === ways.pooled && !here.close) {
    eachPair(numbers, here, (share, k, l) => {
      for (let j = 0; j < d; j++) trace += share * (numbers[k + j] - numbers[l + j]) ** 2;
    });
  }
  return trace;
}

/** Adds the sums to `into`, in the units of the seam. Returns Σ_k c_k N_k. */
export function readMoments(
  numbers: Float64Array,
  here: Layout,
  frame: Frame,
  active: readonly number[],
  places: Int32Array,
  into: Moments,
): number {
  const { d, shape, whitening, logConstant } = frame;
  const { counts, first, second } = into;
  const axes = byAxes(shape, d);
  const t = places.length;
  let constants = 0;
  for (let a = 0; a < active.length; a++) {
    const c = active[a];
    const count = numbers[here.counts + a];
    const sums = here.first + a * here.pad;
    const squares = here.second + a * here.secondStep;
    counts[c] += count;
    if (count > 0) constants += count * logConstant[c];
    if (axes) {
      for (let j = 0; j < d; j++) {
        const at = axis(shape, c, d, j);
        const w = whitening[at];
        // Sums of x − centre: count·(μ − centre) of them belongs to the component's mean.
        const rest = shape === 'spherical' || here.close ? count * numbers[here.means + a * here.pad + j] : 0;
        first[c * d + j] += (numbers[sums + j] - rest) * w;
        second[at] += numbers[squares + j] * w * w;
      }
      continue;
    }
    const point = here.means + a * here.pad;
    for (let j = 0; j < d; j++) {
      // Pooled: sums of u, of which count·b_k belongs to the component's point.
      const sum = here.way === ways.pooled ? numbers[sums + j] - count * numbers[point + j] : numbers[sums + j];
      first[c * d + j] += sum * UNSCALE;
    }
    if (isDiagonal(shape)) {
      for (let j = 0; j < d; j++) second[axis(shape, c, d, j)] += numbers[squares + place(j, j)] * UNSCALE_SQUARED;
      continue;
    }
    if (a > 0 && shape === 'tied') continue;
    const target = shape === 'full' ? c * t : 0;
    for (let s = 0; s < t; s++) second[target + s] += numbers[squares + places[s]] * UNSCALE_SQUARED;
  }
  if (here.way === ways.pooled && !here.close) {
    eachPair(numbers, here, (share, k, l) => {
      for (let r = 0, s = 0; r < d; r++) {
        const part = share * (numbers[k + r] - numbers[l + r]);
        for (let j = 0; j <= r; j++, s++) second[s] += part * (numbers[k + j] - numbers[l + j]);
      }
    });
  }
  return constants;
}

/**
 * Pooled: visits 2 ln 2·Σ_i q_ik q_il and where b_k and b_l stand, for k > l (assembly/pooled.ts says what for). Pairs
 * of components that share no row are passed over.
 */
function eachPair(numbers: Float64Array, here: Layout, visit: (share: number, k: number, l: number) => void): void {
  for (let k = 1; k < here.k; k++) {
    for (let l = 0; l < k; l++) {
      const share = UNSCALE_SQUARED * numbers[here.pairs + place(k, l)];
      if (share !== 0) visit(share, here.means + k * here.pad, here.means + l * here.pad);
    }
  }
}
