/** θ as figures: weights, means and covariances in the two columns on show. What the scatter says, in a table. */
import { html, nothing, type TemplateResult } from 'lit';
import { significant } from '../../src/lesson/numeral.ts';
import { disc } from '../colour/disc.ts';
import { momentColumns } from '../derivation/moment.ts';
import { mixtureFrame, type PanelState } from '../store.ts';

/** A mean of rows that are all 0 is a sum of rounding errors: 0 beside the spread it is shown with. */
const cleared = (mean: number, variance: number): number => (mean * mean < 1e-24 * variance ? 0 : mean);

export function thetaTable(state: PanelState, caption: string): TemplateResult | typeof nothing {
  const { started, ui } = state;
  const frame = mixtureFrame(state);
  if (!frame || !started) return nothing;
  const { theta } = frame;
  const columns = momentColumns(state, theta.d);
  const entry = (k: number, r: number, c: number) => theta.covariances[(k * theta.d + r) * theta.d + c]!;
  const [weight, index] = ui.notation === 'cs229' ? ['ϕ', 'j'] : ['π', 'k'];
  const cell = (x: number, exact: string) =>
    html`<td class="figure" title=${String(x)} data-exact=${exact}>${significant(x, 4).text}</td>`;
  // A long name breaks where its words end.
  const name = (c: number) =>
    html`<span title=${started.names[c]!}>${started.names[c]!.split(/(?<=[._\-/ ])/).map((word, w) => html`${w > 0 ? html`<wbr>` : nothing}${word}`)}</span>`;
  return html`<div class="theta-scroll" tabindex="0"><table class="theta-table">
    <caption>${caption}</caption>
    <thead>
      <tr>
        <th scope="col"><i>${index}</i></th>
        <th scope="col"><i>${weight}</i></th>
        ${columns.map((c) => html`<th scope="col"><i>μ</i> ${name(c)}</th>`)}
        ${columns.map((c) => html`<th scope="col">var ${name(c)}</th>`)}
        ${columns.length === 2 ? html`<th scope="col">cov</th>` : nothing}
      </tr>
    </thead>
    <tbody>
      ${Array.from(
        { length: theta.k },
        (_, k) => html`<tr>
          <th scope="row">${disc(k)}</th>
          ${cell(theta.weights[k]!, String(theta.weights[k]))}
          ${columns.map((c) => cell(cleared(theta.means[k * theta.d + c]!, entry(k, c, c)), String(theta.means[k * theta.d + c])))}
          ${columns.map((c) => cell(entry(k, c, c), String(entry(k, c, c))))}
          ${columns.length === 2 ? cell(entry(k, columns[0]!, columns[1]!), String(entry(k, columns[0]!, columns[1]!))) : nothing}
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}
