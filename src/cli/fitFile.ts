/** From a file to a finished fit, with the engine that the editor runs. */

import { toMatrix } from '../data/matrix.ts';
import { quotable } from '../data/number.ts';
import { release } from '../data/pieces.ts';
import type { Table } from '../data/table.ts';
import { beginFit, type FitRequest, type Fitting } from '../engine/fitting.ts';
import { Intake } from '../engine/intake.ts';
import type { Platform } from '../engine/platform.ts';
import { type Problem, poseMatrix } from '../engine/problem.ts';
import { readPath } from '../engine/readPath.node.ts';
import { Turn } from '../engine/turn.ts';
import { beginVae, scoreVae, trainVae, type VaeFitting } from '../engine/vaeFitting.ts';
import { beginVi, finishVi, type ViFitting } from '../engine/viFitting.ts';
import { FaultError, unwrap } from '../fault.ts';
import { parseStart } from '../models/gmm/startFile.ts';
import type { VaeReport } from '../models/vae/report.ts';
import { type CliOptions, readOptionFile } from './options.ts';

interface Finished {
  readonly options: CliOptions;
  readonly table: Table;
  readonly timing: { readonly readMs: number; readonly initMs: number; readonly fitMs: number };
}

export interface FitResult extends Finished {
  readonly fitting: Fitting;
}

export interface ViResult extends Finished {
  readonly vi: ViFitting;
}

export interface VaeResult extends Finished {
  readonly vae: VaeFitting;
  readonly figures: VaeReport;
  readonly trainMs: number;
}

/** What takes long, and how far it is, 0 … 1. */
export type TellProgress = (doing: 'training' | 'log p(X)', fraction: number) => void;

/** Throws FaultError. */
export async function fitFile(
  options: CliOptions,
  launch: Pick<Platform, 'launchShard' | 'launchHelper'>,
  tell: TellProgress = () => {},
): Promise<FitResult | ViResult | VaeResult> {
  const began = performance.now();
  const table = await readFile(options);
  const read = performance.now();
  const { fit, given } = withStart(options, table);
  const request: FitRequest = {
    run: 1,
    table,
    options: fit,
    platform: { threads: options.threads, ...launch },
    turn: new Turn(),
    emit: () => {},
    onPosed: () => {},
    onSampled: giveUpCells,
    overtaken: () => false,
    ...(given ? { given } : {}),
  };
  if (fit.model === 'vae') return fitVae(options, table, request, tell, began, read);
  const begun = fit.model === 'vi' ? await beginVi(request) : await beginFit(request);
  if (!begun) throw new FaultError({ code: 'workerDied', args: { reason: 'overtaken' } });
  const ready = performance.now();
  await ('cavi' in begun ? finishVi(begun) : finishEm(begun));
  const done = performance.now();
  const timing = { readMs: read - began, initMs: ready - read, fitMs: done - ready };
  return 'cavi' in begun ? { options, table, timing, vi: begun } : { options, table, timing, fitting: begun };
}

/** The kernels have copies of all rows, and no report looks at cells: half of what large data take. */
function giveUpCells({ columns }: Table, { matrix, rows }: Problem): void {
  if (rows.kind !== 'simd') return;
  for (const values of new Set([...columns.map((column) => column.values), ...matrix.columns])) release(values);
}

async function fitVae(
  options: CliOptions,
  table: Table,
  request: FitRequest,
  tell: TellProgress,
  began: number,
  read: number,
): Promise<VaeResult> {
  const vae = await beginVae(request);
  if (!vae) throw new FaultError({ code: 'workerDied', args: { reason: 'overtaken' } });
  const ready = performance.now();
  await trainVae(vae, request, (fraction) => tell('training', fraction));
  const trained = performance.now();
  const figures = await scoreVae(vae, request, options.samples, (fraction) => tell('log p(X)', fraction));
  if (!figures) throw new FaultError({ code: 'workerDied', args: { reason: 'overtaken' } });
  const timing = { readMs: read - began, initMs: ready - read, fitMs: performance.now() - ready };
  return { options, table, timing, vae, figures, trainMs: trained - ready };
}

async function finishEm(fitting: Fitting): Promise<void> {
  await fitting.em.finish();
  const { stopReason, singularComponent } = fitting.em.em;
  if (stopReason === 'singular') throw new FaultError({ code: 'singular', args: { component: singularComponent + 1 } });
  if (stopReason === 'notFinite') throw new FaultError({ code: 'notFinite', args: {} });
}

async function readFile(options: CliOptions): Promise<Table> {
  const { file, read, fit } = options;
  const intake = new Intake(file, read, fit, 0, () => {});
  const sized = (bytes: number): void => {
    intake.bytes = bytes;
  };
  for await (const chunk of readPath(file, sized)) {
    await intake.take(chunk);
    if (intake.failed) break;
  }
  return intake.finish();
}

/** With known labels K is the number of their values, and none other may be asked for. Throws FaultError. */
function checkKnown({ components, known, label }: CliOptions['fit'], table: Table): void {
  if (!known || components === 'auto' || label === undefined) return;
  const levels = unwrap(toMatrix(table, { label })).label?.levels.length ?? components;
  if (levels === components) return;
  throw new FaultError({ code: 'usageKnownComponents', args: { components, column: quotable(label), levels } });
}

function withStart(options: CliOptions, table: Table) {
  const { fit, startFile } = options;
  checkKnown(fit, table);
  if (startFile === undefined) return { fit };
  const text = readOptionFile('--start', startFile);
  if (!text.ok) throw new FaultError(text.fault);
  const matrix = poseMatrix(table, fit);
  if (!matrix.ok) throw new FaultError(matrix.fault);
  const { n, d, rows } = matrix.value;
  const context = { n, d, file: { rows: table.rows, kept: rows } };
  const start = parseStart(text.value, fit.components === 'auto' ? context : { ...context, k: fit.components });
  if (!start.ok) throw new FaultError(start.fault);
  if (start.value.kind === 'responsibilities') return { fit, given: start.value };
  return { fit: { ...fit, start: start.value.mixture } };
}
