/** A VAE trained for the bridge: on the rows of the file, or on an even sample of very many; begun once, taken up again. */
import { FaultError, unwrap } from '../../fault.ts';
import { randomStream, spreadRows } from '../../models/gmm/random.ts';
import { takeRows } from '../../models/gmm/starts.ts';
import { type GapSplit, splitting } from '../../models/vae/gap.ts';
import type { VaeModel } from '../../models/vae/model.ts';
import { defaultVaeOptions } from '../../models/vae/options.ts';
import { Quadrature } from '../../models/vae/quadrature.ts';
import { VaeTraining } from '../../models/vae/training.ts';
import { breathe, type Ground, type Shift } from './ground.ts';

/** Training sees at most so many rows: an even sample of more tells the same. */
const mostRows = 20_000;
const fewestRows = 4;
/** A network that is trained while the reader reads the page: smaller and quicker than that of `Fit VAE`. */
const small = { hidden: [32], rate: 3e-3 } as const;
/** Optimiser steps between two looks at the clock. */
const stepsPerLook = 8;
const tellEveryMs = 200;
const sampleStream = 11;

export interface VaeRun {
  readonly training: VaeTraining;
  /** Index into the file's matrix of each row that training has. */
  readonly rows: Uint32Array;
}

/**
 * All columns Gaussian, those of 0 and 1 too, so that every figure is a density and may be compared with the others'.
 * Throws FaultError `bridgeFewRows {rows, least}` and the faults of `VaeTraining.create`.
 */
export function vaeRun(ground: Ground, latent: number): VaeRun {
  return ground.keep(`vae ${latent}`, () => {
    const { n, columns } = ground.matrix;
    if (n < fewestRows) throw new FaultError({ code: 'bridgeFewRows', args: { rows: n, least: fewestRows } });
    const { seed } = ground.options;
    const whole = n <= mostRows;
    const rows = whole
      ? Uint32Array.from({ length: n }, (_, i) => i)
      : spreadRows(n, mostRows, randomStream(seed, sampleStream));
    const taken = whole ? columns : takeRows(columns, rows);
    const options = { ...defaultVaeOptions, ...small, seed, latent, bernoulli: false };
    return { training: unwrap(VaeTraining.create(taken, options)), rows };
  });
}

/** Trains to the end, telling now and then. Throws FaultError where it left the range of numbers. */
export async function trainOn({ training }: VaeRun, shift: Shift, tell: () => void): Promise<void> {
  let toldAt = performance.now() + tellEveryMs;
  while (!training.done) {
    training.advance(stepsPerLook);
    await breathe(shift);
    if (performance.now() < toldAt) continue;
    toldAt = performance.now() + tellEveryMs;
    tell();
  }
  if (training.fault) throw new FaultError(training.fault);
}

/** [D] a row of the file in training units. */
export function inTraining({ training }: VaeRun, x: Float64Array): Float64Array {
  const { centre, scale } = training.units;
  return x.map((v, c) => (v - centre[c]!) / scale[c]!);
}

/** Whether that row of the file was not trained on. */
export const isHeldOut = ({ training, rows }: VaeRun, row: number): boolean => {
  const at = rows.indexOf(row);
  return at < 0 || training.heldOutRows.includes(at);
};

/** The gap of one row in two parts; slices between which commands are let through. */
export async function splitOf(
  model: VaeModel,
  x: Float64Array,
  shift: Shift,
  quadrature = new Quadrature(model),
): Promise<GapSplit> {
  const work = splitting(quadrature, x);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await breathe(shift);
  }
}

/** Which record training settled on. */
export const settledAt = ({ training }: VaeRun): number => training.records.indexOf(training.settled);
