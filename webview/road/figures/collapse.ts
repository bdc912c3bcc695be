/** `<elbo-collapse>`: one more component on row i shrinks, and the floor of ℓ rises without end. */
import { html, nothing, type SVGTemplateResult, svg } from 'lit';
import { likeliest } from '../../../src/lesson/figures.ts';
import { significant } from '../../../src/lesson/numeral.ts';
import {
  type CollapseSetting,
  leastOnCollapse,
  logDeterminant,
  overtakesAt,
} from '../../../src/lesson/road/collapse.ts';
import { disc } from '../../colour/disc.ts';
import { fixed } from '../../figures.ts';
import type { PanelState } from '../../store.ts';
import { sayFault } from '../../words.ts';
import { RoadView } from '../roadView.ts';
import { heights, scaleTo } from './drawing.ts';

const margin = { left: 68, right: 14, top: 14, bottom: 28 };

export class Collapse extends RoadView {
  /** Share of the way the slider has gone. */
  #gone = 0.15;

  protected override select({ frame, started, chosen, ui }: PanelState): readonly unknown[] {
    return [frame, started, chosen, ui.notation];
  }

  protected override render(): unknown {
    const { frame, chosen } = this.state;
    if (!frame || this.width === 0) return nothing;
    const setting = this.#setting();
    return html`
      ${
        chosen?.family === 'tied'
          ? html`<p class="road-caption">${this.word('collapseTied')}</p>`
          : setting
            ? this.#shrinking(setting)
            : nothing
      }
      ${this.#hollow()}
    `;
  }

  #setting(): CollapseSetting | undefined {
    const { frame, started } = this.state;
    const row = frame?.row;
    if (!frame || !row || !started) return undefined;
    const { d } = frame.theta;
    const logS = logDeterminant(frame.theta.covariances, likeliest(row) * d * d, d);
    if (logS === undefined) return undefined;
    return {
      n: started.n,
      d,
      logLikelihood: frame.step.logLikelihood,
      ofRow: row.logLikelihood,
      logDeterminant: logS,
    };
  }

  #shrinking(setting: CollapseSetting): unknown {
    const over = overtakesAt(setting);
    // As far beyond the crossing as it lies from the beginning.
    const end = Math.min(2 * over, over - Math.LN10 * 2, -Math.LN10 * 4);
    const logSigma = end * this.#gone;
    const floor = leastOnCollapse(setting, logSigma);
    const sigma = significant(Math.exp(logSigma), 2).text;
    const crossing = significant(Math.exp(over), 2).text;
    const ahead = floor > setting.logLikelihood;
    const verdict = ahead
      ? this.word('collapseOver', { sigma: crossing })
      : this.word('collapseNotYet', { sigma: crossing });
    return html`
      ${this.#picture(setting, end, logSigma, crossing)}
      <label class="jensen-slider">
        <span>σ</span>
        <input
          type="range"
          min="0"
          max="100"
          data-field="shrink"
          .value=${String(Math.round(100 * this.#gone))}
          aria-label=${this.word('collapseSlider')}
          aria-valuetext=${`σ = ${sigma}, ${this.word('collapseFloor')} ${fixed(floor, 2)}`}
          @input=${(event: Event) => {
            this.#gone = Number((event.target as HTMLInputElement).value) / 100;
            this.requestUpdate();
          }}
        />
        <span class="figure">${sigma}</span>
      </label>
      <p class="road-caption">
        ${this.word('collapseFloor')} <span class="figure strong" data-value="collapse.floor" data-exact=${floor}>${fixed(floor, 2)}</span>,
        ${this.word('collapseNow')} <span class="figure">${fixed(setting.logLikelihood, 2)}</span>. ${verdict}
      </p>
    `;
  }

  #picture(setting: CollapseSetting, end: number, logSigma: number, crossing: string): SVGTemplateResult {
    const { width } = this;
    const height = Math.round(Math.max(140, Math.min(200, width * 0.3)));
    const now = setting.logLikelihood;
    const [from, to] = [leastOnCollapse(setting, 0), leastOnCollapse(setting, end)];
    const [low, high] = [Math.min(from, now), Math.max(to, now)];
    const x = scaleTo(0, end, margin.left, width - margin.right);
    const y = scaleTo(low - 0.05 * (high - low), high, height - margin.bottom, margin.top);
    const over = overtakesAt(setting);
    const at = leastOnCollapse(setting, logSigma);
    const decades = Math.floor(-end / Math.LN10);
    const stride = Math.max(1, Math.ceil(decades / 5));
    return svg`<svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img"
      aria-label=${this.word('collapsePicture', { now: fixed(now, 2), sigma: crossing })}>
      ${heights(low, high, 4).map(({ value, text }) => svg`<path class="grid" d="M${margin.left} ${y(value)}H${width - margin.right}" /><text class="tick" text-anchor="end" x=${margin.left - 8} y=${y(value) + 4}>${text}</text>`)}
      <path class="axis" d="M${margin.left} ${height - margin.bottom}H${width - margin.right}" />
      <path class="line-l" d="M${margin.left} ${y(now)}H${width - margin.right}" />
      <path class="floor" d="M${x(0)} ${y(from)}L${x(end)} ${y(to)}" />
      <path class="drop" d="M${x(over)} ${y(now)}V${height - margin.bottom}" />
      <circle class="dot-l" cx=${x(logSigma)} cy=${y(at)} r="5" />
      <text class="name" text-anchor="end" x=${width - margin.right} y=${y(now) - 6}>${this.word('collapseNow')}</text>
      <text class="tick strong" text-anchor="end" x=${x(end) - 4} y=${y(to) + 36}>${this.word('collapseFloor')}</text>
      ${Array.from({ length: Math.floor(decades / stride) + 1 }, (_, n) => n * stride).map(
        (decade) =>
          svg`<text class="tick" text-anchor="middle" x=${x(-decade * Math.LN10)} y=${height - 9}>${decade === 0 ? 'σ 1' : significant(10 ** -decade, 1).text}</text>`,
      )}
    </svg>`;
  }

  /** The warnings about components of this fit. */
  #hollow(): unknown {
    const own = (this.state.frame?.warnings ?? []).filter(({ component }) => component !== undefined);
    if (own.length === 0) return html`<p class="road-caption">${this.word('collapseNone')}</p>`;
    return html`<p class="road-caption">${this.word('collapseHollow')}</p>
      <ul class="road-hollow">${own.map((warning) => html`<li>${disc(warning.component!)} ${sayFault(this.state, warning)}</li>`)}</ul>`;
  }
}

customElements.define('elbo-collapse', Collapse);
