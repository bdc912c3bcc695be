import { type Frame, type Moments, triangle } from '../../kernels/rows';
import { factorInPlace, invertTriangle, solveTriangle, solveVector } from '../gmm/triangle';
import { type Factors, setLogConstants, settleComponent } from './factors';
import type { Priors } from './priors';
import { expectedLogWeights } from './wishart';

/** N_k at or below this is no rows at all: quotients of such sums are no longer reliable. */
const NO_ROWS = 1e-200;

/** Room that is reused from step to step. */
export interface UpdateScratch {
  /** [T] W⁻¹ seen from the old axes, then its Cholesky factor. */
  readonly scale: Float64Array;
  /** [D] δ = A(x̄ − a). */
  readonly mean: Float64Array;
  /** [D] a − m₀. */
  readonly offset: Float64Array;
  /** [D] u = A(x̄ − m₀). */
  readonly whitened: Float64Array;
}

export const createUpdateScratch = (d: number): UpdateScratch => ({
  scale: new Float64Array(triangle(d)),
  mean: new Float64Array(d),
  offset: new Float64Array(d),
  whitened: new Float64Array(d),
});

/** q(π) ← Dirichlet(α₀ + N_k) (Bishop 10.58); E[ln π] follows, the log constants of the frame do not yet. */
export function updateWeights(priors: Priors, counts: Float64Array, to: Factors): void {
  for (let j = 0; j < counts.length; j++) to.alpha[j] = priors.alpha0 + counts[j];
  expectedLogWeights(to.alpha, to.logWeight);
}

/**
 * q(μ_k, Λ_k) ← Normal–Wishart of Bishop 10.60–10.63 for all k, from the statistics of an E-step about the means and in
 * the axes y = A(x − a) of `axes`; then the log constants of `to`, whose α must be up to date.
 *
 * In those axes, with δ = S1/N and C = S2 − Nδδᵀ, u = A(x̄ − m₀) = δ + A(a − m₀):
 *
 *   A W_new⁻¹ Aᵀ = A W₀⁻¹ Aᵀ + C + (β₀N/(β₀ + N)) u uᵀ = G Gᵀ,   so the new whitening is √ν_new G⁻¹A.
 *
 * `quadratic` [K] becomes Σ_i q_ik ν (x − m)ᵀW(x − m) under the new factors: the trace of C + N(δ − v)(δ − v)ᵀ with
 * v = A(m_new − a), which needs no product of matrices because the trace of G⁻¹(GGᵀ)G⁻ᵀ is D.
 *
 * Returns −1, or the component whose W⁻¹ is not positive definite to working precision; then `to` is unfinished.
 */
export function updateComponents(
  priors: Priors,
  moments: Moments,
  axes: Frame,
  to: Factors,
  quadratic: Float64Array,
  scratch: UpdateScratch,
): number {
  for (let j = 0; j < axes.k; j++) {
    if (!updateComponent(priors, moments, axes, to, j, scratch)) return j;
    quadratic[j] = quadraticAfter(priors, moments.counts[j], to, j, axes, scratch);
  }
  setLogConstants(to);
  return -1;
}

function updateComponent(
  priors: Priors,
  moments: Moments,
  axes: Frame,
  to: Factors,
  j: number,
  scratch: UpdateScratch,
): boolean {
  const { d, whitening: a } = axes;
  const { beta0, nu0, m0, w0 } = priors;
  const { scale, mean, offset, whitened } = scratch;
  const at = j * triangle(d);
  const n = moments.counts[j] > NO_ROWS ? moments.counts[j] : 0;
  const inverse = n > 0 ? 1 / n : 0;
  const beta = beta0 + n;
  const nu = nu0 + n;
  for (let c = 0; c < d; c++) {
    offset[c] = axes.means[j * d + c] - m0[c];
    mean[c] = moments.first[j * d + c] * inverse;
  }
  // u into `whitened`; the pull towards m₀ has a weight of its own.
  for (let r = 0, place = at; r < d; r++) {
    let along = mean[r];
    for (let c = 0; c <= r; c++) along += a[place++] * offset[c];
    whitened[r] = along;
  }
  const pull = (beta0 / beta) * n;
  for (let r = 0, place = 0, row = at; r < d; r++, row += r) {
    for (let c = 0, other = at; c <= r; c++, other += c, place++) {
      let sum = 0;
      for (let m = 0; m <= c; m++) sum += (a[row + m] * a[other + m]) / w0[m];
      const scatter = n > 0 ? moments.second[at + place] - n * mean[r] * mean[c] : 0;
      scale[place] = sum + scatter + pull * whitened[r] * whitened[c];
    }
  }
  if (!factorInPlace(scale, 0, d)) return false;
  const next = to.frame.whitening;
  solveTriangle(scale, 0, a, at, d, next, at);
  const widen = Math.sqrt(nu);
  for (let place = at; place < at + triangle(d); place++) next[place] *= widen;
  // m_new = a + (N A⁻¹δ − β₀(a − m₀))/β, so that means far from 0 lose nothing.
  const moved = to.frame.means;
  solveVector(a, at, d, moments.first, j * d, moved, j * d);
  for (let c = 0; c < d; c++) {
    const first = n > 0 ? moved[j * d + c] : 0;
    moved[j * d + c] = axes.means[j * d + c] + (first - beta0 * offset[c]) / beta;
  }
  to.beta[j] = beta;
  to.nu[j] = nu;
  settleComponent(priors, to, j);
  return true;
}

