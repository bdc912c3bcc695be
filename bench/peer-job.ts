/**
 * The engine as one more whole job of the peer bench: a CSV on the disk to a converged full-covariance fit.
 *
 *     node bench/peer-job.mjs [--plain] CSV K [READER]
 *
 * Everything is as in `fit CSV -k K --accelerate`, down to the tolerance and the search for a start; `--plain` leaves the
 * extrapolation out. READER names a way in that other engines have, and is not looked at. Prints one line of JSON:
 * seconds until this program runs, to read, and from there to the fit. Threads are dist/shard.js.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { fitFile } from '../src/cli/fitFile.ts';
import { parseArguments } from '../src/cli/options.ts';
import { peakRssMb } from '../src/cli/report.ts';
import { nodeShards } from '../src/engine/shardLaunch.node.ts';
import { FaultError } from '../src/fault.ts';

async function main(): Promise<void> {
  const began = performance.now();
  const given = process.argv.slice(2);
  const plain = given[0] === '--plain';
  const [csv = '', k = ''] = plain ? given.slice(1) : given;
  const options = parseArguments([csv, '-k', k, ...(plain ? [] : ['--accelerate'])], availableParallelism());
  if (!options.ok) throw new FaultError(options.fault);
  const result = await fitFile(options.value, {
    launchShard: nodeShards(fileURLToPath(new URL('../dist/shard.js', import.meta.url))),
  });
  if (!('fitting' in result)) throw new Error('not a mixture by EM');
  const { timing, fitting } = result;
  const { em } = fitting.em;
  const { rows } = fitting.problem;
  const line = {
    engine: plain ? 'elbo-lens, plain' : 'elbo-lens',
    import_s: began / 1000,
    read_s: timing.readMs / 1000,
    start_s: timing.initMs / 1000,
    fit_s: (timing.initMs + timing.fitMs) / 1000,
    iters: em.iteration,
    passes: fitting.em.passes,
    converged: em.stopReason === 'converged',
    mean_loglik: em.logLikelihood / rows.n,
    peak_rss_mb: Math.round(peakRssMb()),
    threads: rows.threads,
    kernel: rows.kind,
  };
  rows.close();
  console.log(JSON.stringify(line));
}

await main();
