/** What every part of the panel is: a Lit element in the light DOM (one stylesheet, KaTeX's included) on the store. */
import { LitElement, type PropertyDeclarations } from 'lit';
import type { PanelKey } from '../src/words/panel.ts';
import type { WordArgs } from '../src/words/translate.ts';
import type { PanelState, Store } from './store.ts';
import { say } from './words.ts';

export abstract class View extends LitElement {
  static override properties: PropertyDeclarations = { store: { attribute: false } };

  /** Set by whoever places the element: `<elbo-scatter .store=${store}>`. */
  declare store: Store;
  #stop: (() => void) | undefined;

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
}
