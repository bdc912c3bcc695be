/** `<elbo-vi>`: variational inference below the spine. Pictures are those of EM, of the same rows in the same place. */
import { html, nothing } from 'lit';
import { section } from '../shell/section.ts';
import type { PanelState } from '../store.ts';
import { ViView } from './viView.ts';
import '../data/meanPictures.ts';
import '../data/scatter.ts';
import '../heatmap/heatmap.ts';
import './componentTable.ts';
import './identity.ts';
import './overK.ts';
import './priors.ts';
import './rowTerms.ts';
import './waterfall.ts';
import './vi.css';

export class Vi extends ViView {
  protected override select(state: PanelState): readonly unknown[] {
    return [state.vi.frame === undefined, state.ui.folded];
  }

  protected override render(): unknown {
    const { store } = this;
    if (!this.state.vi.frame) return nothing;
    const part = (name: string, title: string, content: () => unknown) => section(store, name, title, content);
    return html`<div class="views">
      <div class="pictures">
        ${part('data', this.say('data'), () => html`<elbo-scatter .store=${store}></elbo-scatter><elbo-mean-pictures .store=${store}></elbo-mean-pictures>`)}
        ${part('heatmap', this.say('responsibilities'), () => html`<elbo-heatmap .store=${store}></elbo-heatmap>`)}
      </div>
      <div class="vi-texts">
        ${part('terms', this.word('viTerms'), () => html`<elbo-vi-terms .store=${store}></elbo-vi-terms>`)}
        ${part('components', this.word('viComponents'), () => html`<elbo-vi-components .store=${store}></elbo-vi-components>`)}
        ${part('row', this.word('viRow'), () => html`<elbo-vi-row .store=${store}></elbo-vi-row>`)}
        ${part('priors', this.word('viPriors'), () => html`<elbo-vi-priors .store=${store}></elbo-vi-priors>`)}
        ${part('overK', this.word('viOverK'), () => html`<elbo-vi-over-k .store=${store}></elbo-vi-over-k>`)}
      </div>
    </div>`;
  }
}

customElements.define('elbo-vi', Vi);
