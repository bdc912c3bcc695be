/** The VAE's part of the panel: `<elbo-vae-identity>` and `<elbo-vae-curve>` in its spine, `<elbo-vae>` below. */
import { html, nothing, type TemplateResult } from 'lit';
import type { VaeKey } from '../../src/words/vae.ts';
import { icons } from '../icons.ts';
import type { PanelState } from '../store.ts';
import './curveView.ts';
import './derivation.ts';
import './draw.ts';
import './generated.ts';
import './health.ts';
import './identity.ts';
import './latent.ts';
import { VaeView } from './vaeView.ts';

class Vae extends VaeView {
  protected override select({ vae, ui }: PanelState): readonly unknown[] {
    return [vae.frame === undefined, ui.folded, ui.notation];
  }

  protected override render(): unknown {
    const { store } = this;
    if (!this.frame) return nothing;
    return html`<div class="views vae-views">
      <div class="vae-pictures">
        ${this.#section('vaeLatent', 'latentSpace', html`<elbo-vae-latent .store=${store}></elbo-vae-latent>`)}
        ${this.#section('vaeDraw', 'reparameterisation', html`<elbo-vae-draw .store=${store}></elbo-vae-draw>`)}
        ${this.#section('vaeGenerated', 'generated', html`<elbo-vae-generated .store=${store}></elbo-vae-generated>`)}
      </div>
      <div class="vae-pictures">
        ${this.#section('vaeDerivation', 'derivation', html`<elbo-vae-derivation .store=${store}></elbo-vae-derivation>`)}
        ${this.#section('vaeHealth', 'health', html`<elbo-vae-health .store=${store}></elbo-vae-health>`)}
      </div>
    </div>`;
  }

  /** A part of the panel under its title; folded ones are not made at all. */
  #section(name: string, title: VaeKey, content: TemplateResult): TemplateResult {
    const folded = this.state.ui.folded.has(name);
    const toggle = () => this.store.dispatch({ type: 'fold', section: name, folded: !folded });
    return html`<section class="section" data-section=${name} aria-label=${this.word(title)}>
      <h2><button class="fold" aria-expanded=${!folded} @click=${toggle}>${folded ? icons.chevronRight : icons.chevronDown} ${this.word(title)}</button></h2>
      ${folded ? nothing : content}
    </section>`;
  }
}

customElements.define('elbo-vae', Vae);
