/**
 * Parts of a view that come one by one, so that the page is never held up by all of them at once: one a frame, or one a
 * task, which is sooner where a frame can be seen to come in between.
 */
export class Arrivals {
  #here = 0;
  #coming = false;

  constructor(
    private readonly view: { requestUpdate(): void },
    private readonly each: 'frame' | 'task' = 'frame',
  ) {}

  /** Whether it is there already: it is not asked for. */
  came(part: number): boolean {
    return part < this.#here;
  }

  /** Whether part number `part` (from 0) may be rendered; where it may not yet, it is on its way. */
  has(part: number): boolean {
    if (this.came(part)) return true;
    if (!this.#coming) {
      this.#coming = true;
      const inTask = () =>
        setTimeout(() => {
          this.#coming = false;
          this.#here++;
          this.view.requestUpdate();
        });
      if (this.each === 'frame') requestAnimationFrame(inTask);
      else inTask();
    }
    return false;
  }

  /** The parts are gone, and will come anew. */
  reset(): void {
    this.#here = 0;
  }
}
