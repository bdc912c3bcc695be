/** The curves of a VAE as points to draw, and the axes that keep the gap visible. Pure. */
import type { VaeCheckpoint } from '../../src/protocol/vaeFrame.ts';
import { roundStep } from '../bound/scales.ts';
import type { Pixel } from './plane.ts';
import type { VaeTrace } from './slot.ts';

export interface Point {
  readonly epoch: number;
  readonly value: number;
}

/** At most `most` points of a curve: of the moments that share a pixel the first and the last, so that no jump is lost. */
export function pointsOf(trace: VaeTrace, values: Float64Array, most: number): Point[] {
  const { length, epochs } = trace;
  const each = Math.max(1, Math.ceil((2 * length) / Math.max(2, most)));
  const points: Point[] = [];
  const add = (at: number): void => {
    points.push({ epoch: epochs[at]!, value: values[at]! });
  };
  for (let first = 0; first < length; first += each) {
    const last = Math.min(first + each, length) - 1;
    add(first);
    if (last > first) add(last);
  }
  return points;
}

/**
 * A line as the data of a path, cut where it leaves the band of heights `top` … `bottom` (pixels, downwards). No
 * `clip-path` around it: whatever moves within one makes the browser sort all layers of the page anew.
 */
export function lineWithin(places: readonly Pixel[], top: number, bottom: number): string {
  let data = '';
  let pen: Pixel | undefined;
  const put = (to: Pixel, command: string): void => {
    data += `${command}${to.x.toFixed(1)} ${to.y.toFixed(1)}`;
    pen = to;
  };
  const inside = (y: number): number => Math.max(top, Math.min(bottom, y));
  for (let at = 1; at < places.length; at++) {
    const [a, b] = [places[at - 1]!, places[at]!];
    if (Math.max(a.y, b.y) < top || Math.min(a.y, b.y) > bottom) continue;
    // Where on the way from a to b the line is as high as `y`.
    const atHeight = (y: number): Pixel => ({ x: a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x), y });
    const from = inside(a.y) === a.y ? a : atHeight(inside(a.y));
    const to = inside(b.y) === b.y ? b : atHeight(inside(b.y));
    if (pen !== from) put(from, 'M');
    put(to, 'L');
  }
  return data;
}

export interface ValueAxis {
  readonly low: number;
  readonly high: number;
}

/** What lies before so much of the way may run off the bottom: training climbs steeply at first. */
const early = 0.05;
/** The gap at the end has at least this share of the height, or the axis is cut closer … */
const leastGap = 0.06;
/** … but never closer than to what lies behind so much of the way. */
const mostCut = 0.4;

const withRoom = (low: number, high: number): ValueAxis => {
  const height = Math.max(high - low, 1e-9 * Math.max(1, Math.abs(high)));
  return { low: low - 0.08 * height, high: high + 0.12 * height };
};

/**
 * The axis of log p and ELBO at the checkpoints, on which the gap can be seen.
 * @returns undefined where there is none
 */
export function checkpointAxis(checkpoints: readonly VaeCheckpoint[]): ValueAxis | undefined {
  const newest = checkpoints.at(-1);
  if (!newest) return undefined;
  const high = Math.max(...checkpoints.map((c) => c.logLikelihood + 2 * c.standardError));
  const lowestFrom = (share: number): number =>
    Math.min(...checkpoints.filter((c) => c.epoch >= share * newest.epoch).map((c) => c.elbo));
  const wanted = high - (newest.logLikelihood - newest.elbo) / leastGap;
  const whole = lowestFrom(early);
  return withRoom(whole < wanted ? Math.min(wanted, lowestFrom(mostCut)) : whole, high);
}

/** The ends of an axis move by so much of its height at a time: what is drawn and its ticks stay where they are in between. */
const steady = 0.025;

/**
 * The axis of one curve of training and its twin on the rows held out.
 * @returns undefined where nothing is known
 */
export function traceAxis(
  length: number,
  values: Float64Array,
  heldOut: Float64Array | undefined,
): ValueAxis | undefined {
  if (length === 0) return undefined;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = length < 8 ? 0 : Math.ceil(early * length); at < length; at++) {
    for (const curve of heldOut ? [values, heldOut] : [values]) {
      low = Math.min(low, curve[at]!);
      high = Math.max(high, curve[at]!);
    }
  }
  if (!(high > low)) return withRoom(low, high);
  const step = roundStep(steady * (high - low));
  return withRoom(Math.floor(low / step) * step, Math.ceil(high / step) * step);
}

/** The moment whose epoch is nearest. */
export function momentAt({ epochs, length }: VaeTrace, epoch: number): number {
  let [low, high] = [0, length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (epochs[middle]! < epoch) low = middle + 1;
    else high = middle;
  }
  return low > 0 && epoch - epochs[low - 1]! < epochs[low]! - epoch ? low - 1 : Math.max(0, low);
}

const rooms = [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10];

/** An axis for so many epochs, of which there will be more: it grows in steps, so that what is drawn stays where it is. */
export function roomFor(epochs: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(8, epochs)));
  return Math.ceil(power * rooms.find((room) => room * power >= epochs)!);
}

/** Round epochs from 0 to `last`, about `count` of them. */
export function epochTicks(last: number, count: number): number[] {
  const step = roundStep(Math.max(1, last / Math.max(1, count)));
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
}
