import type { Fault } from '../../fault';
import { logSigmaOf, logVarianceBounds } from '../../kernels/vae';
import { vaeFault } from './faults';
import { encode, type VaeModel } from './model';
import { climbsElbo, type VaeOptions } from './options';

export interface Health {
  /** [L] variance over rows of q's mean; a dimension is active above 0.01 (Burda et al. 2016). */
  readonly activity: Float64Array;
  readonly active: number;
  /** Rows with a log σ² of q at its bounds. */
  readonly atLogVarianceBound: number;
  /** Gaussian columns whose σ is at its floor (from 0). */
  readonly atNoiseFloor: readonly number[];
  /** Share of the prior's width: mean over rows of q's σ, [L]. */
  readonly width: Float64Array;
}

const ACTIVE = 0.01;

/** Whether a dimension is active. @param activity variance over rows of q's mean */
export const isActive = (activity: number): boolean => activity > ACTIVE;

/** Gaussian columns whose σ is at its floor (from 0). */
export function columnsAtNoiseFloor({ network, parameters }: VaeModel): number[] {
  const { d, binary, noiseBounds } = network.shape;
  const [least] = noiseBounds;
  return Array.from({ length: d }, (_, j) => j).filter(
    (j) => !binary[j] && logSigmaOf(network, parameters, j) <= least + 1e-6,
  );
}

/** @param data [n·D] rows in training units. */
export function healthOf(model: VaeModel, data: Float64Array): Health {
  const { shape } = model.network;
  const { d, latent } = shape;
  const n = data.length / d;
  const [low, high] = logVarianceBounds(shape);
  const mean = new Float64Array(latent);
  const squares = new Float64Array(latent);
  const width = new Float64Array(latent);
  let bounded = 0;
  for (let i = 0; i < n; i++) {
    const q = encode(model, data.subarray(i * d, (i + 1) * d));
    if (q.logVariance.some((v) => v <= low || v >= high)) bounded++;
    for (let l = 0; l < latent; l++) {
      // Welford's update.
      const delta = q.mean[l]! - mean[l]!;
      mean[l]! += delta / (i + 1);
      squares[l]! += delta * (q.mean[l]! - mean[l]!);
      width[l]! += Math.exp(0.5 * q.logVariance[l]!) / n;
    }
  }
  const activity = squares.map((s) => s / Math.max(1, n));
  return {
    activity,
    active: activity.filter(isActive).length,
    atLogVarianceBound: bounded,
    atNoiseFloor: columnsAtNoiseFloor(model),
    width,
  };
}

/** What people should know of a trained model. */
export function vaeWarnings(model: VaeModel, options: VaeOptions, health: Health, heldOut: boolean): Fault[] {
  const warnings: Fault[] = [];
  if (!climbsElbo(options)) warnings.push(vaeFault('vaeNotElbo'));
  if (!heldOut && !options.linear) warnings.push(vaeFault('vaeNoHeldOut'));
  const floor = Math.exp(model.network.shape.noiseBounds[0]);
  if (model.network.logSigmas === 1) {
    if (health.atNoiseFloor.length > 0) warnings.push(vaeFault('vaeNoiseFloorShared', { floor }));
  } else for (const j of health.atNoiseFloor) warnings.push(vaeFault('vaeNoiseFloor', { column: j + 1, floor }));
  health.activity.forEach((activity, l) => {
    if (!isActive(activity)) warnings.push(vaeFault('vaeInactive', { dimension: l + 1 }));
  });
  if (health.atLogVarianceBound > 0)
    warnings.push(vaeFault('vaeLogVarianceBound', { rows: health.atLogVarianceBound }));
  return warnings;
}
