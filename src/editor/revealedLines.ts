/** Which moves of the cursor in the file the panel has asked for itself, and therefore knows of. */

/** The window may take as long to move the cursor to a line that is revealed. */
const revealMs = 20_000;

export class RevealedLines {
  /** Lines, from 0, that were revealed, and when. */
  readonly #lines = new Map<number, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The panel had the cursor put on `line`, and has not heard that it is there. */
  add(line: number): void {
    this.#lines.set(line, this.now());
  }

  /**
   * The cursor is on `line`: true if the panel put it there. Once the reader's own hand has moved it, what is revealed
   * still arrives, but as a move that the panel has not seen: it is on the row of the reader's choice by then.
   */
  reached(line: number): boolean {
    const since = this.#lines.get(line);
    if (since !== undefined && this.now() - since <= revealMs) {
      this.#lines.delete(line);
      return true;
    }
    this.#lines.clear();
    return false;
  }
}
