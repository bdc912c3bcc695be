import { emptyMoments } from '../../../src/kernels/rows';
import { createScalarKernel } from '../../../src/kernels/scalar';
import { columnStatistics } from '../../../src/models/gmm/columns';
import { referenceTheta } from '../../../src/models/gmm/frame';
import { randomStream } from '../../../src/models/gmm/random';
import { standardNormal } from '../../../src/models/ppca/normal';
import { type Spread, spreadOf } from '../../../src/models/ppca/spread';
import { columnsOf } from '../gmm/fixtures';

/** The spread of rows by a pass of the scalar kernel, as the product has it. */
export function spreadOfRows(rows: number[][]): Spread {
  const columns = columnsOf(rows);
  const statistics = columnStatistics(columns);
  if (!statistics.ok) throw new Error(statistics.fault.code);
  const { frame } = referenceTheta('full', 1, statistics.value.means, statistics.value.scales);
  const moments = emptyMoments('full', 1, columns.length);
  createScalarKernel(columns).pass(frame, 0, rows.length, moments);
  return spreadOf(frame, moments);
}

export interface RandomRows {
  readonly n: number;
  readonly d: number;
  /** Deviations of the independent directions that are mixed, most of them noise. */
  readonly deviations: readonly number[];
  /** [D] units of the columns. */
  readonly units: readonly number[];
  readonly centre: number;
}

/** Rows of a random linear mixture of independent normal directions. */
export function randomRows({ n, d, deviations, units, centre }: RandomRows, seed: number): number[][] {
  const stream = randomStream(seed);
  const mixing = deviations.map((s) => Array.from({ length: d }, () => (s * standardNormal(stream)) / Math.sqrt(d)));
  return Array.from({ length: n }, () => {
    const z = deviations.map(() => standardNormal(stream));
    return units.map(
      (unit, c) => unit * (centre + 0.1 * standardNormal(stream) + z.reduce((s, v, j) => s + v * mixing[j][c], 0)),
    );
  });
}
