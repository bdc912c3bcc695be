/** The seven terms laid end to end, and the piece of the axis on which they can be told apart. Pure. */

export interface Step {
  readonly value: number;
  /** Where the bar begins and ends on the axis of nats. */
  readonly from: number;
  readonly to: number;
}

export interface Cascade {
  readonly steps: readonly Step[];
  readonly least: number;
  readonly most: number;
  /** 0, where the first bar begins, lies off the axis. */
  readonly cut: boolean;
}

/** A first term so many times larger than all that follows would press the rest flat: then 0 is left off the axis. */
const dominant = 2;

/** `terms` in the order in which they are added; they end at their sum. */
export function cascade(terms: ArrayLike<number>): Cascade {
  const steps: Step[] = [];
  let at = 0;
  for (let t = 0; t < terms.length; t++) {
    const value = terms[t]!;
    steps.push({ value, from: at, to: at + value });
    at += value;
  }
  const later = steps.map(({ to }) => to);
  const [low, high] = [Math.min(...later), Math.max(...later)];
  const apart = high - low;
  const cut = apart > 0 && low * high > 0 && Math.min(Math.abs(low), Math.abs(high)) > dominant * apart;
  const [least, most] = cut ? [low, high] : [Math.min(0, low), Math.max(0, high)];
  const room = 0.08 * (most - least || 1);
  const towardsZero = cut ? 0.25 * (most - least || 1) : room;
  return low < 0
    ? { steps, least: least - room, most: most + towardsZero, cut }
    : { steps, least: least - towardsZero, most: most + room, cut };
}
