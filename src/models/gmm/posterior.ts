/**
 * What the joint log densities of rows say about the rows. a_ik = log π_k + log N(x_i | μ_k, Σ_k) comes from a kernel's
 * `logJoint`, row-major [rows·K]; everything here is in nats.
 */

/** log Σ_k exp a_ik of row `row`: log p(x_i). −Infinity where every component is. */
export function logDensity(joint: Float64Array, k: number, row: number): number {
  const at = row * k;
  let top = -Infinity;
  for (let j = at; j < at + k; j++) top = Math.max(top, joint[j]);
  if (top === -Infinity) return top;
  let sum = 0;
  for (let j = at; j < at + k; j++) sum += Math.exp(joint[j] - top);
  return top + Math.log(sum);
}

/**
 * q_ik = exp(a_ik − log p(x_i)) for all rows of `joint`, written over `q` (which may be `joint` itself); a row with a
 * label z ≥ 0 has 1 at z. A row without density anywhere has the same q for all components.
 */
export function responsibilities(joint: Float64Array, k: number, q: Float64Array, labels?: ArrayLike<number>): void {
  for (let row = 0, at = 0; at < joint.length; row++, at += k) {
    const label = labels === undefined ? -1 : labels[row];
    const total = logDensity(joint, k, row);
    for (let j = 0; j < k; j++) {
      if (label >= 0) q[at + j] = j === label ? 1 : 0;
      else q[at + j] = total === -Infinity ? 1 / k : Math.exp(joint[at + j] - total);
    }
  }
}

/** The identity log p = ELBO + KL for one row, each of the three worked out on its own. */
export interface RowIdentity {
  /** log p(x_i), or log p(x_i, z_i) where the label is known. */
  readonly logDensity: number;
  /** Σ_k q_k (a_k − log q_k). */
  readonly elbo: number;
  /** Σ_k q_k (log q_k − log p(z = k | x_i)) ≥ 0; with a label the posterior is that label alone. */
  readonly kl: number;
}

/** The identity of row `row` of `joint` under any q, [K] from `from` on. A q that puts weight where p has none has KL = Infinity. */
export function rowIdentity(
  joint: Float64Array,
  k: number,
  row: number,
  q: ArrayLike<number>,
  label = -1,
  from = 0,
): RowIdentity {
  const at = row * k;
  const total = label >= 0 ? joint[at + label] : logDensity(joint, k, row);
  let elbo = 0;
  let kl = 0;
  for (let j = 0; j < k; j++) {
    if (q[from + j] === 0) continue;
    const logQ = Math.log(q[from + j]);
    const a = label < 0 || j === label ? joint[at + j] : -Infinity;
    elbo += q[from + j] * (a - logQ);
    kl += q[from + j] * (logQ - (a - total));
  }
  return { logDensity: total, elbo, kl: Math.max(0, kl) };
}

/** The component with the largest a_ik of row `row`; the first of equals. */
export function likeliest(joint: Float64Array, k: number, row: number): number {
  let best = 0;
  for (let j = 1; j < k; j++) if (joint[row * k + j] > joint[row * k + best]) best = j;
  return best;
}
