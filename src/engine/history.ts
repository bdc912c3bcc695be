/**
 * What a run remembers: the staircase whole (two numbers and a letter a half-step), and θ_t for every iteration as long
 * as a budget allows. Beyond it every second θ is forgotten, and again, so that a long run keeps evenly spaced ones; the
 * others are computed again from the nearest one before them (`EmRun.theta`), to the same bits.
 *
 *   half-step   0   1   2   3   4 …        h
 *   kind        E   M   E   M   E
 *   θ on show   θ₀  θ₁  θ₁  θ₂  θ₂         θ_⌈h/2⌉
 *   θ behind q  θ₀  θ₀  θ₁  θ₁  θ₂         θ_⌊h/2⌋
 */
import type { Shape } from '../kernels/rows.ts';
import { whiteningLength } from '../kernels/rows.ts';
import { createTheta, type Theta } from '../models/gmm/frame.ts';
import type { Half, HalfStep } from '../models/gmm/mixture.ts';
import { Thinned } from './thinned.ts';

const defaultBudgetBytes = 64 << 20;

export const thetaAt = (half: number): number => Math.ceil(half / 2);
export const thetaOfQAt = (half: number): number => Math.floor(half / 2);

export class History {
  /** Character codes of the letters. */
  private halves = new Uint8Array(64);
  private known = 0;
  private elbos = new Float64Array(64);
  private logLikelihoods = new Float64Array(64);
  private bound: number[][] = [];
  private readonly thetas: Thinned;

  constructor(
    private readonly shape: Shape,
    private readonly k: number,
    private readonly d: number,
    budgetBytes = defaultBudgetBytes,
  ) {
    this.thetas = new Thinned(2 * k + k * d + whiteningLength(shape, k, d), budgetBytes);
  }

  /** Half-steps known. */
  get length(): number {
    return this.known;
  }

  push(half: Half, elbo: number, logLikelihood: number): void {
    const at = this.known++;
    if (at === this.elbos.length) {
      this.elbos = grown(this.elbos, 2 * at);
      this.logLikelihoods = grown(this.logLikelihoods, 2 * at);
      const halves = new Uint8Array(2 * at);
      halves.set(this.halves);
      this.halves = halves;
    }
    this.halves[at] = half.charCodeAt(0);
    this.elbos[at] = elbo;
    this.logLikelihoods[at] = logLikelihood;
  }

  step(half: number): HalfStep {
    const elbo = this.elbos[half]!;
    const logLikelihood = this.logLikelihoods[half]!;
    const kind = String.fromCharCode(this.halves[half]!) as Half;
    const iteration = Math.floor(half / 2) + 1;
    return { iteration, half: kind, elbo, logLikelihood, kl: kind === 'E' ? 0 : Math.max(0, logLikelihood - elbo) };
  }

  /** Copies of entries [from, length). */
  entries(from: number): { halves: string; elbo: Float64Array; logLikelihood: Float64Array } {
    const to = this.length;
    return {
      halves: lettersOf(this.halves.subarray(from, to)),
      elbo: this.elbos.slice(from, to),
      logLikelihood: this.logLikelihoods.slice(from, to),
    };
  }

  /** Remembers θ_t; t must be one more than the last. `binds`: components that the constraint holds open there. */
  remember(t: number, theta: Theta, binds: Uint8Array): void {
    for (let j = 0; j < binds.length; j++) {
      if (binds[j] === 0) continue;
      this.bound[t] = [...binds.keys()].filter((component) => binds[component] === 1);
      break;
    }
    const slot = this.thetas.slot(t);
    if (!slot) return;
    const { weights, frame } = theta;
    let at = copyAt(weights, slot, 0);
    at = copyAt(frame.logConstant, slot, at);
    at = copyAt(frame.means, slot, at);
    copyAt(frame.whitening, slot, at);
  }

  /** Components that the constraint holds open at θ_t. */
  bindsAt(t: number): readonly number[] {
    return this.bound[t] ?? [];
  }

  /** The last remembered θ at or before t, written over `into`; returns which one it is. */
  recall(t: number, into: Theta): number {
    const { at: found, record } = this.thetas.recall(t);
    let at = 0;
    for (const part of [into.weights, into.frame.logConstant, into.frame.means, into.frame.whitening]) {
      part.set(record.subarray(at, at + part.length));
      at += part.length;
    }
    return found;
  }

  /** Means of at most `most` remembered θ from θ_0 to θ_t, then those of θ_t itself: [P·K·D]. */
  paths(t: number, most: number, present: Theta): Float64Array {
    const { stored, stride } = this.thetas;
    const last = Math.min(stored - 1, Math.floor(Math.max(0, t - 1) / stride));
    const every = Math.max(1, Math.ceil((last + 1) / Math.max(1, most - 1)));
    const width = this.k * this.d;
    const rows: Float64Array[] = [];
    for (let index = 0; t > 0 && index <= last; index += every) {
      rows.push(this.thetas.record(index).subarray(2 * this.k, 2 * this.k + width));
    }
    rows.push(present.frame.means);
    const flat = new Float64Array(rows.length * width);
    rows.forEach((means, index) => {
      flat.set(means, index * width);
    });
    return flat;
  }

  blank(): Theta {
    return createTheta(this.shape, this.k, this.d);
  }
}

/** Returns where it ends. A loop, for there is one at each iteration and the parts are short. */
function copyAt(part: Float64Array, into: Float64Array, at: number): number {
  for (let j = 0; j < part.length; j++) into[at + j] = part[j]!;
  return at + part.length;
}

const lettersOf = (codes: Uint8Array): string => Array.from(codes, (code) => String.fromCharCode(code)).join('');

function grown(values: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(values);
  return larger;
}