/**
 * ν [tr(W C) + N (x̄ − m)ᵀW(x̄ − m)] of the new factors. As tr(W W⁻¹) = D, the trace is D − tr(W W₀⁻¹) −
 * (β₀N/β) |x̄ − m₀|²_W. The second distance is taken from the mean as it was rounded: where means are large beside the
 * spread, what it would be without rounding differs in the first order, while the bound itself does not.
 */
function quadraticAfter(
  priors: Priors,
  count: number,
  to: Factors,
  j: number,
  { d, means, whitening: a }: Frame,
  { scale, mean, offset, whitened }: UpdateScratch,
): number {
  if (!(count > NO_ROWS)) return 0;
  for (let r = 0, place = j * triangle(d); r < d; r++) {
    let along = 0;
    for (let c = 0; c <= r; c++) along += a[place++] * (to.frame.means[j * d + c] - means[j * d + c]);
    mean[r] -= along;
  }
  const pull = (priors.beta0 / to.beta[j]) * squaredLength(scale, whitened, offset);
  const rest = squaredLength(scale, mean, offset);
  return to.nu[j] * (d + count * (rest - pull)) - to.priorTrace[j];
}

/** |G⁻¹b|² for packed lower triangular G; `room` is overwritten. */
function squaredLength(g: Float64Array, b: Float64Array, room: Float64Array): number {
  solveVector(g, 0, b.length, b, 0, room, 0);
  let sum = 0;
  for (const entry of room) sum += entry * entry;
  return sum;
}

/**
 * [K] Σ_i q_ik (x − m_k)ᵀE[Λ_k](x − m_k) under any factors, from statistics in the axes of `axes`: with B = A_k A⁻¹ and
 * v = A(m_k − a) that is the trace of B (S2 − v S1ᵀ − S1 vᵀ + N v vᵀ) Bᵀ. For the start alone: D³ a component.
 */
export function quadraticUnder(factors: Factors, moments: Moments, axes: Frame): Float64Array {
  const { k, d } = axes;
  const size = triangle(d);
  const back = new Float64Array(size);
  const turn = new Float64Array(d * d);
  const shift = new Float64Array(d);
  const quadratic = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    const at = j * size;
    invertTriangle(axes.whitening, at, d, back, 0);
    shift.fill(0);
    for (let r = 0; r < d; r++) {
      for (let c = 0; c <= r; c++) {
        const a = axes.whitening[at + triangle(r) + c];
        shift[r] += a * (factors.frame.means[j * d + c] - axes.means[j * d + c]);
        let sum = 0;
        for (let m = c; m <= r; m++) sum += factors.frame.whitening[at + triangle(r) + m] * back[triangle(m) + c];
        turn[r * d + c] = sum;
      }
    }
    let total = 0;
    for (let r = 0; r < d; r++) {
      for (let p = 0; p <= r; p++) {
        for (let q = 0; q <= r; q++) {
          const second = moments.second[at + triangle(Math.max(p, q)) + Math.min(p, q)];
          const about =
            second -
            shift[p] * moments.first[j * d + q] -
            moments.first[j * d + p] * shift[q] +
            moments.counts[j] * shift[p] * shift[q];
          total += turn[r * d + p] * about * turn[r * d + q];
        }
      }
    }
    quadratic[j] = total;
  }
  return quadratic;
}
