import { readFileSync } from 'node:fs';
import type { Result } from '../../../src/fault';
import { randomStream } from '../../../src/models/gmm/random';
import { defaultVaeOptions, type VaeOptions } from '../../../src/models/vae/options';
import { VaeTraining } from '../../../src/models/vae/training';
import { roughNormal } from './nets';

/** The first `d` columns of an example file. */
export function example(name: string, d: number): Float64Array[] {
  const path = new URL(`../../../examples/${name}`, import.meta.url);
  const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1);
  const cells = rows.map((row) => row.split(',').map(Number));
  return Array.from({ length: d }, (_, j) => Float64Array.from(cells, (row) => row[j]!));
}

/** A noisy ring in two columns and two more that follow it: no Gaussian, and a posterior with two ends. */
export function ring(n: number, seed: number): Float64Array[] {
  const stream = randomStream(seed);
  const columns = Array.from({ length: 4 }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const angle = 2 * Math.PI * stream.next();
    const noise = () => 0.15 * roughNormal(stream);
    columns[0]![i] = Math.cos(angle) + noise();
    columns[1]![i] = Math.sin(angle) + noise();
    columns[2]![i] = Math.cos(2 * angle) + noise();
    columns[3]![i] = 40 + 10 * Math.sin(angle) + 10 * noise();
  }
  return columns;
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.code);
  return result.value;
}

export const training = (
  columns: readonly Float64Array[],
  options: Partial<VaeOptions> = {},
  kind?: 'scalar' | 'simd',
) => value(VaeTraining.create(columns, { ...defaultVaeOptions, ...options }, kind));

/** Trains to its end. */
export function trained(columns: readonly Float64Array[], options: Partial<VaeOptions> = {}): VaeTraining {
  const run = training(columns, options);
  while (!run.done) run.toNextRecord();
  return run;
}
