/** A VAE from a table to its final figures: training and scoring in slices, so that a caller can be heard in between. */
import { FaultError, unwrap } from '../fault.ts';
import { defaultVaeOptions } from '../models/vae/options.ts';
import { type VaeReport, VaeReporting } from '../models/vae/report.ts';
import { VaeTraining } from '../models/vae/training.ts';
import type { FitRequest } from './fitting.ts';
import { type Problem, poseProblem } from './problem.ts';

export interface VaeFitting {
  readonly problem: Problem;
  readonly training: VaeTraining;
}

/** Optimiser steps between two looks at the clock. */
const stepsPerLook = 8;

/** Everything made ready, no step taken. Throws FaultError. */
export function beginVae({ table, options, platform, turn }: FitRequest): VaeFitting {
  const problem = unwrap(poseProblem(table, options, { ...platform, threads: 1 }, turn));
  const settings = { ...defaultVaeOptions, seed: options.seed, ...options.vae };
  return { problem, training: unwrap(VaeTraining.create(problem.matrix.columns, settings)) };
}

/** Trains to the end. Throws FaultError where it leaves the range of numbers; resolves to false if overtaken. */
export async function trainVae({ training }: VaeFitting, { turn, overtaken }: FitRequest): Promise<boolean> {
  while (!training.done) {
    training.advance(stepsPerLook);
    if (!turn.due()) continue;
    await turn.yield();
    if (overtaken()) return false;
  }
  if (training.fault) throw new FaultError(training.fault);
  return true;
}

/** Rows whose gap is split in two, a second or so each at worst. */
const gapRows = 100;

/** log p(X), ELBO and the gap's two parts of a trained VAE; undefined if overtaken. */
export async function scoreVae(
  { training }: VaeFitting,
  { turn, overtaken }: FitRequest,
  samples: number,
): Promise<VaeReport | undefined> {
  const reporting = new VaeReporting(training, samples, gapRows);
  while (reporting.next()) {
    if (!turn.due()) continue;
    await turn.yield();
    if (overtaken()) return undefined;
  }
  return reporting.report();
}
