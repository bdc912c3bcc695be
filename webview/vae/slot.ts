/** What is known of a VAE's run, one value changed only by `hearVae`: its trace, checkpoints, gaps, sums and the moment on show. */
import type { RunEvent, Watch } from '../../src/protocol/run.ts';
import type {
  VaeCheckpoint,
  VaeFrame,
  VaeMeanGap,
  VaeRowGap,
  VaeSetting,
  VaeTotals,
} from '../../src/protocol/vaeFrame.ts';
import { reachOf } from './plane.ts';

export type VaeEvent = Extract<
  RunEvent,
  { type: 'vaeSetting' | 'vaeTrace' | 'vaeCheckpoint' | 'vaeGap' | 'vaeTotals' | 'vaeFrame' }
>;

/** Means a row at every moment. */
export interface VaeParts {
  readonly elbo: Float64Array;
  readonly reconstruction: Float64Array;
  readonly kl: Float64Array;
}

/**
 * The moments so far. The arrays have room to grow: only the first `length` entries count, and they are shared between
 * successive traces, because entries are appended and never rewritten in place.
 */
export interface VaeTrace {
  readonly length: number;
  readonly epochs: Uint32Array;
  readonly steps: Uint32Array;
  readonly train: VaeParts;
  /** Absent where no row is held out. */
  readonly heldOut: VaeParts | undefined;
}

export interface VaeSlot {
  readonly setting: VaeSetting | undefined;
  readonly trace: VaeTrace;
  /** By moment, rising. */
  readonly checkpoints: readonly VaeCheckpoint[];
  /** The newest gap of a row and of the sample, with the moment it is of. */
  readonly rowGap: { readonly at: number; readonly gap: VaeRowGap } | undefined;
  readonly meanGap: { readonly at: number; readonly gap: VaeMeanGap } | undefined;
  readonly totals: VaeTotals | undefined;
  readonly frame: VaeFrame | undefined;
  /** How far the square of z reaches. */
  readonly reach: number;
}

const noParts: VaeParts = {
  elbo: new Float64Array(0),
  reconstruction: new Float64Array(0),
  kl: new Float64Array(0),
};

export const noVae: VaeSlot = {
  setting: undefined,
  trace: { length: 0, epochs: new Uint32Array(0), steps: new Uint32Array(0), train: noParts, heldOut: undefined },
  checkpoints: [],
  rowGap: undefined,
  meanGap: undefined,
  totals: undefined,
  frame: undefined,
  reach: reachOf(new Float32Array(0)),
};

/** What is known once `event`, of the same run, has been heard. */
export function hearVae(known: VaeSlot, event: VaeEvent): VaeSlot {
  switch (event.type) {
    case 'vaeSetting':
      return { ...noVae, setting: event };
    case 'vaeTrace':
      return { ...known, trace: append(known.trace, event) };
    case 'vaeCheckpoint':
      return { ...known, checkpoints: withCheckpoint(known.checkpoints, event) };
    case 'vaeGap': {
      const { at, row, mean } = event;
      return {
        ...known,
        ...(row ? { rowGap: { at, gap: row } } : {}),
        ...(mean ? { meanGap: { at, gap: mean } } : {}),
      };
    }
    case 'vaeTotals':
      return { ...known, totals: event };
    case 'vaeFrame': {
      const { at, gap, checkpoint } = event;
      return {
        ...known,
        frame: event,
        reach: reachOf(event.means, known.reach),
        checkpoints: checkpoint ? withCheckpoint(known.checkpoints, checkpoint) : known.checkpoints,
        rowGap: gap?.row ? { at, gap: gap.row } : known.rowGap,
        meanGap: gap?.mean ? { at, gap: gap.mean } : known.meanGap,
      };
    }
  }
}

function withCheckpoint(known: readonly VaeCheckpoint[], found: VaeCheckpoint): readonly VaeCheckpoint[] {
  const at = known.findIndex((other) => other.at >= found.at);
  if (at < 0) return [...known, found];
  return [...known.slice(0, at), found, ...known.slice(known[at]!.at === found.at ? at + 1 : at)];
}

