/** `<elbo-normalise>`: the joint densities of row i, divided by their sum: Bayes' rule as bars. */
import { html, nothing } from 'lit';
import { read } from '../../../src/lesson/reading.ts';
import { disc } from '../../colour/disc.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';

export class Normalise extends RoadView {
  protected override select({ frame, ui }: PanelState): readonly unknown[] {
    return [frame?.row, ui.notation, ui.highlight];
  }

  protected override render(): unknown {
    const { row } = this;
    if (!row) return nothing;
    const reading = read(row);
    const tight = row.kl < 1e-9;
    return html`
      <div class="road-scroll" tabindex="0" role="group" aria-label=${this.word('normaliseTable', { row: row.row + 1 })}><table class="road-table norms" aria-label=${this.word('normaliseTable', { row: row.row + 1 })}>
        <thead>
          <tr>
            <td></td>
            <th scope="col">${this.word('normaliseJoint')}</th>
            <th aria-hidden="true" class="bar-head">${this.word('normaliseBy')}</th>
            <th scope="col">${this.word('normalisePosterior')}</th>
            <th scope="col" class="role-q">${this.word('normaliseNow')}</th>
          </tr>
        </thead>
        <tbody>
          ${reading.components.map(
            ({ component, joint, posterior, q, share }) => html`<tr>
              <th scope="row">${component === undefined ? this.word('others') : disc(component)}</th>
              <td class="figure" data-term="joint" data-component=${component ?? nothing} title=${Math.exp(share.logJoint)}>${joint.text}</td>
              <td class="bar-cell framed" aria-hidden="true">
                <span class="bar q" .style=${`width:${100 * share.posterior}%`}></span>
                ${tight ? nothing : html`<span class="bar-tick" .style=${`left:${100 * share.q}%`}></span>`}
              </td>
              <td class="figure" data-term="posterior" title=${share.posterior}>${posterior.text}</td>
              <td class="figure" data-term="q" title=${share.q}>${q.text}</td>
            </tr>`,
          )}
          <tr class="total">
            <th scope="row">${this.word('normaliseTotal')}</th>
            <td class="figure strong" data-term="logLikelihood">${reading.evidence.text}</td>
            <td aria-hidden="true"></td>
            <td class="figure">1</td>
            <td class="figure">1</td>
          </tr>
        </tbody>
      </table></div>
      <p class="road-caption">${this.word(tight ? 'normaliseTight' : 'normaliseMoves')}</p>
    `;
  }
}

customElements.define('elbo-normalise', Normalise);
