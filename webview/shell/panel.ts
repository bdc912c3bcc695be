/** `<elbo-panel>`: the whole panel. What is where, at which width; what is folded; what is dimmed. */
import { html, type PropertyValues } from 'lit';
import { isDimmed, type PanelState } from '../store.ts';
import { View } from '../view.ts';
import '../bound/bound.ts';
import '../identity/identity.ts';
import '../run/transport.ts';
import './panel.css';
import './controls.css';

/** From here on pictures stand left of the derivation, and the sum beside the bound. */
const wide = matchMedia('(min-width: 900px)');

export class Panel extends View {
  readonly #widthChanged = () => this.requestUpdate();

  protected override select(state: PanelState): readonly unknown[] {
    return [state.runState, isDimmed(state), state.frame === undefined, state.ui.folded];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    wide.addEventListener('change', this.#widthChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    wide.removeEventListener('change', this.#widthChanged);
  }

  protected override render(): unknown {
    const { store } = this;
    const { runState, frame } = this.state;
    return html`
      <main data-run-state=${runState} class=${`${wide.matches ? 'wide' : 'half'} ${isDimmed(this.state) ? 'dimmed' : ''}`}>
        <div class="spine" ?hidden=${!frame}>
          <elbo-transport .store=${store}></elbo-transport>
          <elbo-identity .store=${store}></elbo-identity>
          <elbo-bound .store=${store}></elbo-bound>
        </div>
      </main>
    `;
  }

  protected override updated(_changed: PropertyValues): void {
    document.documentElement.lang = this.state.welcome?.language ?? 'en';
  }
}

customElements.define('elbo-panel', Panel);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-panel': Panel;
  }
}
