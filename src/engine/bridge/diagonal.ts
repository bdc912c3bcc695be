/** A q whose dimensions are independent, on a decoder turned away from the principal axes: ℓ stands, the gap opens. */
import { FaultError } from '../../fault.ts';
import { ppcaFault } from '../../models/ppca/faults.ts';
import {
  bestDiagonal,
  elboOf,
  type LinearModel,
  logLikelihood,
  planeRotation,
  posteriorOf,
  rotated,
  totalKl,
} from '../../models/ppca/model.ts';
import { encode } from '../../models/ppca/row.ts';
import type { Spread } from '../../models/ppca/spread.ts';
import type { Asked, Say } from './bridge.ts';
import type { Ground, Shift } from './ground.ts';
import { closedForm, decoderOf, mostLatent, rowParts } from './linear.ts';

const degrees = Math.PI / 180;
/** The gap's curve: a point every two degrees, from one pair of principal axes to the next. */
const every = 2;
const reach = 90;

export interface Plane {
  /** W on the principal axes, two columns. */
  readonly model: LinearModel;
  /** σ² was chosen, not fitted: with two columns nothing is left over for it. */
  readonly held: boolean;
}

/**
 * A decoder with a z of two dimensions on its principal axes. Two columns leave no room for a smaller z of two dimensions:
 * then W = U(Λ − σ²I)^½ with σ² half the smaller eigenvalue, which gives the rows the same ℓ as the Gaussian of their
 * own mean and covariance, whatever σ² is. Throws FaultError where z cannot have two dimensions.
 */
export function planeOf(ground: Ground, spread: Spread): Plane {
  return ground.keep('plane', () => {
    if (spread.d !== 2) {
      if (mostLatent(spread) < 2) throw new FaultError(ppcaFault('ppcaNoNoise', { latent: 2, rank: spread.rank }));
      return { model: closedForm(ground, spread, 2).model, held: false };
    }
    if (spread.rank < 2) throw new FaultError(ppcaFault('ppcaNoNoise', { latent: 2, rank: spread.rank }));
    const { eigenvalues, axes, mean } = spread;
    const noise = eigenvalues[1]! / 2;
    const loadings = axes.map((v, at) => v * Math.sqrt(eigenvalues[at % 2]! - noise));
    return { model: { d: 2, l: 2, mean, loadings, noise }, held: true };
  });
}

/** The decoder turned by so many degrees in z's plane. */
export const turned = (model: LinearModel, angle: number): LinearModel =>
  rotated(model, planeRotation(2, 0, 1, angle * degrees));

export async function diagonalPage(ask: Asked<'diagonal'>, ground: Ground, shift: Shift, say: Say): Promise<void> {
  const spread = await ground.spread(shift);
  const { model: level, held } = planeOf(ground, spread);
  const row = Math.min(ask.row, ground.matrix.n - 1);
  const model = turned(level, ask.angle);
  const { encoder, variances, gap } = bestDiagonal(model);
  const posterior = posteriorOf(model);
  const x = ground.row(row);
  const q = encode(model, encoder, x);
  const curve = ground.keep('gaps', () => {
    const angles = Float64Array.from({ length: (2 * reach) / every + 1 }, (_, at) => at * every - reach);
    return { angles, gaps: angles.map((angle) => bestDiagonal(turned(level, angle)).gap) };
  });
  say({
    page: 'diagonal',
    row,
    n: spread.n,
    angle: ask.angle,
    held,
    decoder: decoderOf(model),
    m: posterior.m,
    logDeterminant: posterior.logDeterminant,
    gap,
    ofRow: rowParts(model, x, q),
    total: {
      logLikelihood: logLikelihood(model, spread),
      ...elboOf(model, encoder, spread),
      kl: Math.max(0, totalKl(model, encoder, spread)),
    },
    ...curve,
    posterior: { mean: encode(model, posterior, x).mean, covariance: posterior.covariance },
    q: { mean: q.mean, deviations: variances.map(Math.sqrt) },
  });
}
