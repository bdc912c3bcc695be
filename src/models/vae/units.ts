/** Training units: the coordinates in which a network learns, and the way back to the units of the file. */
export interface Units {
  readonly d: number;
  /** [D] u = (x − centre)/scale; 0 and 1 for a 0/1 column. */
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  /** [D] 1 where a column is 0/1 and modelled as Bernoulli. */
  readonly binary: Uint8Array;
  /** log p(x) in the file's units less log p(u): −Σ_d log scale_d, in nats a row. */
  readonly logJacobian: number;
}

/**
 * How columns are scaled. `each`: by its own standard deviation (divisor n). `common`: centred, and all divided by one
 * number, the root of the mean variance, so that PPCA in training units is PPCA of the file.
 */
export type Scaling = 'each' | 'common';

/**
 * Chooses training units.
 * @param columns D columns of n finite numbers.
 * @param bernoulli whether columns that hold nothing but 0 and 1 (both of them) are Bernoulli.
 */
export function chooseUnits(columns: readonly Float64Array[], scaling: Scaling, bernoulli: boolean): Units {
  const d = columns.length;
  const centre = new Float64Array(d);
  const scale = new Float64Array(d).fill(1);
  const binary = new Uint8Array(d);
  for (let j = 0; j < d; j++) {
    const column = columns[j]!;
    if (bernoulli && column.every((x) => x === 0 || x === 1) && column.includes(0) && column.includes(1)) {
      binary[j] = 1;
      continue;
    }
    const { mean, deviation } = momentsOf(column);
    centre[j] = mean;
    if (deviation > 0) scale[j] = deviation;
    else if (scaling === 'common') scale[j] = 0;
  }
  if (scaling === 'common') {
    // Relative to the largest, so that squares neither overflow nor vanish.
    const largest = scale.reduce((most, s, j) => (binary[j] ? most : Math.max(most, s)), 0) || 1;
    let sum = 0;
    for (let j = 0; j < d; j++) sum += binary[j] ? 0 : (scale[j]! / largest) ** 2 / d;
    const common = largest * Math.sqrt(sum) || 1;
    for (let j = 0; j < d; j++) if (!binary[j]) scale[j] = common;
  }
  let logJacobian = 0;
  for (let j = 0; j < d; j++) logJacobian -= Math.log(scale[j]!);
  return { d, centre, scale, binary, logJacobian };
}

/** Mean and standard deviation (divisor n) without overflow; two passes. */
function momentsOf(column: Float64Array): { readonly mean: number; readonly deviation: number } {
  const n = column.length;
  if (n === 0) return { mean: 0, deviation: 0 };
  let mean = 0;
  for (let i = 0; i < n; i++) mean += column[i]! / n;
  let largest = 0;
  let rest = 0;
  for (let i = 0; i < n; i++) {
    largest = Math.max(largest, Math.abs(column[i]! - mean));
    rest += (column[i]! - mean) / n;
  }
  mean += rest;
  // Rounding of a constant column is not a spread.
  if (!(largest > 1e-14 * Math.abs(mean)) || largest === 0) return { mean, deviation: 0 };
  let sum = 0;
  for (let i = 0; i < n; i++) sum += ((column[i]! - mean) / largest) ** 2 / n;
  return { mean, deviation: largest * Math.sqrt(sum) };
}

/** [n·D] rows in training units, row-major. */
export function toTraining(units: Units, columns: readonly Float64Array[]): Float64Array {
  const { d, centre, scale } = units;
  const n = columns[0]?.length ?? 0;
  const out = new Float64Array(n * d);
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < n; i++) out[i * d + j] = (columns[j]![i]! - centre[j]!) / scale[j]!;
  }
  return out;
}

/** One value of column j back in the units of the file. */
export const toFile = (units: Units, j: number, u: number): number => units.centre[j]! + units.scale[j]! * u;
