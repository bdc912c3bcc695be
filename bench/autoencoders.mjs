/** VAEs beside PyTorch: what an optimiser step costs, and how good what is learnt is on rows held out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interleaved, measured, median, summed } from './measure.mjs';
import { writeRing } from './mixtureData.mjs';

/** D, hidden, latent, and how many times PyTorch's speed we want. */
const shapes = [
  [4, 64, 2, 12],
  [16, 128, 2, 6],
  [64, 256, 8, 2.5],
  [784, 400, 20, 0.85],
];
const batch = 128;
/** PyTorch's ways of taking a step; the best of them counts. */
const modes = ['eager', 'jit', 'foreach'];
const figure = 'seconds_per_step';
const show = (line) => `${(1e6 * line[figure]).toPrecision(3).padStart(9)} µs`;

export async function vae(bench, { step, torch }) {
  const results = [];
  for (const [d, hidden, latent, wanted] of shapes.filter((shape) => shape.join('-').startsWith(bench.cells))) {
    console.error(`VAE ${d}-${hidden}-${latent}`);
    const entry = ({ name, command, environment }, mode) => ({
      name: mode === '-' ? name : `${name} ${mode}`,
      environment,
      command: command(d, hidden, latent, mode, 'unit', batch),
    });
    const entries = [entry(step, '-'), ...(torch ? modes.map((mode) => entry(torch, mode)) : [])];
    const lines = await interleaved(entries, { ...bench, show });
    const engines = Object.fromEntries([...lines].map(([name, runs]) => [name, summed(runs, figure)]));
    results.push({ d, hidden, latent, wanted, threads: lines.get('ours')[0]?.threads, engines });
  }
  return results;
}

const example = (name) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

/**
 * Ours and PyTorch's train on the same rows and are scored on the same others, seed by seed; a seed draws the split, the
 * first weights, the order of batches and the noise. Of the small files a larger share is held out: 15 rows of iris say
 * little.
 */
export async function vaeQuality(bench, { elbo, torchQuality }) {
  if (!torchQuality) return [];
  const ring = join(bench.room, 'ring.csv');
  writeRing(ring, 2000);
  const files = [
    ['faithful', example('faithful.csv'), 3000, 0.3],
    ['iris', example('iris.csv'), 3000, 0.3],
    ['a noisy ring, 2,000 × 4', ring, 300, 0.1],
  ];
  const results = [];
  for (const [title, path, epochs, share] of files.filter(([title]) => title.startsWith(bench.cells))) {
    if (!existsSync(path)) continue;
    console.error(`held-out ELBO: ${title}, ${share} of the rows held out`);
    const setting = join(bench.room, `vae-setting-${process.pid}.json`);
    const ours = await measured(elbo.command(path, bench.seeds.join(), epochs, setting, share));
    const theirs = ours && (await measured(torchQuality.command(setting), torchQuality.environment));
    if (!theirs) continue;
    if (ours.steps !== theirs.steps) throw new Error(`${ours.steps} steps of ours, ${theirs.steps} of PyTorch`);
    const seeds = bench.seeds.map((seed, s) => ({
      seed,
      ours: ours.held_out_elbo[s],
      torch: theirs.held_out_elbo[s],
      oursTrain: ours.train_elbo[s],
      torchTrain: theirs.train_elbo[s],
    }));
    const mean = (pick) => seeds.reduce((sum, seed) => sum + pick(seed), 0) / seeds.length;
    const { difference, standardError } = paired(seeds);
    console.error(`  ours − PyTorch ${difference.toFixed(4)} ± ${standardError.toFixed(4)} over ${seeds.length} seeds`);
    results.push({
      title,
      steps: ours.steps,
      heldOutRows: ours.held_out_rows,
      ours: mean(({ ours }) => ours),
      torch: mean(({ torch }) => torch),
      difference,
      standardError,
      medianDifference: median(seeds.map(({ ours, torch }) => ours - torch)),
      trainDifference: mean(({ oursTrain, torchTrain }) => oursTrain - torchTrain),
      seeds,
    });
  }
  return results;
}

/** Mean of ours − PyTorch's over seeds, and its standard error. */
function paired(seeds) {
  const differences = seeds.map(({ ours, torch }) => ours - torch);
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
  return { difference: mean, standardError: Math.sqrt(squares / (differences.length - 1) / differences.length) };
}