/** Entries that would leave a hole are dropped; those from before the end are replaced, in arrays of their own. */
function append(trace: VaeTrace, event: Extract<VaeEvent, { type: 'vaeTrace' }>): VaeTrace {
  const { from } = event;
  if (from > trace.length) return trace;
  const length = from + event.epochs.length;
  const fits = from === trace.length && length <= trace.epochs.length;
  const floats = (into: Float64Array, more: Float64Array): Float64Array => {
    const target = fits && length <= into.length ? into : grown(new Float64Array(room(length)), into, from);
    target.set(more, from);
    return target;
  };
  const counts = (into: Uint32Array, more: Uint32Array): Uint32Array => {
    const target = fits && length <= into.length ? into : grown(new Uint32Array(room(length)), into, from);
    target.set(more, from);
    return target;
  };
  const parts = (into: VaeParts, more: VaeParts): VaeParts => ({
    elbo: floats(into.elbo, more.elbo),
    reconstruction: floats(into.reconstruction, more.reconstruction),
    kl: floats(into.kl, more.kl),
  });
  return {
    length,
    epochs: counts(trace.epochs, event.epochs),
    steps: counts(trace.steps, event.steps),
    train: parts(trace.train, event.train),
    heldOut: event.heldOut ? parts(trace.heldOut ?? noParts, event.heldOut) : undefined,
  };
}

const room = (length: number): number => Math.max(64, 2 ** Math.ceil(Math.log2(length + 1)));

function grown<T extends Float64Array | Uint32Array>(into: T, from: T, keep: number): T {
  into.set(from.subarray(0, keep));
  return into;
}

/** log p(x) over the sample at the moment on show, where it is known. */
export const checkpointAt = ({ checkpoints }: VaeSlot, at: number | undefined): VaeCheckpoint | undefined =>
  at === undefined ? undefined : checkpoints.find((checkpoint) => checkpoint.at === at);

/** The gap of row i in two parts, of the moment and row on show. */
export const rowGapOf = ({ rowGap, frame }: VaeSlot): VaeRowGap | undefined =>
  rowGap && frame?.row && rowGap.at === frame.at && rowGap.gap.row === frame.row.row ? rowGap.gap : undefined;

/** The gap of the sample in two parts, of the moment on show. */
export const meanGapOf = ({ meanGap, frame }: VaeSlot): VaeMeanGap | undefined =>
  meanGap && frame && meanGap.at === frame.at ? meanGap.gap : undefined;

/** What the reader holds: which draw of z, which latent dimensions and columns, which rows drawn from the model. */
export interface VaeUi {
  /** [L] ε of row i; what is left out is 0. */
  readonly epsilon: readonly number[];
  /** The dimension that is slid. */
  readonly along: number;
  /** The latent dimensions on show. */
  readonly axes: readonly [number, number];
  /** The columns across and up, where rows of the file and of the model lie side by side; absent: the first two. */
  readonly columns: readonly [number, number] | undefined;
  /** Of the rows drawn from the model. */
  readonly seed: number;
  /** Each row's colour under the mixture that was fitted to the same rows before, [n·4] RGBA. */
  readonly mixture: Uint8Array | undefined;
  /** What colours the rows, where there is a choice. */
  readonly colourBy: 'label' | 'mixture';
}

export const firstVaeUi: VaeUi = {
  epsilon: [0.8, -0.6],
  along: 0,
  axes: [0, 1],
  columns: undefined,
  seed: 1,
  mixture: undefined,
  colourBy: 'label',
};

/** What is kept of the mixture on show when a run of `n` rows begins: its colours, as far as they are of as many rows. */
export const mixtureOf = (n: number, colours: Uint8Array | undefined, before: VaeUi): Uint8Array | undefined =>
  [colours, before.mixture].find((candidate) => candidate?.length === 4 * n);

/** Nodes a side of the decoder's grid. */
const side = 13;
const drawnRows = 300;

/** What the pictures of a VAE need of each moment. */
export const vaeWatchOf = ({ epsilon, along, axes, seed }: VaeUi, { reach }: VaeSlot): NonNullable<Watch['vae']> => ({
  epsilon: [...epsilon],
  along,
  axes: [...axes],
  // The nodes stand in the middle of their cells.
  grid: { side, reach: (reach * (side - 1)) / side },
  drawn: { count: drawnRows, seed },
});
