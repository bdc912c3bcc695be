/** Gaussians over the two dimensions of z, drawn as ellipses at one and two standard deviations. */
import { scaleTo } from '../figures/drawing.ts';

/** A Gaussian over two z: mean [2], covariance [2·2]. */
export interface PlaneGaussian {
  readonly mean: ArrayLike<number>;
  readonly covariance: ArrayLike<number>;
}

export interface ZPlane {
  readonly size: number;
  x(z: number): number;
  y(z: number): number;
}

/** One scale for both dimensions, around the Gaussians at `sigmas` deviations. */
export function zPlane(gaussians: readonly PlaneGaussian[], size: number, sigmas = 2.6): ZPlane {
  const reach = (g: PlaneGaussian, j: 0 | 1) => sigmas * Math.sqrt(Math.max(0, g.covariance[3 * j]!));
  const low = ([0, 1] as const).map((j) => Math.min(...gaussians.map((g) => g.mean[j]! - reach(g, j))));
  const high = ([0, 1] as const).map((j) => Math.max(...gaussians.map((g) => g.mean[j]! + reach(g, j))));
  const side = Math.max(high[0]! - low[0]!, high[1]! - low[1]!, 1e-12) / 2;
  const [cx, cy] = [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2];
  return {
    size,
    x: scaleTo(cx - side, cx + side, 4, size - 4),
    y: scaleTo(cy - side, cy + side, size - 4, 4),
  };
}

const corners = 72;

/** The ellipse at `sigma` deviations as a path. */
export function ellipsePath({ mean, covariance }: PlaneGaussian, sigma: number, { x, y }: ZPlane): string {
  const a = Math.sqrt(Math.max(0, covariance[0]!));
  const b = a > 0 ? covariance[1]! / a : 0;
  const c = Math.sqrt(Math.max(0, covariance[3]! - b * b));
  const points = Array.from({ length: corners }, (_, i) => {
    const [cos, sin] = [Math.cos((2 * Math.PI * i) / corners), Math.sin((2 * Math.PI * i) / corners)];
    const [p, q] = [mean[0]! + sigma * a * cos, mean[1]! + sigma * (b * cos + c * sin)];
    return `${x(p).toFixed(1)} ${y(q).toFixed(1)}`;
  });
  return `M${points.join('L')}Z`;
}

/** Independent dimensions, from deviations. */
export const independent = (mean: ArrayLike<number>, deviations: ArrayLike<number>): PlaneGaussian => ({
  mean,
  covariance: [deviations[0]! ** 2, 0, 0, (deviations[1] ?? 0) ** 2],
});
