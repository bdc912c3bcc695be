/**
 * Who is drawn when, while training streams: pictures at every moment, all in one frame; what is read (tables, sentences,
 * formulas with their numbers) some times a second, one view a frame, so that no frame has to wait for all of it.
 */

/** Digits that change oftener cannot be read. */
const readableMs = 200;

interface Waiting {
  readonly go: () => void;
  /** On the clock of `performance.now()`. */
  readonly due: number;
}

export class Pace {
  #pictures: (() => void)[] = [];
  #texts: Waiting[] = [];
  #coming = false;

  /** @param nextFrame `requestAnimationFrame`, or what stands in for it in a test */
  constructor(
    private readonly nextFrame: (callback: () => void) => unknown = (callback) => requestAnimationFrame(callback),
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Calls `go` in the next frame. */
  picture(go: () => void): void {
    this.#pictures.push(go);
    this.#soon();
  }

  /** Calls `go` in a frame of its own. @param last when it was drawn last */
  text(go: () => void, last: number): void {
    this.#texts.push({ go, due: last + readableMs });
    this.#soon();
  }

  #soon(): void {
    if (this.#coming) return;
    this.#coming = true;
    this.nextFrame(() => this.#frame());
  }

  #frame(): void {
    this.#coming = false;
    const now = this.now();
    const at = this.#texts.findIndex(({ due }) => due <= now);
    const turns = this.#pictures;
    this.#pictures = [];
    if (at >= 0) turns.push(this.#texts.splice(at, 1)[0]!.go);
    if (this.#texts.length > 0) this.#soon();
    for (const go of turns) go();
  }
}
