import type { Network, VaeKernel } from './vae';
import { ScalarVae } from './vaeScalar';
import { SimdVae, vaeSimdRuns } from './vaeSimd';
import type { VaeTeam } from './vaeTeam';

/**
 * A kernel over n rows: WebAssembly SIMD in f32 where the machine has it, else the f64 twin. Parameters are zeros until
 * `restore`.
 *
 * @param data n rows of D numbers in training units, row-major; the SIMD kernel copies them, the twin keeps them.
 * @param batch the most rows of a step.
 * @param prefer 'scalar' for f64 throughout.
 * @param team threads to share the work with (vaeTeam.ts).
 */
export function createVaeKernel(
  network: Network,
  data: Float64Array,
  batch = 128,
  prefer: VaeKernel['kind'] = 'simd',
  team?: VaeTeam,
): VaeKernel {
  return prefer === 'simd' && vaeSimdRuns()
    ? new SimdVae(network, data, batch, team)
    : new ScalarVae(network, data, batch);
}
