/**
 * Trains a VAE on a file for exactly so many epochs, once a seed, for a comparison with PyTorch:
 * `CSV SEED,SEED,… EPOCHS OUT [HELD_OUT]`, HELD_OUT the share of the rows that is held out.
 *
 * One line of JSON, lists over the seeds: the held-out ELBO a row, exact by quadrature, in nats and the units of the
 * file. OUT gets what the other side needs to do the same: the rows in training units, split as ours were, and all
 * settings.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { toMatrix } from '../src/data/matrix.ts';
import { TableReader } from '../src/data/reader.ts';
import { unwrap } from '../src/fault.ts';
import { defaultVaeOptions } from '../src/models/vae/options.ts';
import { RowScorer } from '../src/models/vae/score.ts';
import { VaeTraining } from '../src/models/vae/training.ts';

const [file = '', seeds = '1', epochs = '1000', out = '', share = '0.1'] = process.argv.slice(2);
const reader = new TableReader(file);
reader.push(new Uint8Array(readFileSync(file)));
const { columns } = unwrap(toMatrix(unwrap(reader.finish()), {}));
const options = { ...defaultVaeOptions, epochs: Number(epochs), heldOut: Number(share), bernoulli: false };
const runs = seeds.split(',').map((seed) => unwrap(VaeTraining.create(columns, { ...options, seed: Number(seed) })));
const { trainRows, heldOutRows } = runs[0]!;

function rows({ data, units: { d } }: VaeTraining, indices: Uint32Array): number[][] {
  return Array.from(indices, (i) => [...data.subarray(i * d, (i + 1) * d)]);
}

writeFileSync(
  out,
  JSON.stringify({
    latent: options.latent,
    hidden: options.hidden[0],
    rate: options.rate,
    batch: Math.min(options.batch, trainRows.length),
    noise_floor: options.noiseFloor,
    epochs: options.epochs,
    seeds: runs.map((run) => run.options.seed),
    log_jacobian: runs.map((run) => run.units.logJacobian),
    train: runs.map((run) => rows(run, run.trainRows)),
    held_out: runs.map((run) => rows(run, run.heldOutRows)),
  }),
);

/** Mean exact ELBO of some rows. */
function mean(run: VaeTraining, indices: Uint32Array): number {
  const scorer = new RowScorer(run.model());
  const { d } = run.units;
  let sum = 0;
  for (const i of indices) sum += scorer.bound(run.data.subarray(i * d, (i + 1) * d)).elbo;
  return sum / indices.length;
}

for (const run of runs) while (!run.done) run.toNextRecord();
console.log(
  JSON.stringify({
    engine: 'elbo-lens',
    held_out_elbo: runs.map((run) => mean(run, run.heldOutRows)),
    train_elbo: runs.map((run) => mean(run, run.trainRows)),
    steps: runs[0]!.optimizerSteps,
    rows: trainRows.length,
    held_out_rows: heldOutRows.length,
  }),
);
