import type { RowKernel } from './rows';
import { createScalarKernel } from './scalar';
import { createSimdKernel, simdRuns } from './simd';

/**
 * A kernel over a shard of rows: WebAssembly SIMD where the machine has it, else the scalar twin.
 *
 * @param columns d columns of n finite numbers; the SIMD kernel copies them, the scalar one keeps them.
 * @param labels [n] component of each row, −1 where unknown.
 * @param prefer 'scalar' to do without WebAssembly.
 * @param copied called with each column that the kernel has copied and will not look at again.
 */
export function createKernel(
  columns: readonly Float64Array[],
  labels?: Int32Array,
  prefer: RowKernel['kind'] = 'simd',
  copied?: (column: Float64Array) => void,
): RowKernel {
  if (prefer === 'simd' && simdRuns()) return createSimdKernel(columns, labels, copied);
  return createScalarKernel(columns, labels);
}
