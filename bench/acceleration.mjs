/** What extrapolated steps save: passes over all rows of `--accelerate` and of plain EM, from the same search for a start. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measured } from './measure.mjs';
import { writeText } from './mixtureData.mjs';

const example = (name) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

/** Passes do not depend on the machine: one run tells. */
export async function acceleration(bench, { job, plainJob }) {
  const big = join(bench.room, 'job-1000000x4.csv');
  const wide = join(bench.room, 'job-100000x10.csv');
  writeText(big, 1_000_000, 4, 3);
  writeText(wide, 100_000, 10, 3);
  const files = [
    ['faithful', example('faithful.csv'), 3],
    ['iris', example('iris.csv'), 3],
    ['1e5 × 10', wide, 3],
    ['1e6 × 4', big, 3],
  ];
  const results = [];
  for (const [title, path, k] of files) {
    console.error(`acceleration: ${title}`);
    const fast = await measured(job.command(path, k));
    const plain = await measured(plainJob.command(path, k));
    if (!fast || !plain) continue;
    results.push({
      title,
      k,
      passes: fast.passes,
      plainPasses: plain.passes,
      gain: fast.mean_loglik - plain.mean_loglik,
    });
  }
  return results;
}
