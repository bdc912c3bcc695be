/** Moments of a run under way that arrive together are shown one a frame: two in one frame would be one picture. */
import type { ToPanel } from '../src/protocol/panel.ts';
import { isFrame, isStreamed } from '../src/protocol/run.ts';

/** A page that is out of sight has no frames: it shows the newest of more than so many. */
const mostHeld = 8;

export class Apart {
  readonly #held: ToPanel[] = [];
  /** A moment has been shown in this frame. */
  #shown = false;

  /**
   * @param show hears every message, in the order in which they were taken
   * @param nextFrame `requestAnimationFrame`
   */
  constructor(
    private readonly show: (message: ToPanel) => void,
    private readonly nextFrame: (callback: () => void) => number,
  ) {}

  /** What is not streamed is shown now, and before it all that is held. */
  take(message: ToPanel, running: boolean): void {
    this.#held.push(message);
    const crowded = this.#held.filter(isFrame).length > mostHeld;
    if (running && isStreamed(message) && !crowded) this.#go();
    else while (this.#held.length > 0) this.show(this.#held.shift()!);
  }

  #go(): void {
    for (let next = this.#held[0]; next; next = this.#held[0]) {
      if (isFrame(next)) {
        if (this.#shown) return;
        this.#shown = true;
        // Pictures are drawn in that frame; what comes before it is over would be in the picture instead.
        this.nextFrame(() =>
          setTimeout(() => {
            this.#shown = false;
            this.#go();
          }),
        );
      }
      this.#held.shift();
      this.show(next);
    }
  }
}
