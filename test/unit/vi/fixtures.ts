import { emptyMoments, type Moments, type RowKernel, triangle } from '../../../src/kernels/rows';
import { columnStatistics } from '../../../src/models/gmm/columns';
import { randomStream } from '../../../src/models/gmm/random';
import { Cavi, type CaviSetting } from '../../../src/models/vi/cavi';
import type { Factors } from '../../../src/models/vi/factors';
import { choosePriors, type PriorChoice, type Priors } from '../../../src/models/vi/priors';
import { clear, columnsOf } from '../gmm/fixtures';
import type { SlowFactors, SlowPriors } from './slow';

/** Priors that the data give, or that a seeded stream draws around them: from vague to firm. */
export function anyPriors(rows: number[][], k: number, seed: number): Priors {
  const statistics = columnStatistics(columnsOf(rows));
  if (!statistics.ok) throw new Error(statistics.fault.code);
  const { means, scales } = statistics.value;
  const stream = randomStream(seed);
  const power = (least: number, most: number): number => 10 ** (least + (most - least) * stream.next());
  const choice: PriorChoice =
    seed % 3 === 0
      ? {}
      : {
          alpha0: power(-3, 1),
          beta0: power(-3, 1),
          nu0: rows[0].length - 1 + power(-1, 1),
          m0: Array.from(means, (mean, c) => mean + (stream.next() - 0.5) * (scales[c] || 1)),
          w0: Array.from(scales, (scale) => power(-1, 1) / (scale || 1) ** 2),
        };
  const priors = choosePriors(choice, k, statistics.value);
  if (!priors.ok) throw new Error(priors.fault.code);
  return priors.value;
}

export function caviSetting(rows: number[][], priors: Priors, more: Partial<CaviSetting> = {}): CaviSetting {
  const statistics = columnStatistics(columnsOf(rows));
  if (!statistics.ok) throw new Error(statistics.fault.code);
  return {
    n: rows.length,
    priors,
    columnMeans: statistics.value.means,
    columnScales: statistics.value.scales,
    tolerance: 1e-12,
    maxIterations: 10000,
    ...more,
  };
}

/** From responsibilities [n][K], iteration 0 made. */
export function beginCavi(setting: CaviSetting, kernel: RowKernel, q: number[][]): Cavi {
  const axes = Cavi.referenceFrame(setting, q[0].length);
  const moments = emptyMoments('full', axes.k, axes.d);
  kernel.passGiven(axes, Float64Array.from(q.flat()), 0, kernel.n, moments);
  const cavi = Cavi.fromMoments(setting, axes, moments);
  if (!cavi.ok) throw new Error(cavi.fault.code);
  return cavi.value;
}

export function passOf(kernel: RowKernel, cavi: Cavi): Moments {
  const moments = emptyMoments('full', cavi.frame.k, cavi.frame.d);
  kernel.pass(cavi.frame, 0, kernel.n, moments);
  return moments;
}

/** Runs until there is a reason to stop. */
export function runCavi(kernel: RowKernel, cavi: Cavi): Cavi {
  const moments = emptyMoments('full', cavi.frame.k, cavi.frame.d);
  do {
    clear(moments);
    kernel.pass(cavi.frame, 0, kernel.n, moments);
  } while (cavi.advance(moments));
  return cavi;
}

export const slowPriors = ({ alpha0, beta0, nu0, m0, w0 }: Priors): SlowPriors => ({
  alpha0,
  beta0,
  nu0,
  m0: [...m0],
  w0: Array.from(w0, (v, r) => Array.from(w0, (_, c) => (r === c ? v : 0))),
});

/** The factors with W_k = A_kᵀA_k/ν_k written out. */
export function slowFactors({ frame, alpha, beta, nu }: Factors): SlowFactors {
  const { k, d, means, whitening } = frame;
  const a = (j: number, r: number, c: number): number => (c > r ? 0 : whitening[j * triangle(d) + triangle(r) + c]);
  const each = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, i) => make(i));
  return {
    alpha: [...alpha],
    beta: [...beta],
    nu: [...nu],
    m: each(k, (j) => [...means.subarray(j * d, (j + 1) * d)]),
    w: each(k, (j) =>
      each(d, (r) => each(d, (c) => each(d, (m) => a(j, m, r) * a(j, m, c)).reduce((s, v) => s + v, 0) / nu[j])),
    ),
  };
}
