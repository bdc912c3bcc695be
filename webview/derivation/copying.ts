/** A line of a derivation as LaTeX on the clipboard, and the word that says so for a moment. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { plainTex } from '../../src/lesson/notation.ts';
import { worded } from '../../src/words/formulas.ts';
import type { Store } from '../store.ts';

const saidMs = 1500;

interface Copied {
  readonly id: string;
  readonly pieces: readonly { readonly tex: string }[];
  readonly working: readonly string[];
}

export class Copying implements ReactiveController {
  #line: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** That line was copied just now. */
  said(id: string): boolean {
    return this.#line === id;
  }

  /** Sends the formula and the lines of its working, one below the other, without the terms' marks. */
  copy(store: Store, { id, pieces, working }: Copied): void {
    const { ui, welcome } = store.state;
    const plain = (tex: string) => plainTex(tex, ui.notation);
    const formula = pieces.map(({ tex }) => plain(tex)).join(' ');
    const text = [formula, ...working.map(plain)].join('\n');
    store.send({ type: 'copy', text: worded(text, welcome?.language ?? 'en') });
    this.#line = id;
    this.host.requestUpdate();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#line = undefined;
      this.host.requestUpdate();
    }, saidMs);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#line = undefined;
  }
}
