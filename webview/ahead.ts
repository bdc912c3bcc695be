/**
 * Moments that the panel holds before they are asked for: the thumb then moves without waiting for the engine, which
 * may be on another machine. They are of one run at rest and of one watch; whatever changes either empties the store.
 */
import type { AnyFrame } from './state.ts';
import { momentOf } from './state.ts';

/** Larger files take the engine too long to be gone through for moments that may never be looked at. */
const mostRows = 200_000;
/** So much is kept; what lies farthest from the thumb goes first. */
const mostBytes = 8 << 20;
/** With larger ones the room would not hold what is around the thumb. */
const mostBytesEach = 1 << 20;
/** As many are asked for at once. */
const atOnce = 8;
/** Without these the next keys would have to wait: they are asked for although others are still on their way, */
const near = 4;
/** as long as there are no more than so many of those. */
const mostUnderWay = 12;

/** To lower moments, to higher ones, or to neither yet. */
export type Heading = -1 | 0 | 1;

export class FramesAhead {
  readonly #frames = new Map<number, { readonly frame: AnyFrame; readonly bytes: number }>();
  readonly #asked = new Set<number>();
  #bytes = 0;
  #key = '';
  #keys = 0;
  #tooLarge = false;

  /** Which run and which watch the frames are of. Where that changes, what was kept and asked for is forgotten. */
  follow(key: string): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#keys++;
    this.#frames.clear();
    this.#asked.clear();
    this.#bytes = 0;
    this.#tooLarge = false;
  }

  /** What to ask under: another number whenever the run or the watch is another. */
  get id(): number {
    return this.#keys;
  }

  find(moment: number): AnyFrame | undefined {
    return this.#frames.get(moment)?.frame;
  }

  keep(frame: AnyFrame, thumb: number): void {
    const moment = momentOf(frame);
    this.#asked.delete(moment);
    if (this.#frames.has(moment)) return;
    const bytes = bytesOf(frame);
    this.#tooLarge ||= bytes > mostBytesEach;
    if (this.#tooLarge) return;
    this.#frames.set(moment, { frame, bytes });
    this.#bytes += bytes;
    while (this.#bytes > mostBytes) this.#drop(thumb);
  }

  /**
   * What to ask for beside what is on its way, the likeliest first: where the thumb is heading two for each one behind
   * it. Empty while there is enough, or no more room.
   *
   * @param known moments of the run
   * @param rows of the file
   * @param heading where the thumb went last
   */
  wanted(thumb: number, known: number, rows: number, heading: Heading = 0): readonly number[] {
    if (rows > mostRows || this.#tooLarge) return [];
    const room = Math.min(atOnce, mostUnderWay - this.#asked.size);
    const idle = this.#asked.size === 0 && !this.#full();
    const next: number[] = [];
    let urgent = false;
    let nearness = 0;
    for (const moment of around(thumb, known, heading)) {
      if (next.length >= room || (nearness === near && !urgent && !idle)) break;
      nearness++;
      if (this.#frames.has(moment) || this.#asked.has(moment)) continue;
      urgent ||= nearness <= near;
      next.push(moment);
    }
    if (!urgent && !idle) return [];
    for (const moment of next) this.#asked.add(moment);
    return next;
  }

  /** Another ask's worth might not find room. */
  #full(): boolean {
    const { size } = this.#frames;
    return size > 0 && this.#bytes * (1 + atOnce / size) > mostBytes;
  }

  #drop(thumb: number): void {
    let farthest = thumb;
    for (const moment of this.#frames.keys()) {
      if (Math.abs(moment - thumb) > Math.abs(farthest - thumb)) farthest = moment;
    }
    const gone = this.#frames.get(farthest);
    if (!gone) {
      this.#frames.clear();
      this.#bytes = 0;
      return;
    }
    this.#frames.delete(farthest);
    this.#bytes -= gone.bytes;
  }
}

/** All moments but the thumb's, as near ones are likelier. */
function* around(thumb: number, known: number, heading: Heading): Generator<number> {
  const on = heading || 1;
  const stride = heading === 0 ? 1 : 2;
  for (let by = 1; by < known; by++) {
    for (let step = 1; step <= stride; step++) {
      const moment = thumb + on * (stride * (by - 1) + step);
      if (moment >= 0 && moment < known) yield moment;
    }
    const moment = thumb - on * by;
    if (moment >= 0 && moment < known) yield moment;
  }
}

/** Of every array in a message, however deep. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + bytesOf(part), 0);
}
