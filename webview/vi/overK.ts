/** `<elbo-vi-over-k>`: the bound of other K, with what has to be added before they are compared, and a way to take one. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ViOverKEntry } from '../../src/protocol/viFrame.ts';
import { fixed } from '../figures.ts';
import { changed } from '../run/options.ts';
import type { PanelState } from '../store.ts';
import { comparesUnasked } from './slot.ts';
import { ViView } from './viView.ts';
import '../selection/selection.css';

const strip = 120;

export class ViOverK extends ViView {
  protected override select({ vi, started, runState, options, ui }: PanelState): readonly unknown[] {
    return [vi.overK, vi.setting, started, runState, options, ui.vi];
  }

  protected override render(): unknown {
    const { vi, started, ui } = this.state;
    const { overK, setting } = vi;
    if (!setting || !started) return nothing;
    const asked = ui.vi.overK || comparesUnasked(started);
    return html`
      <p class="vi-caption">${this.word('viOverKCaption')}</p>
      ${overK && overK.entries.length > 0 ? this.#table(overK.entries, setting.components) : nothing}
      ${asked ? this.#progress(overK?.fraction) : this.#ask()}
      <p class="vi-note">${this.word('viOverKFactorial')}</p>
    `;
  }

  #progress(fraction: number | undefined): unknown {
    if (fraction === 1) return nothing;
    const text =
      fraction === undefined
        ? this.word('viOverKWaits')
        : this.word('viOverKWorking', { percent: Math.floor(100 * fraction) });
    return html`<p class="vi-note">${text}</p>`;
  }

  #ask(): TemplateResult {
    return html`<button
      class="link"
      data-action="compareComponents"
      @click=${() => this.store.dispatch({ type: 'vi', vi: { overK: true } })}
    >
      ${this.say('compareComponents')}
    </button>`;
  }

  #table(entries: readonly ViOverKEntry[], present: number): TemplateResult {
    const values = entries.map(({ comparable }) => comparable);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const place = (value: number): number => 6 + ((strip - 12) * (value - least)) / (most - least || 1);
    return html`<div class="selection-scroll" tabindex="0" role="group" aria-label=${this.word('viOverK')}>
      <table class="selection-table">
        <thead>
          <tr>
            <th scope="col">K</th>
            <th scope="col">${this.word('viBound')}</th>
            <th scope="col" colspan="2">${this.word('viComparable')}</th>
            <th scope="col">${this.word('viEmptiedColumn')}</th>
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${entries.map((entry) => this.#row(entry, entry.components === present, entry.comparable === most, place(entry.comparable)))}
        </tbody>
      </table>
    </div>`;
  }

  #row(entry: ViOverKEntry, mine: boolean, best: boolean, at: number): TemplateResult {
    const { components, bound, comparable, emptied, converged } = entry;
    const number = (name: string, value: number): TemplateResult =>
      html`<td class="number" data-value=${`${name}.${components}`} data-exact=${String(value)} title=${String(value)}>${fixed(value, 2)}</td>`;
    return html`<tr class=${mine ? 'chosen' : ''} aria-current=${mine ? 'true' : 'false'}>
      <th scope="row">
        <button class="adopt" data-adopt=${components} aria-label=${this.word('viAdopt', { k: components })} @click=${() => this.#fit(components)}>
          ${components}
        </button>
      </th>
      ${number('overK', bound)}
      <td class="strip">
        <svg viewBox="0 0 ${strip} 12" width=${strip} height="12" aria-hidden="true">
          ${svg`<line x1="6" x2=${strip - 6} y1="6" y2="6" class="strip-line"></line>
          <circle cx=${at} cy="6" r=${best ? 5 : 4} class=${converged ? 'sound' : 'hollow'}></circle>`}
        </svg>
      </td>
      ${number('comparable', comparable)}
      <td class="number">${emptied}</td>
      <td class="vi-best">${best ? this.word('viBest') : converged ? nothing : this.word('viNotConvergedWord')}</td>
    </tr>`;
  }

  #fit(components: number): void {
    this.store.fit(changed(this.state.options, { components, start: undefined }));
  }
}

customElements.define('elbo-vi-over-k', ViOverK);
