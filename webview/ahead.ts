/**
 * Moments that the panel holds before they are asked for: the thumb then moves without waiting for the engine, which
 * may be on another machine. They are of one run at rest and of one watch; whatever changes either empties the store.
 */
import type { AnyFrame } from './state.ts';
import { momentOf } from './state.ts';

/** Larger files take the engine too long to be gone through for moments that may never be looked at. */
const mostRows = 20_000;
/** So much is kept; what lies farthest from the thumb goes first. */
const mostBytes = 8 << 20;
/** With larger ones the room would not hold what is around the thumb. */
const mostBytesEach = 1 << 20;
/** As many are asked for at once: few, so that what is wanted now never waits long. */
const atOnce = 8;
/** Without these the next key would have to wait. */
const near = 2;

export class FramesAhead {
  readonly #frames = new Map<number, { readonly frame: AnyFrame; readonly bytes: number }>();
  readonly #asked = new Set<number>();
  #bytes = 0;
  #key = '';
  #tooLarge = false;

  /** Which run and which watch the frames are of. Where that changes, what was kept and asked for is forgotten. */
  follow(key: string): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#frames.clear();
    this.#asked.clear();
    this.#bytes = 0;
    this.#tooLarge = false;
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
   * What to ask for, nearest to the thumb first; empty while an earlier ask is under way that has what is next to the
   * thumb, or where there is no more room.
   *
   * @param known moments of the run
   * @param rows of the file
   */
  wanted(thumb: number, known: number, rows: number): readonly number[] {
    if (rows > mostRows || this.#tooLarge) return [];
    const missing = (moment: number): boolean =>
      moment >= 0 && moment < known && moment !== thumb && !this.#frames.has(moment);
    const urgent = [];
    for (let by = 1; by <= near; by++) urgent.push(thumb + by, thumb - by);
    const hurried = urgent.some((moment) => missing(moment) && !this.#asked.has(moment));
    if (!hurried && (this.#asked.size > 0 || this.#full())) return [];
    const next: number[] = [];
    for (let by = 1; by < known && next.length < atOnce; by++) {
      for (const moment of [thumb + by, thumb - by]) if (missing(moment) && next.length < atOnce) next.push(moment);
    }
    this.#asked.clear();
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

/** Of every array in a message, however deep. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + bytesOf(part), 0);
}
