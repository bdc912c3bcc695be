/** Keeps panning and zooming smooth: while the picture moves, every s-th point is drawn, s as large as it must be. */
import { mostStride } from './pointsGl.ts';

/** Milliseconds a frame may take before points are left out, and below which they come back. */
const [tooLong, easy] = [30, 15];
/** Never fewer points than this, by a graphics card and without one. */
const [fewest, fewestSoftware] = [20_000, 15_000];
/** How long after the last movement everything is drawn again, in milliseconds, and in frames where those take longer. */
const [rest, restFrames] = [160, 3];

export class Motion {
  #stride = 1;
  #least = 1;
  #last = 0;
  #slow = 0;
  /** The last frame, in milliseconds. */
  #took = 0;

  /** @param software whether the processor draws: then a million points at a time are too many from the first frame */
  constructor(
    private readonly n: number,
    private readonly software: boolean,
  ) {
    if (!software) return;
    this.#least = this.#limited(Math.ceil(n / 60_000));
    this.#stride = this.#limited(2 * this.#least);
  }

  get stride(): number {
    return this.#stride;
  }

  /** Milliseconds without movement that count as rest: a slow frame is no rest, or everything would be drawn between any two. */
  get rest(): number {
    return Math.max(rest, restFrames * this.#took);
  }

  /** To be told of each frame drawn while moving; `first` after a rest, when the time since the last frame says nothing. */
  frame(now: number, first: boolean): void {
    const took = Math.min(1000, now - this.#last);
    this.#last = now;
    if (first) return;
    this.#took = took;
    this.#slow = 0.6 * this.#slow + 0.4 * took;
    if (this.#slow > tooLong) {
      // Far too slow: by as much as it is too slow, at once.
      this.#stride = this.#limited(Math.ceil(this.#stride * Math.max(2, Math.min(8, this.#slow / tooLong))));
      this.#slow = 0.5 * (tooLong + easy);
    } else if (this.#slow > 0 && this.#slow < easy && this.#stride > this.#least) {
      // Sixty frames a second say nothing of how much faster it could be: come back slowly.
      this.#stride = this.#limited(this.#stride - 1);
      this.#slow = 0.5 * (tooLong + easy);
    }
  }

  #limited(stride: number): number {
    return Math.max(
      1,
      Math.min(mostStride, stride, Math.floor(this.n / (this.software ? fewestSoftware : fewest)) || 1),
    );
  }
}
