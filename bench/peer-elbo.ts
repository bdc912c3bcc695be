/**
 * Trains a VAE on a file for exactly so many epochs, for a comparison with PyTorch: `CSV SEED EPOCHS OUT`.
 *
 * One line of JSON: the held-out ELBO a row, exact by quadrature, in nats and the units of the file. OUT gets what the
 * other side needs to do the same: the rows in training units, split as ours were, and all settings.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { toMatrix } from '../src/data/matrix.ts';
import { TableReader } from '../src/data/reader.ts';
import { unwrap } from '../src/fault.ts';
import { defaultVaeOptions } from '../src/models/vae/options.ts';
import { RowScorer } from '../src/models/vae/score.ts';
import { VaeTraining } from '../src/models/vae/training.ts';

const [file = '', seed = '1', epochs = '1000', out = ''] = process.argv.slice(2);
const reader = new TableReader(file);
reader.push(new Uint8Array(readFileSync(file)));
const { columns } = unwrap(toMatrix(unwrap(reader.finish()), {}));
const options = { ...defaultVaeOptions, seed: Number(seed), epochs: Number(epochs), bernoulli: false };
const training = unwrap(VaeTraining.create(columns, options));
const { d } = training.units;
const rows = (indices: Uint32Array) => Array.from(indices, (i) => [...training.data.subarray(i * d, (i + 1) * d)]);
writeFileSync(
  out,
  JSON.stringify({
    latent: options.latent,
    hidden: options.hidden[0],
    rate: options.rate,
    batch: Math.min(options.batch, training.trainRows.length),
    noise_floor: options.noiseFloor,
    epochs: options.epochs,
    seed: options.seed,
    log_jacobian: training.units.logJacobian,
    train: rows(training.trainRows),
    held_out: rows(training.heldOutRows),
  }),
);
while (!training.done) training.toNextRecord();
const scorer = new RowScorer(training.model());
const mean = (indices: Uint32Array) => {
  let sum = 0;
  for (const i of indices) sum += scorer.bound(training.data.subarray(i * d, (i + 1) * d)).elbo;
  return sum / indices.length;
};
console.log(
  JSON.stringify({
    engine: 'elbo-lens',
    held_out_elbo: mean(training.heldOutRows),
    train_elbo: mean(training.trainRows),
    steps: training.optimizerSteps,
    rows: training.trainRows.length,
    held_out_rows: training.heldOutRows.length,
  }),
);
