/** `<elbo-selection>`: what was compared when K and the family were chosen, and a way to take another. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { CandidateMessage, FitOptions } from '../../src/protocol/run.ts';
import { fixed } from '../figures.ts';
import { changed } from '../run/options.ts';
import type { PanelState } from '../store.ts';
import { View } from '../view.ts';
import './selection.css';

/** Width of the strip in which each BIC is a dot, in its own units. */
const strip = 120;

export class Selection extends View {
  protected override select({ chosen, options }: PanelState): readonly unknown[] {
    return [chosen, options];
  }

  protected override render(): unknown {
    const { chosen } = this.state;
    if (!chosen) return nothing;
    const { candidates } = chosen;
    return html`
      <p class="selection-caption">
        ${candidates ? this.say('selectionCaption') : this.say('selectionNone', { k: chosen.components })}
      </p>
      ${candidates ? this.#table(candidates) : nothing}
      ${candidates?.some(({ eligible }) => !eligible) ? html`<p class="selection-note">${this.say('selectionHollow')}</p>` : nothing}
      <div class="selection-actions">
        ${candidates ? nothing : this.#compare('compareComponents', { components: 'auto' })}
        ${this.state.options.family === 'auto' ? nothing : this.#compare('compareFamilies', { components: 'auto', family: 'auto' })}
      </div>
    `;
  }

  #compare(word: 'compareComponents' | 'compareFamilies', change: Partial<FitOptions>): TemplateResult {
    return html`<button class="link" data-action=${word} @click=${() => this.#fit(change)}>${this.say(word)}</button>`;
  }

  #table(candidates: readonly CandidateMessage[]): TemplateResult {
    const bics = candidates.map(({ bic }) => bic);
    const [least, most] = [Math.min(...bics), Math.max(...bics)];
    const place = (bic: number): number => 6 + ((strip - 12) * (bic - least)) / (most - least || 1);
    return html`<div class="selection-scroll"><table class="selection-table">
      <thead>
        <tr>
          <th scope="col">K</th>
          <th scope="col">${this.say('familyColumn')}</th>
          <th scope="col" colspan="2">BIC</th>
          <th scope="col">AIC</th>
          <th scope="col">ICL</th>
        </tr>
      </thead>
      <tbody>${candidates.map((candidate) => this.#row(candidate, place(candidate.bic)))}</tbody>
    </table></div>`;
  }

  #row(candidate: CandidateMessage, at: number): TemplateResult {
    const { components, family, bic, aic, icl, eligible } = candidate;
    const { chosen } = this.state;
    const mine = chosen?.components === components && chosen.family === family;
    const label = this.say('adopt', { k: components, family });
    return html`<tr class=${`${mine ? 'chosen' : ''} ${eligible ? '' : 'hollow'}`} aria-current=${mine ? 'true' : 'false'} title=${eligible ? nothing : this.say('notChoosable')}>
      <th scope="row">
        <button
          class="adopt"
          data-adopt=${`${components} ${family}`}
          aria-label=${eligible ? label : `${label} (${this.say('notChoosable')})`}
          @click=${() => this.#fit({ components, family })}
        >
          ${components}
        </button>
      </th>
      <td>${family}</td>
      <td class="strip">
        <svg viewBox="0 0 ${strip} 12" width=${strip} height="12" aria-hidden="true">
          ${svg`<line x1="6" x2=${strip - 6} y1="6" y2="6" class="strip-line"></line>
          <circle cx=${at} cy="6" r=${mine ? 5 : 4} class=${eligible ? 'sound' : 'hollow'}></circle>`}
        </svg>
      </td>
      ${[bic, aic, icl].map((value) => html`<td class="number">${fixed(value, 1)}</td>`)}
    </tr>`;
  }

  #fit(change: Partial<FitOptions>): void {
    this.store.fit(changed(this.state.options, { ...change, start: undefined }));
  }
}

customElements.define('elbo-selection', Selection);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-selection': Selection;
  }
}
