/**
 * Slices of the moment on show that the panel holds before their coordinate is chosen. Each costs the engine a pass over
 * the rows for every point: it takes them in turn while nothing else is to do.
 */
import type { SliceMessage } from '../src/protocol/run.ts';

/** Of more rows one slice alone keeps the engine busy for long. */
const mostRows = 200_000;
/** Around the chosen coordinate; a family may have hundreds. */
const mostHeld = 24;

/** Along which coordinate; `undefined` is the line of the M-step. */
type Coordinate = number | undefined;

export class SlicesAhead {
  readonly #held = new Map<Coordinate, SliceMessage>();
  #asked = '';
  #key = '';

  /** Which run and moment the slices are of. Where that changes, what was kept and asked for is forgotten. */
  follow(key: string): void {
    if (key === this.#key) return;
    this.#key = key;
    this.#held.clear();
    this.#asked = '';
  }

  find(coordinate: Coordinate): SliceMessage | undefined {
    return this.#held.get(coordinate);
  }

  keep(slice: SliceMessage): void {
    this.#held.set(slice.coordinate, slice);
  }

  /**
   * Coordinates to ask for, the nearest to the chosen one first; empty where they are here or asked for already.
   *
   * @param of the slice on show, whose family has `of.coordinates` coordinates
   * @param rows of the file
   * @param watch ends, where it is another, what was asked before it
   */
  wanted(of: SliceMessage, rows: number, watch: string): readonly number[] {
    if (rows > mostRows) return [];
    const chosen = of.coordinate ?? 0;
    const near = Array.from({ length: of.coordinates }, (_, at) => at)
      .sort((a, b) => Math.abs(a - chosen) - Math.abs(b - chosen))
      .slice(0, mostHeld)
      .filter((at) => !this.#held.has(at));
    if (near.length === 0 || watch === this.#asked) return [];
    this.#asked = watch;
    return near;
  }
}
