import { LOG_2PI } from '../gmm/frame';
import { product, transposed } from './dense';

/**
 * The linear VAE as a function to climb: ELBO per row, in closed form, of decoder W, σ² and encoder N(A(x − x̄), diag s²)
 * at once, θ and φ together. Everything in the rows' principal axes and one common scale for all columns.
 *
 * The encoder's weights are P = AF with F the root of S: it reads each principal axis in that axis' own deviation. That
 * is the same family of encoders, and how fast one climbs no longer depends on how unlike the columns' spreads are.
 *
 * Parameters in one list of 2DL + L + 1: W [D·L], P [L·D], ln s² [L], ln σ².
 */
export interface LinearObjective {
  readonly d: number;
  readonly l: number;
  /** [D] deviations of the rows along their principal axes, in the common scale. */
  readonly lengths: Float64Array;
}

export const parameterCount = ({ d, l }: LinearObjective): number => 2 * d * l + l + 1;

/** Views of a list of parameters, or of a gradient. */
export function partsOf({ d, l }: LinearObjective, list: Float64Array) {
  return {
    loadings: list.subarray(0, d * l),
    map: list.subarray(d * l, 2 * d * l),
    logVariances: list.subarray(2 * d * l, 2 * d * l + l),
    logNoise: list.subarray(2 * d * l + l),
  };
}

/**
 * ELBO per row in nats (in the common scale), its gradient written to `gradient`, and the inverse of its curvature along
 * each parameter, which is exact for W and P and near the top for the logarithms, to `inverseCurvature`.
 */
export function climb(
  objective: LinearObjective,
  parameters: Float64Array,
  gradient: Float64Array,
  inverseCurvature: Float64Array,
): number {
  const { d, l, lengths } = objective;
  const { loadings, map, logVariances, logNoise } = partsOf(objective, parameters);
  const slope = partsOf(objective, gradient);
  const bend = partsOf(objective, inverseCurvature);
  const precision = Math.exp(-logNoise[0]);
  // E = F − WP, what the decoder leaves of the rows.
  const rest = product(loadings, map, d, l, d);
  for (let at = 0; at < rest.length; at++) rest[at] = -rest[at];
  for (let r = 0; r < d; r++) rest[r * d + r] += lengths[r];
  let misfit = 0;
  for (const entry of rest) misfit += entry * entry;
  const back = product(rest, transposed(map, l, d), d, d, l); // E Pᵀ
  const pull = product(transposed(loadings, d, l), rest, l, d, d); // Wᵀ E
  let kl = 0;
  for (let j = 0; j < l; j++) {
    const variance = Math.exp(logVariances[j]);
    let column = 0;
    let reach = 0;
    for (let r = 0; r < d; r++) {
      column += loadings[r * l + j] ** 2;
      reach += map[j * d + r] ** 2;
    }
    misfit += variance * column;
    kl += 0.5 * (variance + reach - 1 - logVariances[j]);
    const tightness = column * precision + 1;
    for (let r = 0; r < d; r++) {
      const w = r * l + j;
      const p = j * d + r;
      slope.loadings[w] = precision * (back[w] - loadings[w] * variance);
      bend.loadings[w] = 1 / (precision * (reach + variance));
      slope.map[p] = precision * pull[p] - map[p];
      bend.map[p] = 1 / tightness;
    }
    slope.logVariances[j] = 0.5 * (1 - variance * tightness);
    bend.logVariances[j] = 2 / Math.max(1, variance * tightness);
  }
  slope.logNoise[0] = 0.5 * (misfit * precision - d);
  bend.logNoise[0] = 2 / Math.max(d, misfit * precision);
  return -0.5 * (d * (LOG_2PI + logNoise[0]) + misfit * precision) - kl;
}
