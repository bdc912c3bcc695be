/** `<elbo-vi-row>`: ln ρ of row i term by term for each component, the shares that follow, and its density under q. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ViRow } from '../../src/protocol/viFrame.ts';
import { disc } from '../colour/disc.ts';
import { rowPicker } from '../derivation/rowPicker.ts';
import { decimalsThatAddUp, fixed } from '../figures.ts';
import { figure } from '../identity/figure.ts';
import { ViView } from './viView.ts';
import '../derivation/derivation.css';
import '../tex.ts';

const formula =
  '\\ln\\rho_{nk} = \\mathbb E[\\ln\\pi_k] + \\tfrac12\\mathbb E[\\ln|\\Lambda_k|] - \\tfrac{D}{2\\beta_k} - \\tfrac D2\\ln 2\\pi - \\tfrac12\\,(x_n-m_k)^{\\mathsf T}\\nu_k W_k(x_n-m_k), \\qquad \\htmlData{term=q}{r_{nk}} = \\frac{\\rho_{nk}}{\\sum_j \\rho_{nj}}';

const heads = ['E[ln πₖ]', '½ E[ln|Λₖ|]', '−D/2βₖ', '−(D/2) ln 2π', '−½ (x−m)ᵀνW(x−m)', '= ln ρₖ'] as const;

export class ViRowTerms extends ViView {
  protected override select(state: Parameters<ViView['select']>[0]): readonly unknown[] {
    return [...super.select(state), state.ui.row];
  }

  protected override render(): unknown {
    const { frame } = this.state.vi;
    if (!frame) return nothing;
    const { row } = frame;
    return html`
      <p class="vi-caption">${this.word('viRowCaption')}</p>
      <div class="lesson-tools">${rowPicker(this.store)}</div>
      ${row ? this.#table(row, frame.theta.d) : html`<p class="vi-note">${this.word('viRowUnknown')}</p>`}
    `;
  }

  #table(row: ViRow, d: number): TemplateResult {
    const constant = -(d / 2) * Math.log(2 * Math.PI);
    const parts = Array.from(row.q, (_, k) => [
      row.logWeight[k]!,
      row.logPrecision[k]! / 2,
      -row.meanSpread[k]! / 2,
      constant,
      -row.distance[k]! / 2,
    ]);
    const digits = Math.max(...parts.map((list, k) => decimalsThatAddUp(list, row.logRho[k]!, 2, 5)));
    return html`
      <div class="vi-formula" tabindex="0" role="group" aria-label=${this.word('viRow')}><elbo-tex .tex=${formula} .label=${this.word('viRowTable', { row: row.row + 1 })}></elbo-tex></div>
      <div class="vi-scroll" tabindex="0" role="group" aria-label=${this.word('viRow')}>
        <table class="vi-table">
          <caption class="hidden-title">${this.word('viRowTable', { row: row.row + 1 })}</caption>
          <thead>
            <tr>
              <th scope="col"><i>k</i></th>
              ${heads.map((head) => html`<th scope="col">${head}</th>`)}
              <th scope="col" class="role-q">r<sub>k</sub></th>
            </tr>
          </thead>
          <tbody>
            ${parts.map(
              (list, k) => html`<tr>
                <th scope="row">${disc(k)}</th>
                ${list.map((value) => html`<td class="figure" title=${String(value)} data-exact=${String(value)}>${fixed(value, digits)}</td>`)}
                <td class="figure sum" data-value=${`logRho.${k + 1}`} data-exact=${String(row.logRho[k])} title=${String(row.logRho[k])}>
                  ${fixed(row.logRho[k]!, digits)}
                </td>
                <td class="figure role-q" data-value=${`r.${k + 1}`} data-exact=${String(row.q[k])} title=${String(row.q[k])}>
                  ${fixed(row.q[k]!, 4)}
                </td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <p class="vi-note">
        ${this.word('viRowPredictive')} ${figure('rowLogPredictive', fixed(row.logPredictive, 4), row.logPredictive)}
      </p>
    `;
  }
}

customElements.define('elbo-vi-row', ViRowTerms);
