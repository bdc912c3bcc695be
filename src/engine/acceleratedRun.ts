/** EM with extrapolated steps: fewer passes to the same place. An extrapolated half-step is an X, never an E or an M. */
import { AcceleratedEm } from '../models/gmm/accelerate.ts';
import type { Em } from '../models/gmm/em.ts';
import { EmRun } from './emRun.ts';
import type { RowSource } from './rowSource.ts';

export class AcceleratedRun extends EmRun {
  private readonly method: AcceleratedEm;

  /** `before`: a run of the same shape and K on a part of the rows, which is over. */
  constructor(rows: RowSource, em: Em, before?: EmRun) {
    // An extrapolated θ cannot be computed again from the one before it, so every θ is kept; there are few.
    super(rows, em, Number.POSITIVE_INFINITY);
    this.method = new AcceleratedEm(em, before instanceof AcceleratedRun ? before.method : undefined);
  }

  /**
   * Takes one whole step, since whether an extrapolated one stands is known only after the pass that follows it: the
   * M or X that leads to the next θ whose ℓ is known, and the E after it.
   */
  override async next(): Promise<boolean> {
    const { em, method, history } = this;
    if (em.done) return false;
    for (;;) {
      await this.pass();
      const { rejected } = method;
      const goesOn = method.advance(this.moments);
      if (method.rejected > rejected) continue;
      const t = em.trace.length - 1;
      history.remember(t, goesOn ? em.previous : em.theta, em.binds);
      for (const { iteration, half, elbo, logLikelihood } of em.trace.halfSteps(t)) {
        if (iteration > 0) history.push(half, elbo, logLikelihood);
      }
      return true;
    }
  }

  /** Whether an M or an X comes next is not known before the pass that follows it. */
  protected override stepAhead(): undefined {
    return undefined;
  }
}
