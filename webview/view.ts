/** What every part of the panel is: a Lit element in the light DOM (one stylesheet, KaTeX's included) on the store. */
import { LitElement, type PropertyDeclarations } from 'lit';
import type { PanelKey } from '../src/words/panel.ts';
import type { WordArgs } from '../src/words/translate.ts';
import { Pace } from './pace.ts';
import type { PanelState, Store } from './store.ts';
import { say } from './words.ts';

const pace = new Pace();

export abstract class View extends LitElement {
  static override properties: PropertyDeclarations = { store: { attribute: false } };

  /** Set by whoever places the element: `<elbo-scatter .store=${store}>`. */
  declare store: Store;
  /** When it follows a run that streams its moments: at each message, or when its turn comes (pace.ts). */
  protected readonly follows: 'atOnce' | 'asPicture' | 'asText' = 'atOnce';
  #stop: (() => void) | undefined;
  #drawn = 0;
  /** Ends the wait for this view's turn. */
  #go: (() => void) | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  get state(): PanelState {
    return this.store.state;
  }

  /** What the view is made of: it is updated when one of these values is another. */
  protected abstract select(state: PanelState): readonly unknown[];

  /** A sentence in the reader's language. */
  protected say(key: PanelKey, args?: WordArgs): string {
    return say(this.state, key, args);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.store.subscribe((state, previous) => {
      // Nobody waits for what a gesture asks for.
      if (state.ui !== previous.ui || state.runState !== previous.runState) this.#go?.();
      const before = this.select(previous);
      if (state.welcome !== previous.welcome || this.select(state).some((value, i) => value !== before[i])) {
        this.requestUpdate();
      }
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  protected override scheduleUpdate(): Promise<unknown> | undefined {
    if (this.follows === 'atOnce' || !this.hasUpdated || this.state.runState !== 'running') {
      this.#draw();
      return undefined;
    }
    const turn = new Promise<void>((resolve) => {
      this.#go = resolve;
      if (this.follows === 'asPicture') pace.picture(resolve);
      else pace.text(resolve, this.#drawn);
    });
    return turn.then(() => this.#draw());
  }

  #draw(): void {
    this.#go = undefined;
    this.#drawn = performance.now();
    super.scheduleUpdate();
  }
}
