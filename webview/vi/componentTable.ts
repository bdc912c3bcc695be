/** `<elbo-vi-components>`: what is expected of each component; emptied ones fade, and say that they have emptied. */
import { html, nothing, type TemplateResult } from 'lit';
import { significant } from '../../src/lesson/numeral.ts';
import type { ViFrame } from '../../src/protocol/viFrame.ts';
import { colourClass, disc } from '../colour/disc.ts';
import { decimalsThatAddUp, fixed } from '../figures.ts';
import { ViView } from './viView.ts';

export class ViComponents extends ViView {
  protected override render(): unknown {
    const { vi, started } = this.state;
    const { frame } = vi;
    if (!frame || !started) return nothing;
    const { k } = frame.theta;
    const count = frame.emptied.length;
    const digits = decimalsThatAddUp(Array.from(frame.counts), started.n, 1, 4);
    return html`
      <p class="vi-caption">
        ${this.word('viComponentsCaption')}${
          count === 0
            ? nothing
            : html`; <span data-field="emptied">${this.word('viEmptiedCaption', { count, k })}</span>`
        }
      </p>
      <div class="vi-scroll" tabindex="0" role="group" aria-label=${this.word('viComponents')}>
        <table class="vi-table">
          <thead>
            <tr>
              <th scope="col"><i>k</i></th>
              <th scope="col" colspan="2">E[π<sub>k</sub>]</th>
              <th scope="col">N<sub>k</sub></th>
              <th scope="col">α<sub>k</sub></th>
              <th scope="col">β<sub>k</sub></th>
              <th scope="col">ν<sub>k</sub></th>
              ${started.names.map((name) => html`<th scope="col">m<sub>k</sub> <span>${name}</span></th>`)}
            </tr>
          </thead>
          <tbody>
            ${Array.from({ length: k }, (_, j) => this.#row(frame, j, digits))}
          </tbody>
        </table>
      </div>
    `;
  }

  #row({ theta, counts, alpha, beta, nu, emptied }: ViFrame, j: number, digits: number): TemplateResult {
    const { d } = theta;
    const weight = theta.weights[j]!;
    const gone = emptied.includes(j);
    const cell = (name: string, value: number, text = significant(value, 4).text) =>
      html`<td class="figure" data-value=${`${name}.${j + 1}`} data-exact=${String(value)} title=${String(value)}>${text}</td>`;
    return html`<tr
      class=${gone ? 'emptied' : ''}
      data-component=${j}
      @pointerenter=${() => this.store.dispatch({ type: 'highlight', highlight: { component: j } })}
      @pointerleave=${() => this.store.dispatch({ type: 'highlight', highlight: {} })}
    >
      <th scope="row">
        ${disc(j)} ${gone ? html`<span class="vi-emptied">${this.word('viEmptiedWord')}</span>` : nothing}
      </th>
      <td class="vi-share">
        <svg class=${colourClass(j)} viewBox="0 0 60 10" width="60" height="10" aria-hidden="true">
          <rect width=${60 * weight} height="10" rx="1.5"></rect>
        </svg>
      </td>
      ${cell('weight', weight, fixed(weight, 4))} ${cell('count', counts[j]!, fixed(counts[j]!, digits))}
      ${cell('alpha', alpha[j]!)} ${cell('beta', beta[j]!)} ${cell('nu', nu[j]!)}
      ${Array.from({ length: d }, (_, c) => cell(`mean${c + 1}`, theta.means[j * d + c]!))}
    </tr>`;
  }
}

customElements.define('elbo-vi-components', ViComponents);
