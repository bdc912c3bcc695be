/** `<elbo-sum-log>`: the log of the sum beside the sum of the logs, with the densities of row i. */
import { html, nothing } from 'lit';
import { decimal } from '../../../src/lesson/numeral.ts';
import { read } from '../../../src/lesson/reading.ts';
import { colourClass, disc } from '../../colour/disc.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';

export class SumLog extends RoadView {
  protected override select({ frame, ui }: PanelState): readonly unknown[] {
    return [frame?.row, ui.notation, ui.highlight];
  }

  protected override render(): unknown {
    const { row } = this;
    if (!row) return nothing;
    const reading = read(row);
    const { components } = reading;
    const top = Math.max(...components.map(({ share }) => share.logJoint));
    const logs = components.map(({ share }) => share.logJoint);
    const sumOfLogs = logs.reduce((sum, log) => sum + log, 0);
    const total = reading.figures.logLikelihood;
    return html`
      <div class="road-scroll" tabindex="0" role="group" aria-label=${this.word('sumLogTable', { row: row.row + 1 })}><table class="road-table sums" aria-label=${this.word('sumLogTable', { row: row.row + 1 })}>
        <thead>
          <tr><td></td><th scope="col">${this.tex('\\joint{\\comp}', 'head joint')}<span class="hidden-title">${this.word('sumLogJoint')}</span></th><td aria-hidden="true"></td>
            <th scope="col">${this.tex('\\log \\joint{\\comp}', 'head log')}<span class="hidden-title">${this.word('sumLogLog')}</span></th></tr>
        </thead>
        <tbody>
          ${components.map(
            ({ component, joint, share }) => html`<tr>
              <th scope="row">${component === undefined ? this.word('others') : disc(component)}</th>
              <td class="figure" data-term="joint" data-component=${component ?? nothing} title=${Math.exp(share.logJoint)}>${joint.text}</td>
              <td class="bar-cell" aria-hidden="true"><span class="bar ${component === undefined ? '' : colourClass(component)}" .style=${`width:${100 * Math.exp(share.logJoint - top)}%`}></span></td>
              <td class="figure" title=${share.logJoint}>${decimal(share.logJoint, 4).text}</td>
            </tr>`,
          )}
          <tr class="total">
            <th scope="row">${this.word('sumLogSum')}</th>
            <td class="figure strong" title=${Math.exp(total)}>${reading.evidence.text}</td><td aria-hidden="true"></td>
            <td class="figure" title=${sumOfLogs}>${decimal(sumOfLogs, 4).text}<span class="note">${this.word('sumOfLogs')}</span></td>
          </tr>
          <tr class="total">
            <th scope="row">${this.word('sumLogLog')}</th>
            <td class="figure strong" data-term="logLikelihood" title=${total}>${reading.logLikelihood.text}<span class="note">${this.word('sumLogOfSum')}</span></td><td aria-hidden="true"></td><td></td>
          </tr>
        </tbody>
      </table></div>
      <p class="road-caption">
        ${components.length === 1 ? this.word('sumLogSame') : this.word('sumLogVerdict', { ofSum: reading.logLikelihood.text })}
      </p>
    `;
  }
}

customElements.define('elbo-sum-log', SumLog);
