/**
 * Equal records, one for each whole number from 0, kept as long as a budget allows. Beyond it every second one is
 * forgotten, and again, so that a long run keeps evenly spaced ones.
 */
export class Thinned {
  readonly #capacity: number;
  #values: Float64Array<ArrayBuffer>;
  #stored = 0;
  #stride = 1;

  /** @param size numbers a record */
  constructor(
    readonly size: number,
    budgetBytes: number,
  ) {
    this.#capacity = Math.max(2, Math.floor(budgetBytes / 8 / size));
    this.#values = new Float64Array(Math.min(this.#capacity, 64) * size);
  }

  /** Records kept. */
  get stored(): number {
    return this.#stored;
  }

  /** Every how many numbers one is kept. */
  get stride(): number {
    return this.#stride;
  }

  /** Where to write record `t`, one more than the last that was asked for; undefined if it is not to be kept. */
  slot(t: number): Float64Array | undefined {
    if (t % this.#stride !== 0) return undefined;
    if (this.#stored === this.#capacity) {
      this.#thin();
      if (t % this.#stride !== 0) return undefined;
    }
    const at = this.#stored++ * this.size;
    if (at + this.size > this.#values.length) {
      const larger = new Float64Array(Math.min(this.#capacity * this.size, 2 * this.#values.length));
      larger.set(this.#values);
      this.#values = larger;
    }
    return this.#values.subarray(at, at + this.size);
  }

  /** The last kept record at or before `t`, a view, and which one it is. There is at least one. */
  recall(t: number): { readonly at: number; readonly record: Float64Array } {
    const index = Math.min(this.#stored - 1, Math.floor(t / this.#stride));
    return { at: index * this.#stride, record: this.record(index) };
  }

  /** The kept record of that rank, from 0: record `rank · stride`; a view. */
  record(rank: number): Float64Array {
    return this.#values.subarray(rank * this.size, (rank + 1) * this.size);
  }

  #thin(): void {
    const kept = Math.ceil(this.#stored / 2);
    for (let index = 0; index < kept; index++) {
      this.#values.copyWithin(index * this.size, 2 * index * this.size, (2 * index + 1) * this.size);
    }
    this.#stored = kept;
    this.#stride *= 2;
  }
}
