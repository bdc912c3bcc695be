/** The heatmap in a table, for those who cannot see it: row i, the totals, and the single rows when few are on show. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PictureKey } from '../../src/words/pictures.ts';
import type { WordArgs } from '../../src/words/translate.ts';
import { fixed } from '../figures.ts';
import { mixtureFrame, type PanelState } from '../store.ts';

/** More rows than this would drown the reader. */
const mostRows = 24;

export function rowsTable(
  state: PanelState,
  say: (key: PictureKey, args?: WordArgs) => string,
): TemplateResult | typeof nothing {
  const frame = mixtureFrame(state);
  if (!frame) return nothing;
  const { k } = frame.theta;
  const { heatmap } = frame;
  // What stands in the last column: KL of each row, or its entropy where the gap has no share by row.
  const bayes = frame.type === 'viFrame';
  const total = bayes ? frame.terms[4]! : frame.step.kl;
  const own = frame.type === 'frame' ? frame.row?.kl : frame.row && entropyOf(frame.row.q);
  const line = (name: string, q: ArrayLike<number>, kl: number, digits: number) => html`<tr>
    <th scope="row">${name}</th>
    ${Array.from({ length: k }, (_, j) => html`<td>${fixed(q[j]!, digits)}</td>`)}
    <td>${fixed(kl, 4)}</td>
  </tr>`;
  const single = heatmap && heatmap.rowsPerBand === 1 && heatmap.bands <= mostRows;
  return html`<div class="heat-table"><table>
    <caption>
      ${say('heatmapTable')}
    </caption>
    <thead>
      <tr>
        <th scope="col">${say('rowColumn')}</th>
        ${Array.from({ length: k }, (_, j) => html`<th scope="col">${say('componentColumn', { component: j + 1 })}</th>`)}
        <th scope="col">${say(bayes ? 'entropyColumn' : 'klColumn')}</th>
      </tr>
    </thead>
    <tbody>
      ${frame.row && own !== undefined ? line(String(frame.row.row + 1), frame.row.q, own, 4) : nothing}
      ${line(say('totalRow'), frame.counts, total, 1)}
      ${
        single
          ? Array.from({ length: heatmap.bands }, (_, b) =>
              line(
                String(heatmap.rows[b]! + 1),
                heatmap.q.subarray(b * k, (b + 1) * k),
                (heatmap.entropy ?? heatmap.kl)[b]!,
                3,
              ),
            )
          : nothing
      }
    </tbody>
  </table></div>`;
}

/** −Σ q ln q, in nats. */
const entropyOf = (q: ArrayLike<number>): number =>
  Array.from(q).reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
