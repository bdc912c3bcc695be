/** What the panel knows of a VAE's run: as protocol/vaeFrame.ts tells it, and what the reader holds in his hand. */
import type { RunEvent, Watch } from '../../src/protocol/run.ts';
import type {
  VaeCheckpoint,
  VaeFrame,
  VaeGap,
  VaeSetting,
  VaeTotals,
  VaeTrace as VaeTraceMessage,
} from '../../src/protocol/vaeFrame.ts';

export type VaeEvent = Extract<RunEvent, { type: `vae${string}` }>;

/** ELBO = reconstruction − KL at each moment, means a row. */
export interface VaeParts {
  readonly elbo: Float64Array;
  readonly reconstruction: Float64Array;
  readonly kl: Float64Array;
}

/** The curves so far; moment m is epoch `epochs[m]`. */
export interface VaeTrace {
  readonly length: number;
  readonly epochs: Uint32Array;
  readonly steps: Uint32Array;
  readonly train: VaeParts;
  readonly heldOut: VaeParts | undefined;
}

export interface VaeSlot {
  readonly setting: VaeSetting | undefined;
  readonly trace: VaeTrace;
  /** By moment. */
  readonly checkpoints: ReadonlyMap<number, VaeCheckpoint>;
  /** The last that was told. */
  readonly gap: VaeGap | undefined;
  readonly totals: VaeTotals | undefined;
  readonly frame: VaeFrame | undefined;
}

const noParts: VaeParts = {
  elbo: new Float64Array(0),
  reconstruction: new Float64Array(0),
  kl: new Float64Array(0),
};

export const noVae: VaeSlot = {
  setting: undefined,
  trace: { length: 0, epochs: new Uint32Array(0), steps: new Uint32Array(0), train: noParts, heldOut: undefined },
  checkpoints: new Map(),
  gap: undefined,
  totals: undefined,
  frame: undefined,
};

/** The slot after an event of its own run. */
export function hearVae(slot: VaeSlot, event: VaeEvent): VaeSlot {
  switch (event.type) {
    case 'vaeSetting':
      return { ...noVae, setting: event };
    case 'vaeTrace':
      return { ...slot, trace: append(slot.trace, event) };
    case 'vaeCheckpoint':
      return { ...slot, checkpoints: new Map(slot.checkpoints).set(event.at, event) };
    case 'vaeGap':
      return { ...slot, gap: event };
    case 'vaeTotals':
      return { ...slot, totals: event };
    case 'vaeFrame':
      return { ...slot, frame: event };
  }
}

/** The curves with moments [from, from + length) of the message; what would leave a hole is dropped. */
function append(trace: VaeTrace, { from, epochs, steps, train, heldOut }: VaeTraceMessage): VaeTrace {
  if (from > trace.length) return trace;
  return {
    length: from + epochs.length,
    epochs: Uint32Array.from([...trace.epochs.subarray(0, from), ...epochs]),
    steps: Uint32Array.from([...trace.steps.subarray(0, from), ...steps]),
    train: joined(trace.train, from, train),
    heldOut: heldOut && joined(trace.heldOut ?? noParts, from, heldOut),
  };
}

function joined(parts: VaeParts, from: number, more: VaeParts): VaeParts {
  const of = (part: keyof VaeParts) => Float64Array.from([...parts[part].subarray(0, from), ...more[part]]);
  return { elbo: of('elbo'), reconstruction: of('reconstruction'), kl: of('kl') };
}

/** What the reader holds: which draw of z, which latent dimensions. */
export interface VaeUi {
  /** [L] ε of row i. */
  readonly epsilon: readonly number[];
  /** The dimension that is slid. */
  readonly along: number;
  /** The latent dimensions on show. */
  readonly axes: readonly [number, number];
}

export const firstVaeUi: VaeUi = { epsilon: [], along: 0, axes: [0, 1] };

/** Nodes a side of the decoder's grid, and how far it reaches. */
const grid = { side: 15, reach: 3 };
const drawn = { count: 500, seed: 1 };

/** What the pictures of a VAE need of each moment. */
export const vaeWatchOf = ({ epsilon, along, axes }: VaeUi): NonNullable<Watch['vae']> => ({
  epsilon: [...epsilon],
  along,
  axes: [...axes],
  grid,
  drawn,
});
