/** A VAE from a table to its final figures: training and scoring in slices, so that a caller can be heard in between. */
import { pixelsOf } from '../data/pixels.ts';
import type { Table } from '../data/table.ts';
import { FaultError, unwrap } from '../fault.ts';
import { gatherTeam } from '../kernels/vaeTeam.ts';
import { climbsElbo, defaultVaeOptions, type VaeOptions } from '../models/vae/options.ts';
import { type VaeReport, VaeReporting } from '../models/vae/report.ts';
import { VaeTraining } from '../models/vae/training.ts';
import type { FitOptions } from '../protocol/run.ts';
import type { VaeMethod, VaeSetting } from '../protocol/vaeFrame.ts';
import type { FromWorker } from '../protocol/worker.ts';
import type { FitRequest } from './fitting.ts';
import { type Problem, poseMatrix, poseProblem } from './problem.ts';
import { startedEvent } from './started.ts';
import { sampleOf } from './vaeWork.ts';

export interface VaeFitting {
  readonly run: number;
  readonly options: FitOptions;
  readonly problem: Problem;
  readonly training: VaeTraining;
  /** What was told before the first moment, to be told again to a panel that comes later. */
  readonly beginning: readonly FromWorker[];
  /** Lets the threads go that help in training; it may still go on, without them. */
  dismiss(): void;
  /** Frees threads and memory. */
  close(): void;
}

/** Optimiser steps between two looks at the clock. */
const stepsPerLook = 8;

/** A batch of 128 is sixteen panels: among more threads each has too few of them to pay for the waiting. */
const mostThreads = 4;

/** Everything made ready, no step taken. Throws FaultError; resolves to undefined if it was overtaken. */
export async function beginVae(request: FitRequest): Promise<VaeFitting | undefined> {
  const { run, table, platform, turn } = request;
  const options = withLabel(request.options, table);
  const problem = unwrap(poseProblem(table, options, { ...platform, threads: 1 }, turn));
  const { matrix } = problem;
  const settings: VaeOptions = { ...defaultVaeOptions, seed: options.seed, ...options.vae };
  const shares = VaeTraining.worthSharing(matrix.d, settings) ? Math.min(platform.threads, mostThreads) : 1;
  const team = platform.launchHelper && (await gatherTeam(shares, platform.launchHelper));
  const dismiss = (): void => team?.dismiss();
  const close = (): void => {
    dismiss();
    problem.rows.close();
  };
  const training = VaeTraining.create(matrix.columns, settings, 'simd', team);
  if (!training.ok || request.overtaken()) close();
  const started = unwrap(training);
  if (request.overtaken()) return undefined;
  const beginning: FromWorker[] = [startedEvent(run, options, table, matrix), settingOf(run, started, problem)];
  request.emit({ type: 'lines', lines: matrix.lines });
  for (const event of beginning) request.emit(event);
  request.onPosed();
  return { run, options, problem, training: started, beginning, dismiss, close };
}

function settingOf(run: number, training: VaeTraining, { matrix }: Problem): VaeSetting {
  const { latent, hidden, activation, linear } = training.options;
  return {
    type: 'vaeSetting',
    run,
    latent,
    hidden: linear ? [] : [...hidden],
    activation,
    linear,
    trainRows: training.trainRows.length,
    heldOutRows: training.heldOutRows.length,
    climbsElbo: climbsElbo(training.options),
    binary: training.units.binary.slice(),
    sampleRows: sampleOf(training).length,
    method: methodOf(training),
    shown: shownRows(matrix.columns, matrix.n),
  };
}

/** Rows of the file that those drawn from the model are shown beside. */
const mostShown = 300;

function shownRows(columns: readonly Float64Array[], n: number): VaeSetting['shown'] {
  const d = columns.length;
  const rows = Uint32Array.from({ length: Math.min(n, mostShown) }, (_, s) =>
    Math.floor((s * n) / Math.min(n, mostShown)),
  );
  const values = new Float32Array(rows.length * d);
  rows.forEach((row, s) => {
    for (let j = 0; j < d; j++) values[s * d + j] = columns[j]![row]!;
  });
  return { rows, values };
}

const methodOf = ({ options }: VaeTraining): VaeMethod =>
  options.linear ? 'closed' : options.latent <= 2 ? 'quadrature' : 'importance';

/**
 * Labels colour the latent picture. Where none was named: a column of words that looks like one; or a column of numbers
 * that looks like one and without which the others are the pixels of a square picture.
 */
function withLabel(options: FitOptions, table: Table): FitOptions {
  if (options.label !== undefined || options.columns !== undefined) return options;
  const candidates = table.columns.filter(({ looksLikeLabel, labels }) => looksLikeLabel && labels);
  const text = candidates.find(({ kind }) => kind === 'text');
  if (text) return { ...options, label: text.name };
  const [number] = candidates;
  if (!number || candidates.length > 1) return options;
  const without = { ...options, label: number.name };
  const matrix = poseMatrix(table, without);
  return matrix.ok && pixelsOf(table, matrix.value) ? without : options;
}

/**
 * Trains to the end, and tells how far that is whenever it takes a turn. Throws FaultError where training leaves the
 * range of numbers; resolves to false if overtaken.
 */
export async function trainVae(
  { training, dismiss }: Pick<VaeFitting, 'training' | 'dismiss'>,
  { turn, overtaken }: FitRequest,
  tell: (fraction: number) => void,
): Promise<boolean> {
  while (!training.done) {
    training.advance(stepsPerLook);
    if (!turn.due()) continue;
    tell(training.fraction);
    await turn.yield();
    if (!overtaken()) continue;
    dismiss();
    return false;
  }
  dismiss();
  if (training.fault) throw new FaultError(training.fault);
  return true;
}

/** Rows whose gap is split in two, a second or so each at worst. */
const gapRows = 100;

/** log p(X), ELBO and the gap's two parts of a trained VAE; tells how far it is. Undefined if overtaken. */
export async function scoreVae(
  { training }: Pick<VaeFitting, 'training'>,
  { turn, overtaken }: FitRequest,
  samples: number,
  tell: (fraction: number) => void,
): Promise<VaeReport | undefined> {
  const reporting = new VaeReporting(training, samples, gapRows);
  while (reporting.next()) {
    if (!turn.due()) continue;
    tell(reporting.fraction);
    await turn.yield();
    if (overtaken()) return undefined;
  }
  return reporting.report();
}
