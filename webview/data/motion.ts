/** Keeps panning and zooming smooth: while the picture moves, every s-th point is drawn, s as large as it must be. */
import { mostStride } from './pointsGl.ts';

/** Milliseconds a frame may take before points are left out, and below which they come back. */
const [tooLong, easy] = [30, 15];
/** Never fewer points than this. */
const fewest = 20_000;
/** How long after the last movement everything is drawn again. */
export const rest = 160;

export class Motion {
  #stride = 1;
  #last = 0;
  #slow = 0;

  /** @param software whether the processor draws: then a million points at a time are too many from the first frame */
  constructor(
    private readonly n: number,
    software: boolean,
  ) {
    if (software) this.#stride = this.#limited(Math.ceil(n / 200_000));
  }

  get stride(): number {
    return this.#stride;
  }

  /** To be told of each frame drawn while moving. */
  frame(now: number): void {
    const took = now - this.#last;
    this.#last = now;
    // A pause between two movements is no slow frame.
    if (took > 250) return;
    this.#slow = 0.7 * this.#slow + 0.3 * took;
    if (this.#slow > tooLong) {
      this.#stride = this.#limited(this.#stride * 2);
      this.#slow = 0.5 * (tooLong + easy);
    } else if (this.#slow > 0 && this.#slow < easy && this.#stride > 1) {
      // Sixty frames a second say nothing of how much faster it could be: come back slowly.
      this.#stride = this.#limited(this.#stride - 1);
      this.#slow = 0.5 * (tooLong + easy);
    }
  }

  #limited(stride: number): number {
    return Math.max(1, Math.min(mostStride, stride, Math.floor(this.n / fewest) || 1));
  }
}
