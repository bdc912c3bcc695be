import type { Frame, Moments } from '../../kernels/rows';
import { Anderson } from './anderson';
import { boundAt } from './bound';
import { constraintOf, type Em } from './em';
import { copyTheta, createTheta, type Theta } from './frame';
import { type Constraint, squaredNorm } from './mstep';
import { type Extrapolation, Squarem } from './squarem';
import { SAMPLE_ROWS } from './starts';

/**
 * Nats per row: while EM gains more than this in a step, it is still choosing among optima, and is left to. Without it 3
 * of 180 runs on small files from raw k-means++ ended in a poorer optimum than EM; with it none did.
 */
const SETTLED = 1e-3;
/** Plain steps that the stop rule gets to see before extrapolation goes on: two changes make a ratio. */
const PLAIN_STEPS = 3;
/** Convergences that may be called in question while no extrapolated step is to be had. */
const MOST_DOUBTS = 12;

/**
 * EM with extrapolated steps, driven like `Em`: a pass over all rows under `frame`, then `advance`, while it returns
 * true. Both belong to the `Em` it is given, which holds θ, the trace and the reasons to stop.
 *
 * After M-steps SQUAREM, or where there are many rows Anderson's method, proposes a θ further on. It is kept if ℓ there is at least the ELBO that the M-step reached,
 * which is the least that EM itself would have gained; if not, θ is put back to the M-step's, which costs that pass. So
 * ℓ never falls here either. In the trace a kept one is 'X' in place of 'M', with an ELBO(q, θ) of its own. Nothing is
 * extrapolated from a θ that the constraint holds open, nor to one that it might clip, nor with `regCovar`.
 *
 * Once an extrapolated step gains next to nothing, plain steps follow until the stop rule, which is about EM's own rate,
 * has spoken. Right after an extrapolated step that rule can be fooled (what fades fast is all that moves), so its word
 * counts only if the last extrapolated step tried gained less than the tolerance, or nothing.
 */
export class AcceleratedEm {
  /** Extrapolated steps that were put back. */
  rejected = 0;
  readonly #method: Extrapolation;
  readonly #constraint: Constraint;
  readonly #trial: Theta;
  readonly #mapped: Theta;
  #onTrial = false;
  /** ELBO after the M-step that the trial was extrapolated from. */
  #least = Number.NaN;
  /** ℓ at the θ before it. */
  #before = Number.NaN;
  #plain = 0;
  /** The last extrapolated step tried led nowhere. */
  #confirmed = false;
  #doubts = 0;

  /** `before`: a run on a part of the rows, which is over and of which the way EM moves is still known. */
  constructor(
    readonly em: Em,
    before?: AcceleratedEm,
  ) {
    const { shape, k, d } = em.frame;
    this.#constraint = constraintOf(em.setting);
    const units = { columnMeans: em.setting.columnMeans, columnScales: this.#constraint.scales };
    const Method = em.setting.n > SAMPLE_ROWS ? Anderson : Squarem;
    this.#method = before === undefined ? new Method(em.theta, units) : before.#method;
    this.#method.moveOn();
    this.#trial = createTheta(shape, k, d);
    this.#mapped = createTheta(shape, k, d);
  }

  get frame(): Frame {
    return this.em.frame;
  }

  /** As `Em.advance`; also true where a step was put back and the pass has to be made again under `frame`. */
  advance(moments: Moments): boolean {
    const { em } = this;
    if (this.#onTrial && !this.#judge(moments.logLikelihood)) return true;
    this.#before = moments.logLikelihood;
    if (!em.advance(moments)) {
      if (!this.#doubtful()) return false;
      em.stopReason = undefined;
      if (!em.step(moments)) return false;
    }
    this.#extrapolate(moments);
    return true;
  }

  /** Whether a convergence is yet to be tried by an extrapolated step. */
  #doubtful(): boolean {
    const { em } = this;
    const over = em.stopReason !== 'converged' || em.iteration >= em.setting.maxIterations;
    if (over || this.#confirmed || this.#isIdle() || ++this.#doubts > MOST_DOUBTS) return false;
    this.#plain = 0;
    return true;
  }

  #isIdle(): boolean {
    return this.em.setting.regCovar > 0 || this.em.binds.some((bound) => bound === 1);
  }

  /** Whether the θ on trial stays. */
  #judge(logLikelihood: number): boolean {
    const { em } = this;
    this.#onTrial = false;
    if (!(logLikelihood >= this.#least)) {
      em.leap(this.#mapped, this.#least, 'M');
      this.#method.rejected();
      this.#confirmed = true;
      this.rejected++;
      return false;
    }
    this.#method.kept();
    this.#confirmed = logLikelihood - this.#before < em.setting.tolerance * em.setting.n;
    if (logLikelihood - this.#before < this.#method.faded * em.setting.tolerance * em.setting.n)
      this.#plain = PLAIN_STEPS;
    return true;
  }

  #extrapolate(moments: Moments): void {
    const { em } = this;
    if (this.#isIdle() || em.elboAfterM - this.#before > SETTLED * em.setting.n) {
      this.#method.forget();
      return;
    }
    const proposed = this.#method.propose(em.previous, em.theta, this.#trial);
    if (this.#plain > 0) {
      this.#plain--;
      return;
    }
    if (!proposed || !isAllowed(this.#trial, this.#constraint)) return;
    copyTheta(em.theta, this.#mapped);
    this.#least = em.elboAfterM;
    this.#onTrial = true;
    em.leap(this.#trial, boundAt(moments, em.previous, this.#trial), 'X');
  }
}

/** Whether every scaled eigenvalue is ≥ ε for certain: the sum of their inverses is ≤ 1/ε. */
function isAllowed({ frame: { shape, k, d, whitening } }: Theta, { scales, minEigenvalue }: Constraint): boolean {
  if (shape === 'full' || shape === 'tied') {
    const size = (d * (d + 1)) / 2;
    for (let at = 0; at < whitening.length; at += size) {
      if (!(minEigenvalue * squaredNorm(whitening, at, d, scales) <= 1)) return false;
    }
    return true;
  }
  for (let at = 0; at < k * d; at++) {
    const w = whitening[shape === 'diag' ? at : Math.floor(at / d)] * scales[at % d];
    if (!(minEigenvalue * w * w <= 1)) return false;
  }
  return true;
}
