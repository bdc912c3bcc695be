/** `<elbo-two-ways>`: weights, means and covariances if z were known, beside what EM has at this half-step. */
import { html, nothing, type TemplateResult } from 'lit';
import { decimal, significant } from '../../../src/lesson/numeral.ts';
import { paired } from '../../../src/lesson/road/pairing.ts';
import type { CompleteMessage, Frame } from '../../../src/protocol/run.ts';
import { disc } from '../../colour/disc.ts';
import { momentColumns } from '../../derivation/moment.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';
import './smallScatter.ts';

export class TwoWays extends RoadView {
  protected override select({ frame, ui, started, points, theme }: PanelState): readonly unknown[] {
    return [frame, ui.notation, ui.highlight, started, points, ui.axes, theme];
  }

  protected override render(): unknown {
    const { frame, started } = this.state;
    if (!frame?.complete || !started) return nothing;
    const { complete } = frame;
    const label = started.label?.name ?? '';
    const by = complete.by === 'label' ? this.word('knownByLabel', { label }) : this.word('knownByAssignment');
    const groups = complete.counts.length;
    const partners = paired(complete.cross, groups, frame.theta.k);
    const columns = momentColumns(this.state, frame.theta.d);
    const known = { k: groups, d: frame.theta.d, means: complete.means, covariances: complete.covariances };
    const names = columns.map((c) => started.names[c] ?? '').join(', ');
    return html`
      <p class="road-text">${this.word('knownLead', { by })}</p>
      <div class="road-scroll" tabindex="0" role="group" aria-label=${this.word('knownTable')}><table class="road-table ways" aria-label=${this.word('knownTable')}>
        <thead>
          <tr><td></td><td></td><th scope="col">${by}</th><th scope="col">${this.word('knownByEm')}</th></tr>
        </thead>
        ${Array.from({ length: groups }, (_, g) => this.#group(frame, complete, g, partners[g], columns, names))}
        <tbody>
          ${this.#total(complete, frame)}
        </tbody>
      </table></div>
      ${columns.length > 1 ? html`<p class="road-caption">${this.word('knownColumns', { columns: names })}</p>` : nothing}
      <p class="road-caption">${this.word('knownNotComparable')} ${complete.by === 'label' ? this.#agreement(complete, partners, frame) : nothing}</p>
      <elbo-small-scatter .store=${this.store} .theta=${frame.theta} .dashed=${known} .label=${this.word('knownPicture')}></elbo-small-scatter>
      <p class="road-caption">${this.word('knownPicture')}</p>
    `;
  }

  #group(
    { theta }: Frame,
    complete: CompleteMessage,
    g: number,
    k: number | undefined,
    columns: readonly number[],
    names: string,
  ): TemplateResult {
    const { d } = theta;
    const vector = (values: ArrayLike<number>, from: number) =>
      html`<span class="vector">${columns.map((c) => html`<span>${significant(values[from * d + c]!, 4).text}</span>`)}</span>`;
    const matrix = (values: ArrayLike<number>, from: number) =>
      html`<span class="matrix" .style=${`grid-template-columns:repeat(${columns.length},auto)`}>${columns.map((a) =>
        columns.map((b) => html`<span>${significant(values[(from * d + a) * d + b]!, 3).text}</span>`),
      )}</span>`;
    const row = (
      tex: string,
      place: string,
      term: string,
      spoken: string,
      left: unknown,
      right: unknown,
      head: unknown,
    ) => html`<tr>
      ${head}
      <th scope="row" data-term=${term}>${this.tex(tex, `${place} ${g}`)}<span class="hidden-title">${spoken}</span></th>
      <td class="figure">${left}</td>
      <td class="figure">${k === undefined ? '–' : right}</td>
    </tr>`;
    const name = complete.names[g];
    const head = html`<th scope="rowgroup" rowspan="3" class="who">${k === undefined ? nothing : disc(k)} ${name ?? nothing}</th>`;
    const index = k === undefined ? g + 1 : k + 1;
    return html`<tbody data-group=${g}>
      ${row(`\\prior{${index}}`, 'prior', 'prior', `${this.state.ui.notation === 'cs229' ? 'φ' : 'π'} ${index}`, html`<span title=${complete.weights[g]!}>${decimal(complete.weights[g]!, 4).text}</span><span class="note">${complete.counts[g]} / ${complete.counts.reduce((a, b) => a + b, 0)}</span>`, html`<span title=${theta.weights[k ?? 0]!}>${decimal(theta.weights[k ?? 0]!, 4).text}</span>`, head)}
      ${row(`\\mean{${index}}`, 'mean', 'mean', `μ ${index} (${names})`, vector(complete.means, g), vector(theta.means, k ?? 0), nothing)}
      ${row(`\\cov{${index}}`, 'cov', 'covariance', `Σ ${index} (${names})`, matrix(complete.covariances, g), matrix(theta.covariances, k ?? 0), nothing)}
    </tbody>`;
  }

  #total(complete: CompleteMessage, frame: Frame): TemplateResult {
    const own = complete.logLikelihood;
    return html`<tr class="total">
        <th colspan="2" scope="row">${this.word('knownComplete')}</th>
        <td class="figure" data-value="complete.logLikelihood" data-exact=${own ?? nothing}>${own === undefined ? this.word('knownNone') : decimal(own, 2).text}</td><td></td>
      </tr>
      <tr>
        <th colspan="2" scope="row">${this.word('knownObserved')}</th><td></td>
        <td class="figure" data-term="logLikelihood">${decimal(frame.step.logLikelihood, 2).text}</td>
      </tr>`;
  }

  #agreement(complete: CompleteMessage, partners: readonly (number | undefined)[], { theta }: Frame): string {
    const agree = partners.reduce(
      (sum: number, k, g) => sum + (k === undefined ? 0 : complete.cross[g * theta.k + k]!),
      0,
    );
    return this.word('knownAgree', { count: agree, all: complete.counts.reduce((a, b) => a + b, 0) });
  }
}

customElements.define('elbo-two-ways', TwoWays);
