/** A fitted file whose bridge answers asks, and the plainest linear algebra to check the answers with. */
import type { BridgeAnswerOf, BridgeAsk, BridgePage } from '../../../src/protocol/bridge.ts';
import type { FitOptions, Frame } from '../../../src/protocol/run.ts';
import { parseRows } from '../../support/plainMixture.ts';
import { Listening } from '../engine/listening.ts';

export interface Fitted {
  readonly rows: readonly (readonly number[])[];
  readonly frame: Frame;
  /** The answers to an ask until one for which `enough` holds, which is returned. */
  ask<P extends BridgePage>(
    ask: Extract<BridgeAsk, { page: P }>,
    enough?: (answer: BridgeAnswerOf<P>) => boolean,
  ): Promise<BridgeAnswerOf<P>>;
  /** Code of the fault with which a page is refused. */
  refused(ask: BridgeAsk): Promise<string>;
}

let asked = 0;

export async function fitted(csv: string, options: Partial<FitOptions> = {}): Promise<Fitted> {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(csv, options);
  await settled;
  const { n, d, x } = parseRows(csv);
  return {
    rows: Array.from({ length: n }, (_, i) => [...x.slice(i * d, (i + 1) * d)]),
    frame: panel.all('frame').at(-1)!,
    async ask<P extends BridgePage>(
      ask: Extract<BridgeAsk, { page: P }>,
      enough: (answer: BridgeAnswerOf<P>) => boolean = () => true,
    ) {
      const id = ++asked;
      const { page } = ask as BridgeAsk;
      const message = panel.next('bridge', ({ id: own, answer }) => {
        if (own !== id) return false;
        if (answer.page === 'refused') throw new Error(JSON.stringify(answer.fault));
        return answer.page === page && enough(answer as BridgeAnswerOf<P>);
      });
      panel.post({ type: 'bridge', id, ask });
      return (await message).answer as BridgeAnswerOf<P>;
    },
    async refused(ask) {
      const id = ++asked;
      const message = panel.next('bridge', ({ id: own, answer }) => own === id && answer.page === 'refused');
      panel.post({ type: 'bridge', id, ask });
      const { answer } = await message;
      return answer.page === 'refused' ? answer.fault.code : '';
    },
  };
}

/** Lower Cholesky factor of a symmetric positive definite matrix given as rows. */
export function cholesky(a: readonly (readonly number[])[]): number[][] {
  const l = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i]![j]!;
      for (let t = 0; t < j; t++) sum -= l[i]![t]! * l[j]![t]!;
      l[i]![j] = i === j ? Math.sqrt(sum) : sum / l[j]![j]!;
    }
  }
  return l;
}

export const logDeterminant = (a: readonly (readonly number[])[]): number =>
  cholesky(a).reduce((sum, row, i) => sum + 2 * Math.log(row[i]!), 0);

/** log N(x | mean, a) in nats. */
export function logNormal(x: ArrayLike<number>, mean: ArrayLike<number>, a: readonly (readonly number[])[]): number {
  const l = cholesky(a);
  const u: number[] = [];
  for (let i = 0; i < a.length; i++) {
    let sum = x[i]! - mean[i]!;
    for (let j = 0; j < i; j++) sum -= l[i]![j]! * u[j]!;
    u.push(sum / l[i]![i]!);
  }
  const squares = u.reduce((sum, v) => sum + v * v, 0);
  return -0.5 * (a.length * Math.log(2 * Math.PI) + logDeterminant(a) + squares);
}

/** WWᵀ + σ²I of loadings [D·L]. */
export function covarianceOf(loadings: ArrayLike<number>, d: number, noise: number): number[][] {
  const latent = loadings.length / d;
  return Array.from({ length: d }, (_, r) =>
    Array.from({ length: d }, (_, c) => {
      let sum = r === c ? noise : 0;
      for (let j = 0; j < latent; j++) sum += loadings[r * latent + j]! * loadings[c * latent + j]!;
      return sum;
    }),
  );
}

/** WᵀW + σ²I. */
export function mOf(loadings: ArrayLike<number>, d: number, noise: number): number[][] {
  const latent = loadings.length / d;
  return Array.from({ length: latent }, (_, i) =>
    Array.from({ length: latent }, (_, j) => {
      let sum = i === j ? noise : 0;
      for (let r = 0; r < d; r++) sum += loadings[r * latent + i]! * loadings[r * latent + j]!;
      return sum;
    }),
  );
}
