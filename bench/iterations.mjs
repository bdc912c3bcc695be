/** What one EM iteration costs: against the peers, family by family, and as N, K and D grow. */
import { join } from 'node:path';
import { interleaved, summed } from './measure.mjs';
import { writeBinary } from './mixtureData.mjs';

/** N, D, K and the iterations of a short and a long fit; the most of simd128-limit's time that we want to need. */
const cells = [
  [272, 2, 2, 2, 52, 0.8],
  [150, 4, 3, 2, 52, undefined],
  [100_000, 2, 3, 2, 22, 0.9],
  [1_000_000, 2, 3, 2, 12, 0.9],
  [100_000, 8, 5, 2, 22, 1],
  [1_000_000, 8, 8, 1, 6, 1],
  [100_000, 32, 8, 1, 6, 1.1],
  [20_000, 64, 16, 1, 6, 1.15],
];
const figure = 'seconds_per_iter';
const microseconds = (line) => `${(1e6 * line[figure]).toPrecision(3).padStart(9)} µs`;

/** Whether a run that is restricted to some cells is to measure this one. */
const wanted = ([n, d, k], bench) => `${n}x${d}k${k}`.startsWith(bench.cells);

async function cell([n, d, k, short, long], contestants, bench, family) {
  const base = join(bench.room, `rows-${n}x${d}k${k}`);
  writeBinary(base, n, d, k);
  const args = [base, short, long, 1, n, d, k];
  const entries = contestants.filter(Boolean).map(({ name, command, environment }) => ({
    name,
    environment,
    command: name === 'ours' && family ? command(...args, 0, family) : command(...args, ...(family ? [family] : [])),
  }));
  console.error(`${n} × ${d}, K = ${k}${family ? `, ${family}` : ''}`);
  const lines = await interleaved(entries, { ...bench, show: microseconds });
  const engines = Object.fromEntries([...lines].map(([name, runs]) => [name, summed(runs, figure)]));
  const likelihoods = [...lines].flatMap(([name, [first]]) => (first ? [[name, first.final_mean_loglik]] : []));
  return { n, d, k, ...(family ? { family } : {}), engines, meanLogLikelihood: Object.fromEntries(likelihoods) };
}

/** By D, or at 272 rows: how many times scikit-learn's pace the other families are to have, as full covariances have it. */
const wantedAhead = ([n, d]) => (n === 272 ? 60 : { 2: 40, 8: 15, 32: 5, 64: 2.5 }[d]);

/** Full covariances: ours, the C program at 128 bits, scikit-learn, Armadillo, mclust. */
export async function againstPeers(bench, { fit, limit, sklearn, armadillo, mclust }) {
  const results = [];
  for (const shape of cells.filter((shape) => wanted(shape, bench))) {
    const result = await cell(shape, [fit, limit, sklearn, armadillo, mclust], bench);
    results.push({ ...result, wantedOfLimit: shape[5] });
  }
  return results;
}

export async function families(bench, { fit, sklearn }) {
  const results = [];
  for (const shape of [0, 2, 4, 6, 7].map((at) => cells[at]).filter((shape) => wanted(shape, bench))) {
    for (const family of ['tied', 'diag', 'spherical']) {
      results.push({ ...(await cell(shape, [fit, sklearn], bench, family)), wantedAhead: wantedAhead(shape) });
    }
  }
  return results;
}

/** Multiplications and additions of a row and component, exp counted as 30; what the time should grow with. */
const work = (d, k) => k * (2 * d * (d + 1) + 4 * d + 2 + 30);

/** Slope of log time on log x by least squares: 1 is linear. */
function slope(xs, times) {
  const [a, b] = [xs.map(Math.log), times.map(Math.log)];
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = a.reduce((sum, value, i) => sum + (value - meanA) * (b[i] - meanB), 0);
  return product / a.reduce((sum, value) => sum + (value - meanA) ** 2, 0);
}

/** Growth in N (to 10⁷ with --large), K and D. */
export async function growth(bench, { fit }, large) {
  const run = async (shapes) => {
    const results = [];
    for (const [n, d, k] of shapes) {
      const { engines } = await cell([n, d, k, 2, n > 2e6 ? 6 : 12], [fit], bench);
      if (engines.ours) results.push({ n, d, k, work: work(d, k), ours: engines.ours });
    }
    return results;
  };
  const rows = [10_000, 31_623, 100_000, 316_228, 1_000_000, ...(large ? [3_162_278, 10_000_000] : [])];
  const byN = await run(rows.map((n) => [n, 4, 3]));
  const byK = await run([2, 4, 8, 16, 32].map((k) => [100_000, 4, k]));
  const byD = await run([2, 4, 8, 16, 32, 64].map((d) => [20_000, d, 4]));
  const times = (results) => results.map(({ ours }) => ours.median);
  return {
    byN,
    slopeInN: slope(
      byN.map(({ n }) => n),
      times(byN),
    ),
    byK,
    slopeInWorkOfK: slope(
      byK.map((result) => result.work),
      times(byK),
    ),
    byD,
    slopeInWorkOfD: slope(
      byD.map((result) => result.work),
      times(byD),
    ),
  };
}
