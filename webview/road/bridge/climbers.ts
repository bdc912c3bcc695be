/** `<elbo-climbers>`: two ways up one hill: EM on a linear decoder in turns with Q, and θ and φ together by gradient. */
import { html, nothing, type SVGTemplateResult, svg } from 'lit';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { fixed, grouped } from '../../figures.ts';
import { sayFault } from '../../words.ts';
import { scaleTo } from '../figures/drawing.ts';
import { BridgeView } from './bridgeView.ts';

type Answer = BridgeAnswerOf<'compare'>;
type Climbs = NonNullable<Answer['climbs']>;

const margin = { left: 64, right: 14, top: 18, bottom: 26 };
/** Shortfalls below this, in nats a row, are drawn as this. */
const least = 1e-6;
/** A shortfall of EM, in nats a row, that is not to be taken for the top. */
const leastShort = 1e-3;

export class Climbers extends BridgeView<'compare'> {
  protected readonly page = 'compare' as const;

  protected figure({ climbs, without, trained, heldOut }: Answer): unknown {
    if (without) return html`<p class="bridge-refused" role="note">${sayFault(this.state, without)}</p>`;
    if (!climbs) return this.waiting();
    const rows = trained + heldOut;
    const short = (climbs.best - climbs.turns.elbo.at(-1)!) / rows;
    return html`${this.#chart(climbs, rows)}
      <p class="road-caption">${this.word('climbersEnd')}
        ${this.word('climbersTurns')} ${this.number('turns', climbs.turns.elbo.at(-1)!, 4, 'elbo')} ·
        ${this.word('climbersTogether')} ${this.number('together', climbs.together.elbo.at(-1)!, 4)} ·
        ℓ* ${this.number('top', climbs.best, 4, 'logLikelihood')}${short < leastShort ? nothing : html`<br />${this.word('climbersShort', { steps: grouped(climbs.turns.steps.at(-1)!), short: fixed(short, 4) })}`}</p>`;
  }

  /** Nats a row below ℓ*, over steps of either kind, both axes logarithmic. */
  #chart({ best, turns, together }: Climbs, n: number): SVGTemplateResult {
    const { width } = this;
    const height = Math.round(Math.max(170, Math.min(230, width * 0.36)));
    const short = (elbo: number) => Math.log10(Math.max(least, (best - elbo) / n));
    const both = [...Array.from(turns.elbo, short), ...Array.from(together.elbo, short)];
    const [low, high] = [Math.min(...both), Math.max(...both)];
    const last = Math.max(turns.steps.at(-1)!, together.steps.at(-1)!, 2);
    const along = scaleTo(0, Math.log10(last), margin.left, width - margin.right);
    const x = (step: number) => along(Math.log10(step));
    const y = scaleTo(low - 0.2, high + 0.2, height - margin.bottom, margin.top);
    const line = ({ steps, elbo }: Climbs['turns']) =>
      `M${Array.from(elbo, (value, t) => `${x(steps[t]!).toFixed(1)} ${y(short(value)).toFixed(1)}`).join('L')}`;
    const tens = Array.from({ length: Math.floor(Math.log10(last)) + 1 }, (_, i) => 10 ** i);
    const decades = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i);
    const every = Math.ceil(decades.length / 6);
    const label = this.word('climbersPicture', {
      turns: fixed((best - turns.elbo.at(-1)!) / n, 6),
      together: fixed((best - together.elbo.at(-1)!) / n, 6),
    });
    return svg`<svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
      ${decades.filter((_, i) => i % every === 0).map((decade) => svg`<path class="grid" d="M${margin.left} ${y(decade)}H${width - margin.right}" /><text class="tick" text-anchor="end" x=${margin.left - 8} y=${y(decade) + 4}>${decade >= 0 ? 10 ** decade : (10 ** decade).toFixed(-decade)}</text>`)}
      <path class="axis" d="M${margin.left} ${height - margin.bottom}H${width - margin.right}" />
      <path class="line-score" d=${line(together)} />
      <path class="line-elbo" data-term="elbo" d=${line(turns)} />
      <g transform="translate(${width - margin.right} ${margin.top + 4})">
        <text class="name elbo" text-anchor="end">${this.word('climbersTurns')}</text>
        <text class="name" text-anchor="end" y="17">${this.word('climbersTogether')}</text>
      </g>
      <text class="tick" x="4" y="11">${this.word('climbersAxis')}</text>
      ${tens.map((step) => svg`<text class="tick" text-anchor="middle" x=${x(step)} y=${height - 8}>${step}</text>`)}
      <text class="tick" text-anchor="end" x=${width - margin.right} y=${height - 8}>${this.word('bridgeStep')}</text>
    </svg>`;
  }
}

customElements.define('elbo-climbers', Climbers);
