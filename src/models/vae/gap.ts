import { Lbfgs } from './lbfgs';
import { encode, klToPrior, type Posterior, type VaeModel } from './model';
import type { Evidence, Quadrature } from './quadrature';

/** log p(x) − ELBO of one row, in two parts (Cremer et al. 2018), in nats. */
export interface GapSplit {
  readonly elbo: number;
  /** KL(q ‖ N(0, I)) of the encoder's q: elbo + kl is E_q log p(x | z). */
  readonly kl: number;
  /** ELBO with (μ, σ) of q made best for this row alone. */
  readonly bestElbo: number;
  readonly logLikelihood: number;
  /** bestElbo − elbo: what one network for all rows costs. */
  readonly amortisation: number;
  /** logLikelihood − bestElbo: what a diagonal Gaussian costs. */
  readonly approximation: number;
  readonly q: Posterior;
  readonly best: Posterior;
  readonly evidence: Evidence;
}

/** ε nodes a dimension of the objective: step ½ on ±6, its error below 1e-7 for posteriors a decoder of ours has. */
const STEP = 0.5;
const REACH = 12;
/** Nodes of the shared lattice in a σ of q, at least: the rule's error is then below e^−44. */
const LATTICE_PARTS = 1.5;
const MOST_STEPS = 200;

/**
 * Splits the gap of one row, L ≤ 2. The objective is deterministic (quadrature over ε, not samples: with fixed random ε
 * the optimiser fits the noise) and is climbed from the encoder's q; both ELBOs are then scored by one finer rule.
 * @param x [D] in training units; figures are in training units too (the parts of the gap are the same in any).
 */
export function splitGap(quadrature: Quadrature, x: Float64Array): GapSplit {
  return toEnd(splitting(quadrature, x));
}

/** The same a few milliseconds at a time. */
export function* splitting(quadrature: Quadrature, x: Float64Array): Generator<undefined, GapSplit> {
  const { model } = quadrature;
  const q = encode(model, x);
  const found = yield* climbing(quadrature, x, q);
  const elbo = quadrature.elbo(x, q).elbo;
  const foundElbo = quadrature.elbo(x, found).elbo;
  // Where the encoder is already at the optimum, rounding may favour either.
  const best = foundElbo > elbo ? found : q;
  const bestElbo = Math.max(foundElbo, elbo);
  const evidence = quadrature.evidence(x, best);
  const { logLikelihood } = evidence;
  return {
    elbo,
    kl: klToPrior(q),
    bestElbo,
    logLikelihood,
    amortisation: bestElbo - elbo,
    approximation: logLikelihood - bestElbo,
    q,
    best,
    evidence,
  };
}

/** To the diagonal Gaussian of largest ELBO for one row, near `from`. */
function* climbing(quadrature: Quadrature, x: Float64Array, from: Posterior): Generator<undefined, Posterior> {
  const latent = from.mean.length;
  const { model } = quadrature;
  const start = Float64Array.of(...from.mean, ...from.logVariance);
  const climber = new Lbfgs((point, slope) => objective(model, quadrature, x, point, slope), start);
  for (let step = 0; step < MOST_STEPS && climber.slope > 1e-7; step++) {
    const before = climber.value;
    if (!climber.step() || before - climber.value < 1e-11) break;
    yield;
  }
  return { mean: climber.x.slice(0, latent), logVariance: climber.x.slice(latent) };
}

function toEnd<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** −ELBO of q = N(point[0, L), diag exp(point[L, 2L))) and its gradient. */
function objective(
  model: VaeModel,
  quadrature: Quadrature,
  x: Float64Array,
  point: Float64Array,
  slope: Float64Array,
): number {
  const { latent } = model.network.shape;
  const q: Posterior = { mean: point.subarray(0, latent), logVariance: point.subarray(latent) };
  const sigma = q.logVariance.map((v) => Math.exp(0.5 * v));
  if (!sigma.every((s) => s > 1e-12 && s < 1e6)) return Infinity;
  const expected = onLattice(quadrature, x, q, slope) ?? onOwnGrid(quadrature, x, q, sigma, slope);
  for (let l = 0; l < latent; l++) {
    slope[l] = q.mean[l]! - slope[l]!;
    slope[latent + l] = 0.5 * (sigma[l]! ** 2 - 1) - slope[latent + l]!;
  }
  return klToPrior(q) - expected;
}

/** E_q log p(x | z) and its slopes in μ and log σ² on the shared lattice; undefined where it is not fine enough. */
function onLattice(quadrature: Quadrature, x: Float64Array, q: Posterior, slope: Float64Array): number | undefined {
  const field = quadrature.fieldOf(x);
  const levels = field.levelsOf(q, LATTICE_PARTS);
  return levels && field.expectation(q, levels, slope)?.value;
}

/** The same on nodes z = μ + σ ⊙ ε of the row's own, by reparameterisation. */
function onOwnGrid(
  { decoder, model }: Quadrature,
  x: Float64Array,
  q: Posterior,
  sigma: Float64Array,
  slope: Float64Array,
): number {
  const { latent, d } = model.network.shape;
  const side = 2 * REACH + 1;
  const count = side ** latent;
  const z = decoder.input(count);
  const epsilon = (node: number, l: number) => STEP * ((l === 0 ? node % side : Math.floor(node / side)) - REACH);
  const weights = new Float64Array(count);
  let total = 0;
  for (let c = 0; c < count; c++) {
    let squares = 0;
    for (let l = 0; l < latent; l++) {
      const e = epsilon(c, l);
      squares += e * e;
      z[c * latent + l] = q.mean[l]! + sigma[l]! * e;
    }
    weights[c] = Math.exp(-0.5 * squares);
    total += weights[c]!;
  }
  const outputs = decoder.decode(count, true);
  let expected = 0;
  for (let c = 0; c < count; c++) expected += (weights[c]! / total) * decoder.logLikelihood(x, outputs, c * d);
  const slopes = decoder.slopes(x, count);
  slope.fill(0);
  for (let c = 0; c < count; c++) {
    for (let l = 0; l < latent; l++) {
      const pull = (weights[c]! / total) * slopes[c * latent + l]!;
      slope[l]! += pull;
      slope[latent + l]! += 0.5 * pull * sigma[l]! * epsilon(c, l);
    }
  }
  return expected;
}
