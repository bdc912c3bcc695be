/** Parts of a view that come one by one, a frame each, so that the page is never held up by all of them at once. */
export class Arrivals {
  #here = 0;
  #coming = false;

  constructor(private readonly view: { requestUpdate(): void }) {}

  /** Whether it is there already: it is not asked for. */
  came(part: number): boolean {
    return part < this.#here;
  }

  /** Whether part number `part` (from 0) may be rendered; where it may not yet, it is on its way. */
  has(part: number): boolean {
    if (this.came(part)) return true;
    if (!this.#coming) {
      this.#coming = true;
      requestAnimationFrame(() =>
        setTimeout(() => {
          this.#coming = false;
          this.#here++;
          this.view.requestUpdate();
        }),
      );
    }
    return false;
  }

  /** The parts are gone, and will come anew. */
  reset(): void {
    this.#here = 0;
  }
}
