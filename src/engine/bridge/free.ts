/** Three kinds of q on the mixture as it stands: whatever q is, what the bound misses of log p is its KL from the posterior. */
import { unwrap } from '../../fault.ts';
import { thetaOf } from '../../models/gmm/frame.ts';
import { likeliest, responsibilities, rowIdentity } from '../../models/gmm/posterior.ts';
import type { BridgeAnswerOf, IdentityMessage } from '../../protocol/bridge.ts';
import type { Asked, Say } from './bridge.ts';
import { breathe, type Ground, type Shift } from './ground.ts';

const rowsPerSlice = 2048;

type Kind = BridgeAnswerOf<'free'>['kinds'][number]['q'];
const kinds: readonly Kind[] = ['uniform', 'hard', 'posterior'];

/** Throws FaultError `startNotPositiveDefinite {component}` where a covariance cannot be inverted. */
export async function freePage(ask: Asked<'free'>, ground: Ground, shift: Shift, say: Say): Promise<void> {
  const { frame } = unwrap(thetaOf(ask.theta, 'full'));
  const { kernel } = ground;
  const { k } = frame;
  const row = Math.min(ask.row, kernel.n - 1);
  const totals = kinds.map(() => ({ logLikelihood: 0, elbo: 0, kl: 0 }));
  let ofRow: IdentityMessage[] = [];
  const joint = new Float64Array(Math.min(rowsPerSlice, kernel.n) * k);
  for (let from = 0; from < kernel.n; from += rowsPerSlice) {
    const to = Math.min(kernel.n, from + rowsPerSlice);
    kernel.logJoint(frame, from, to, joint);
    for (let i = from; i < to; i++) {
      const own = kinds.map((kind) => identityOf(kind, joint, k, i - from));
      own.forEach((part, at) => {
        addTo(totals[at]!, part);
      });
      if (i === row) ofRow = own;
    }
    await breathe(shift);
  }
  say({
    page: 'free',
    row,
    n: kernel.n,
    kinds: kinds.map((q, at) => ({ q, ofRow: ofRow[at]!, total: totals[at]! })),
  });
}

/** log p, ELBO and KL of a row of `joint` under that kind of q, each worked out on its own. */
function identityOf(kind: Kind, joint: Float64Array, k: number, row: number): IdentityMessage {
  const q = new Float64Array(k);
  if (kind === 'uniform') q.fill(1 / k);
  else if (kind === 'hard') q[likeliest(joint, k, row)] = 1;
  else responsibilities(joint.subarray(row * k, (row + 1) * k), k, q);
  const { logDensity, elbo, kl } = rowIdentity(joint, k, row, q);
  return { logLikelihood: logDensity, elbo, kl };
}

function addTo(sum: { logLikelihood: number; elbo: number; kl: number }, part: IdentityMessage): void {
  sum.logLikelihood += part.logLikelihood;
  sum.elbo += part.elbo;
  sum.kl += part.kl;
}
