import { type Dense, logSigmaOf } from '../../kernels/vae';
import type { VaeModel } from './model';
import type { VaeOptions } from './options';

/**
 * A trained network as a value that can be written as JSON: layers in order, weights [out][in]; inputs are
 * (x − centre)/scale, outputs the mean in the same units (a logit where `binary`), σ in those units.
 */
export function nestedModel({ network, parameters, units }: VaeModel, options: VaeOptions, names: readonly string[]) {
  const { shape } = network;
  const layer = ({ inputs, outputs, weights, bias, active }: Dense) => ({
    weights: Array.from({ length: outputs }, (_, o) => [
      ...parameters.subarray(weights + o * inputs, weights + (o + 1) * inputs),
    ]),
    bias: [...parameters.subarray(bias, bias + outputs)],
    activation: active ? shape.activation : 'identity',
  });
  return {
    model: 'vae',
    columns: [...names],
    latent: shape.latent,
    linear: options.linear,
    units: { centre: [...units.centre], scale: [...units.scale], binary: [...units.binary] },
    /** The last layer gives μ [L], then log σ² [L] of q. */
    encoder: network.encoder.map(layer),
    decoder: network.decoder.map(layer),
    sigma: Array.from({ length: shape.d }, (_, j) =>
      shape.binary[j] ? null : Math.exp(logSigmaOf(network, parameters, j)),
    ),
  };
}
