/** The heatmap in a table, for those who cannot see it: row i, the totals, and the single rows when few are on show. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PictureKey } from '../../src/words/pictures.ts';
import type { WordArgs } from '../../src/words/translate.ts';
import { fixed } from '../figures.ts';
import type { PanelState } from '../store.ts';

/** More rows than this would drown the reader. */
const mostRows = 24;

export function rowsTable(
  { frame }: PanelState,
  say: (key: PictureKey, args?: WordArgs) => string,
): TemplateResult | typeof nothing {
  if (!frame) return nothing;
  const { k } = frame.theta;
  const { heatmap, row } = frame;
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
        <th scope="col">${say('klColumn')}</th>
      </tr>
    </thead>
    <tbody>
      ${row ? line(String(row.row + 1), row.q, row.kl, 4) : nothing}
      ${line(say('totalRow'), frame.counts, frame.step.kl, 1)}
      ${
        single
          ? Array.from({ length: heatmap.bands }, (_, b) =>
              line(String(heatmap.rows[b]! + 1), heatmap.q.subarray(b * k, (b + 1) * k), heatmap.kl[b]!, 3),
            )
          : nothing
      }
    </tbody>
  </table></div>`;
}
