/** The bound as a table, for those who do not see the chart. */
import { html, nothing, type TemplateResult } from 'lit';
import { decimalsThatAddUp, fixed } from '../figures.ts';
import type { PanelState } from '../state.ts';
import { say } from '../words.ts';

/** A longer staircase is thinned evenly to so many half-steps, its ends kept. */
const mostRows = 48;

export function valuesTable(state: PanelState): TemplateResult | typeof nothing {
  const { trace } = state;
  if (trace.length === 0) return nothing;
  const count = Math.min(mostRows, trace.length);
  const halves = Array.from({ length: count }, (_, i) => Math.round((i * (trace.length - 1)) / Math.max(1, count - 1)));
  return html`<table class="hidden-title">
    <caption>${say(state, 'boundTitle')}</caption>
    <thead>
      <tr><th scope="col">${say(state, 'scrubber')}</th><th scope="col">ELBO</th><th scope="col">KL</th><th scope="col">ℓ</th></tr>
    </thead>
    <tbody>
      ${halves.map((half) => {
        const [elbo, logLikelihood] = [trace.elbo[half]!, trace.logLikelihood[half]!];
        const digits = decimalsThatAddUp([elbo, logLikelihood - elbo], logLikelihood);
        const figures = [elbo, logLikelihood - elbo, logLikelihood].map((value) => fixed(value, digits));
        return html`<tr>
          <th scope="row">${half + 1} ${trace.halves[half]}</th>
          ${figures.map((text) => html`<td>${text}</td>`)}
        </tr>`;
      })}
    </tbody>
  </table>`;
}
