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

/** Five seeds each; ours and PyTorch's train on the same rows and are scored on the same others. */
export async function vaeQuality(bench, { elbo, torchQuality }) {
  if (!torchQuality) return [];
  const ring = join(bench.room, 'ring.csv');
  writeRing(ring, 2000);
  const files = [
    ['faithful', example('faithful.csv'), 3000],
    ['iris', example('iris.csv'), 3000],
    ['a noisy ring, 2,000 × 4', ring, 300],
  ];
  const results = [];
  for (const [title, path, epochs] of files.filter(([title]) => title.startsWith(bench.cells))) {
    if (!existsSync(path)) continue;
    console.error(`held-out ELBO: ${title}`);
    const seeds = [];
    for (let seed = 1; seed <= 5; seed++) {
      const setting = join(bench.room, 'vae-setting.json');
      const ours = await measured(elbo.command(path, seed, epochs, setting));
      const theirs = await measured(torchQuality.command(setting), torchQuality.environment);
      if (!ours || !theirs) continue;
      if (ours.steps !== theirs.steps) throw new Error(`${ours.steps} steps of ours, ${theirs.steps} of PyTorch`);
      console.error(
        `  seed ${seed}: ours ${ours.held_out_elbo.toFixed(4)}, PyTorch ${theirs.held_out_elbo.toFixed(4)}`,
      );
      seeds.push({
        seed,
        steps: ours.steps,
        ours: ours.held_out_elbo,
        torch: theirs.held_out_elbo,
        oursTrain: ours.train_elbo,
        torchTrain: theirs.train_elbo,
      });
    }
    const mean = (pick) => seeds.reduce((sum, seed) => sum + pick(seed), 0) / seeds.length;
    const differences = seeds.map(({ ours, torch }) => ours - torch);
    results.push({
      title,
      steps: seeds[0]?.steps,
      ours: mean(({ ours }) => ours),
      torch: mean(({ torch }) => torch),
      difference: mean(({ ours, torch }) => ours - torch),
      medianDifference: median(differences),
      trainDifference: mean(({ oursTrain, torchTrain }) => oursTrain - torchTrain),
      seeds,
    });
  }
  return results;
}
