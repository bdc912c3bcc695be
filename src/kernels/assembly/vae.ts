import { ADAM, activate, backward, forward, ROW, step, update } from './vaeDense';
import { prepareLanes } from './vaeLanes';
import { gather, likelihood, sample, sampleBack, SETTINGS } from './vaeLoss';

// One optimiser step in two phases. `rows` takes panels through both networks and back; it touches nothing of other
// panels. `learn` then takes outputs' weights, each over all panels. Threads may share either: panels in the first,
// outputs in the second, with a barrier between; sums are in the same order however the work is shared.
//
// The caller (vaeSimd.ts) lays out memory and writes where things are into the job, as 32-bit words in this order:
// the common words, then LAYER words a layer, encoder first.

const COMMON: i32 = 20;
const LAYER: i32 = 10;
const JOB: usize = memory.data(4 * 20 + 4 * 10 * 64, 16);

export function job(): usize { return JOB; }
export function adam(): usize { return ADAM; }
export function settings(): usize { return SETTINGS; }
export function free(): usize { return __heap_base; }
export function prepare(): void { prepareLanes(); }

// @ts-ignore: decorator
@inline
function word(index: i32): usize {
  return <usize>load<u32>(JOB + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function ENCODERS(): i32 { return <i32>word(0); } // layers of the encoder
// @ts-ignore: decorator
@inline
function LAYERS(): i32 { return <i32>word(1); } // layers in all
// @ts-ignore: decorator
@inline
function RELU(): bool { return word(2) != 0; }
// @ts-ignore: decorator
@inline
function UNITS(): usize { return word(3); } // columns, padded
// @ts-ignore: decorator
@inline
function LATENTS(): usize { return word(4); } // latent dimensions, padded
// @ts-ignore: decorator
@inline
function DATA(): usize { return word(5); } // [n][UNITS]
// @ts-ignore: decorator
@inline
function PICK(): usize { return word(6); } // u32 a row of the batch
// @ts-ignore: decorator
@inline
function X(): usize { return word(7); }
// @ts-ignore: decorator
@inline
function HEAD(): usize { return word(8); }
// @ts-ignore: decorator
@inline
function D_HEAD(): usize { return word(9); }
// @ts-ignore: decorator
@inline
function EPSILON(): usize { return word(10); }
// @ts-ignore: decorator
@inline
function Z(): usize { return word(11); }
// @ts-ignore: decorator
@inline
function D_Z(): usize { return word(12); }
// @ts-ignore: decorator
@inline
function SIGMA(): usize { return word(13); }
// @ts-ignore: decorator
@inline
function OUTPUT(): usize { return word(14); }
// @ts-ignore: decorator
@inline
function D_OUTPUT(): usize { return word(15); }
// @ts-ignore: decorator
@inline
function COLUMNS(): usize { return word(16); } // [UNITS] precisions (f32), then [UNITS] binary (u8)
// @ts-ignore: decorator
@inline
function ROWS(): usize { return word(17); } // [panel][8] of 1 or 0, then [panel][8] weights
// @ts-ignore: decorator
@inline
function SUMS(): usize { return word(18); } // f64: [panel] KL, then [panel][UNITS]
// @ts-ignore: decorator
@inline
function PANELS(): usize { return word(19); }

/** Panels of eight rows in this batch. */
export function panels(): usize { return PANELS(); }

// @ts-ignore: decorator
@inline
function part(layer: i32, index: i32): usize {
  return word(COMMON + layer * LAYER + index);
}

// Words of a layer: inputs, outputs, weights, bias, x, y, dy, dx (0: not wanted), activation of y, activation of x.

function through(layer: i32, from: usize, to: usize): void {
  const inputs = part(layer, 0), outputs = part(layer, 1), y = part(layer, 5);
  // A tile of weights leaves half of a 128 kB share of the second cache.
  const tile = max<usize>(4, (16384 / min<usize>(inputs, 256)) & ~3);
  forward(inputs, outputs, part(layer, 2), part(layer, 3), part(layer, 4), y, from, to, tile);
  if (part(layer, 8) != 0) activate(RELU(), y + from * step(outputs), y + to * step(outputs));
}

function back(layer: i32, from: usize, to: usize): void {
  const dx = part(layer, 7);
  if (dx == 0) return;
  const inputs = part(layer, 0), outputs = part(layer, 1);
  const tile = max<usize>(4, (16384 / min<usize>(outputs, 256)) & ~3);
  backward(inputs, outputs, part(layer, 2), part(layer, 4), part(layer, 6), dx, from, to, tile, <i32>part(layer, 9));
}

/** Panels [from, to) of the batch through the networks, and (`gradients`) back. */
export function rows(from: usize, to: usize, gradients: bool): void {
  const encoders = ENCODERS(), layers = LAYERS(), units = UNITS(), latents = LATENTS(), all = PANELS();
  for (let p = from; p < to; p++) gather(DATA(), units, PICK() + p * 32, X() + p * step(units));
  for (let l = 0; l < encoders; l++) through(l, from, to);
  for (let p = from; p < to; p++) {
    const at = p * latents * ROW;
    sample(HEAD() + p * step(2 * latents), latents, EPSILON() + at, Z() + p * step(latents), SIGMA() + at, ROWS() + p * ROW, SUMS() + p * 8);
  }
  for (let l = encoders; l < layers; l++) through(l, from, to);
  for (let p = from; p < to; p++) {
    const at = p * step(units);
    likelihood(
      units, X() + at, OUTPUT() + at, D_OUTPUT() + at, COLUMNS(), COLUMNS() + (units << 2), ROWS() + p * ROW,
      ROWS() + (all + p) * ROW, SUMS() + (all + p * units) * 8,
    );
  }
  if (!gradients) return;
  for (let l = layers - 1; l >= encoders; l--) back(l, from, to);
  for (let p = from; p < to; p++) {
    const at = p * latents * ROW;
    sampleBack(
      HEAD() + p * step(2 * latents), latents, EPSILON() + at, D_Z() + p * step(latents), SIGMA() + at,
      ROWS() + (all + p) * ROW, D_HEAD() + p * step(2 * latents),
    );
  }
  for (let l = encoders - 1; l > 0; l--) back(l, from, to);
}

/** Adam on share `part` of `parts` of every layer's outputs; moments lie `moments` and twice that behind parameters. */
export function learn(share: usize, shares: usize, moments: usize): void {
  const layers = LAYERS(), all = PANELS();
  for (let l = 0; l < layers; l++) {
    const inputs = part(l, 0), outputs = part(l, 1);
    const blocks = outputs >> 2, first = (blocks * share) / shares, last = (blocks * (share + 1)) / shares;
    // A tile of activations takes half of the nearest cache.
    const tile = max<usize>(4, (512 / all) & ~3);
    update(
      inputs, outputs, part(l, 2), part(l, 3), part(l, 4), part(l, 6), all, first << 2, last << 2, tile, moments,
    );
  }
}
