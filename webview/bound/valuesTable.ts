/** The bound as a table, for those who do not see the chart. */
import { html, nothing, type TemplateResult } from 'lit';
import { momentName, nameOfMoments } from '../moments.ts';
import type { PanelState } from '../state.ts';
import { say } from '../words.ts';
import { readingOf } from './reading.ts';

/** A longer staircase is thinned evenly to so many half-steps, its ends kept. */
const mostRows = 48;

export function valuesTable(state: PanelState): TemplateResult | typeof nothing {
  const { trace } = state;
  if (trace.length === 0) return nothing;
  const count = Math.min(mostRows, trace.length);
  const halves = Array.from({ length: count }, (_, i) => Math.round((i * (trace.length - 1)) / Math.max(1, count - 1)));
  const names = readingOf(state, 0).map(({ name }) => name);
  // In a box of its own: a table is as tall as its rows, however it is clipped, and the page would scroll that far.
  return html`<div class="hidden-title"><table>
    <caption>${say(state, 'boundTitle')}</caption>
    <thead>
      <tr><th scope="col">${nameOfMoments(state)}</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr>
    </thead>
    <tbody>
      ${halves.map(
        (half) => html`<tr>
          <th scope="row">${momentName(state, half)}</th>
          ${readingOf(state, half).map(({ text }) => html`<td>${text}</td>`)}
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}
