/**
 * The engine as one more runner of the peer bench: full-covariance EM (or another family) from a given start.
 *
 *     node bench/peer-gmm.mjs BASE IT1 IT2 REPS N D K [THREADS [FAMILY]]
 *
 * Reads BASE.f64 (N·D doubles, row-major, little-endian) and the start in BASE.json, does exactly so many EM steps with
 * 1e-6 added to the diagonal, and prints one line of JSON. A step's cost is the difference of a long and a short fit.
 * It drives the parts that a fit in the editor runs on, in their order: the matrix, the rows behind kernels, shared
 * among threads where the engine would share them, and EmRun over them. Threads are dist/shard.js.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Table } from '../src/data/table';
import { EmRun } from '../src/engine/emRun';
import { type Problem, poseProblem } from '../src/engine/problem';
import { nodeShards } from '../src/engine/shardLaunch.node';
import { Turn } from '../src/engine/turn';
import { FaultError, type Result } from '../src/fault';
import { Em } from '../src/models/gmm/em';
import type { Family, Mixture } from '../src/models/gmm/mixture';
import { defaultFitOptions } from '../src/protocol/run';

const leastSeconds = 0.3;
const mostPairs = 2000;
const warmUpSeconds = 0.5;

function tableOf(path: string, n: number, d: number): Table {
  const bytes = readFileSync(path);
  const cells = new Float64Array(bytes.buffer, bytes.byteOffset, n * d);
  const columns = Array.from({ length: d }, (_, j) => {
    const values = new Float64Array(n);
    for (let i = 0; i < n; i++) values[i] = cells[i * d + j];
    return { name: `x${j}`, kind: 'number', values, missing: 0, looksLikeRowId: false, looksLikeLabel: false } as const;
  });
  const guess = { format: 'delimited', encoding: 'utf-8', missing: [] } as const;
  return { name: path, rows: n, columns, lines: Uint32Array.from({ length: n }, (_, i) => i + 2), guess, notices: [] };
}

function startOf(path: string, k: number, d: number): Mixture {
  const start = JSON.parse(readFileSync(path, 'utf8'));
  return {
    k,
    d,
    weights: Float64Array.from(start.weights),
    means: Float64Array.from(start.means.flat()),
    covariances: Float64Array.from(start.covariances.flat(2)),
  };
}

/** One fit of exactly `iterations` steps; seconds it took, and the mean log-likelihood of its last parameters. */
async function timedFit(problem: Problem, family: Family, start: Mixture, iterations: number) {
  const { matrix, statistics, rows } = problem;
  const began = performance.now();
  const setting = {
    n: matrix.n,
    family,
    columnMeans: statistics.means,
    columnScales: statistics.scales,
    minEigenvalue: 0,
    regCovar: 1e-6,
    tolerance: 0,
    maxIterations: iterations,
  };
  const run = new EmRun(rows, unwrap(Em.fromMixture(setting, start)));
  await run.finish();
  if (run.em.iteration !== iterations) throw new Error(`${run.em.iteration} steps, not ${iterations}`);
  return { seconds: (performance.now() - began) / 1000, meanLogLikelihood: run.em.logLikelihood / matrix.n };
}

async function main(): Promise<void> {
  const [base, ...rest] = process.argv.slice(2);
  const [short, long, pairs, n, d, k, wanted = 0] = rest.slice(0, 7).map(Number);
  const family = (rest[7] ?? 'full') as Family;
  const start = startOf(`${base}.json`, k, d);
  const threads = wanted > 0 ? wanted : availableParallelism();
  const platform = { threads, launchShard: nodeShards(fileURLToPath(new URL('../dist/shard.js', import.meta.url))) };
  const problem = unwrap(
    poseProblem(tableOf(`${base}.f64`, n, d), { ...defaultFitOptions, known: false }, platform, new Turn()),
  );
  const warm = performance.now();
  do await timedFit(problem, family, start, short);
  while (performance.now() - warm < 1000 * warmUpSeconds);
  const shorts: number[] = [];
  const longs: number[] = [];
  let final = Number.NaN;
  const began = performance.now();
  while (shorts.length < pairs || (performance.now() - began < 1000 * leastSeconds && shorts.length < mostPairs)) {
    shorts.push((await timedFit(problem, family, start, short)).seconds);
    const { seconds, meanLogLikelihood } = await timedFit(problem, family, start, long);
    longs.push(seconds);
    final = meanLogLikelihood;
  }
  const line = {
    engine: 'elbo-lens',
    n,
    d,
    k,
    iters: long,
    seconds_total_em: median(longs),
    seconds_per_iter: (median(longs) - median(shorts)) / (long - short),
    final_mean_loglik: final,
    peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    threads: problem.rows.threads,
    pairs: shorts.length,
    kernel: problem.rows.kind,
  };
  problem.rows.close();
  console.log(JSON.stringify(line));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new FaultError(result.fault);
}

await main();
