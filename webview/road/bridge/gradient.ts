/** `<elbo-gradient>`: the ascent to the best q by two estimators of one gradient, and how far their draws scatter. */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { significant } from '../../../src/lesson/numeral.ts';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { fixed, grouped } from '../../figures.ts';
import { scaleTo } from '../figures/drawing.ts';
import { BridgeView } from './bridgeView.ts';

type Answer = BridgeAnswerOf<'gradient'>;

const drawCounts = [100, 1000, 10_000] as const;
const margin = { left: 56, right: 14, top: 16, bottom: 26 };
/** Shortfalls below this, in nats, are drawn as this. */
const least = 1e-4;

export class Gradient extends BridgeView<'gradient'> {
  protected readonly page = 'gradient' as const;
  /** Which of the 2L derivatives is drawn one by one. */
  #which = 0;

  protected figure(answer: Answer): unknown {
    const { at, steps, path, bestElbo } = answer;
    const [through, score] = [path.reparameterisation[at]!, path.scoreFunction[at]!];
    const told = this.word('gradientTold', {
      step: at,
      through: fixed(through, 3),
      score: fixed(score, 3),
      best: fixed(bestElbo, 3),
    });
    return html`
      ${this.#climbs(answer)}
      ${this.moments(at, steps, 'gradientSlider', told)}
      <p class="road-caption">${this.word('gradientAt', { step: at })}
        ${this.word('gradientThrough')} ${this.number('path.reparameterisation', through, 4, 'elbo')} ·
        ${this.word('gradientScore')} ${this.number('path.scoreFunction', score, 4)} ·
        ${this.word('gradientBest')} ${this.number('best', bestElbo, 4)} ·
        ${this.tex('\\log \\evidence', 'gradient left')} ${this.number('left', answer.logLikelihood, 4, 'logLikelihood')}</p>
      <div class="road-buttons"><span>${this.word('gradientDraws')}</span>
        <div class="segmented" role="group" aria-label=${this.word('gradientDraws')}>${drawCounts.map(
          (draws) =>
            html`<button data-choice=${`draws${draws}`} aria-pressed=${String(this.state.ui.handles.draws === draws)} @click=${() => this.hold({ draws })}>${grouped(draws)}</button>`,
        )}</div>
        <button data-action="redraw" @click=${() => this.hold({ seed: this.state.ui.handles.seed + 1 })}>${this.word('gradientRedraw')}</button></div>
      ${this.#variances(answer)} ${this.#strips(answer)}
    `;
  }

  /** How far below the best ELBO each ascent is, on a logarithmic axis. */
  #climbs({ path, bestElbo, at, steps }: Answer): SVGTemplateResult {
    const { width } = this;
    const height = Math.round(Math.max(170, Math.min(230, width * 0.34)));
    const short = (elbo: number) => Math.log10(Math.max(least, bestElbo - elbo));
    const values = [...Array.from(path.reparameterisation, short), ...Array.from(path.scoreFunction, short)];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const x = scaleTo(0, steps, margin.left, width - margin.right);
    const y = scaleTo(low - 0.1, high + 0.1, height - margin.bottom, margin.top);
    const line = (elbo: Float64Array) =>
      `M${Array.from(elbo, (value, t) => `${x(t).toFixed(1)} ${y(short(value)).toFixed(1)}`).join('L')}`;
    const decades = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i);
    const text = (decade: number) => (decade >= 0 ? String(10 ** decade) : (10 ** decade).toFixed(-decade));
    // Names stand above their lines where these have come down.
    const named = Math.round(0.6 * steps);
    const above = (elbo: Float64Array) => Math.min(...Array.from(elbo.subarray(named), (value) => y(short(value)))) - 8;
    const label = this.word('gradientPicture', {
      step: at,
      through: fixed(bestElbo - path.reparameterisation[at]!, 4),
      score: fixed(bestElbo - path.scoreFunction[at]!, 4),
    });
    return svg`<svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
      ${decades.map((decade) => svg`<path class="grid" d="M${margin.left} ${y(decade)}H${width - margin.right}" /><text class="tick" text-anchor="end" x=${margin.left - 8} y=${y(decade) + 4}>${text(decade)}</text>`)}
      <path class="axis" d="M${margin.left} ${height - margin.bottom}H${width - margin.right}" />
      <path class="line-score" d=${line(path.scoreFunction)} />
      <path class="line-elbo" data-term="elbo" d=${line(path.reparameterisation)} />
      <path class="drop" d="M${x(at)} ${margin.top}V${height - margin.bottom}" />
      <circle class="dot-l" cx=${x(at)} cy=${y(short(path.scoreFunction[at]!))} r="4" />
      <circle class="ring-elbo" cx=${x(at)} cy=${y(short(path.reparameterisation[at]!))} r="6" />
      <text class="name" text-anchor="end" x=${width - margin.right} y=${above(path.scoreFunction)}>${this.word('gradientScore')}</text>
      <text class="name elbo" text-anchor="end" x=${width - margin.right} y=${above(path.reparameterisation)}>${this.word('gradientThrough')}</text>
      <text class="tick" x="4" y="11">${this.word('gradientAxis')}</text>
      <text class="tick" x=${margin.left} y=${height - 8}>${this.word('bridgeStep')} 0</text>
      <text class="tick" text-anchor="end" x=${width - margin.right} y=${height - 8}>${steps}</text>
    </svg>`;
  }

  #name(p: number, l: number): string {
    return p < l ? `\\partial / \\partial \\mu_{${p + 1}}` : `\\partial / \\partial \\sigma_{${p - l + 1}}`;
  }

  /** Means and variances of one draw of both estimators, beside the gradient itself. */
  #variances({ exact, reparameterisation, scoreFunction, draws }: Answer): TemplateResult {
    const l = exact.length / 2;
    const label = this.word('gradientTable', { draws: grouped(draws) });
    const cell = (which: string, value: number) =>
      html`<td class="figure" data-value=${`gradient.${which}`} data-exact=${value} title=${value}>${significant(value, 4).text}</td>`;
    return html`<div class="road-scroll" tabindex="0" role="group" aria-label=${label}><table class="road-table" aria-label=${label}>
      <thead><tr><td></td><th scope="col">${this.word('gradientExact')}</th>
        <th scope="col">${this.word('gradientMeanThrough')}</th><th scope="col">${this.word('gradientMeanScore')}</th>
        <th scope="col">${this.word('gradientVarThrough')}</th><th scope="col">${this.word('gradientVarScore')}</th>
        <th scope="col">${this.word('gradientRatio')}</th></tr></thead>
      <tbody>${Array.from(
        exact,
        (
          value,
          p,
        ) => html`<tr><th scope="row">${this.tex(this.#name(p, l), `gradient of ${p}`)}<span class="hidden-title">${p < l ? 'μ' : 'σ'} ${(p % l) + 1}</span></th>
          ${cell(`exact.${p}`, value)}
          ${cell(`mean.reparameterisation.${p}`, reparameterisation.mean[p]!)} ${cell(`mean.scoreFunction.${p}`, scoreFunction.mean[p]!)}
          ${cell(`variance.reparameterisation.${p}`, reparameterisation.variance[p]!)} ${cell(`variance.scoreFunction.${p}`, scoreFunction.variance[p]!)}
          <td class="figure strong">${significant(scoreFunction.variance[p]! / reparameterisation.variance[p]!, 2).text}×</td></tr>`,
      )}</tbody></table></div>
      <p class="road-caption">${this.word('gradientTable', { draws: grouped(draws) })} ${this.word('gradientUnbiased')}</p>`;
  }

  /** The first draws, a dot each, on one axis: both estimators scatter about the same place. */
  #strips({ samples, exact }: Answer): TemplateResult {
    const { width } = this;
    const count = exact.length;
    const l = count / 2;
    const which = Math.min(this.#which, count - 1);
    const of = (all: Float64Array) => Array.from({ length: all.length / count }, (_, s) => all[s * count + which]!);
    const rows = [
      { name: this.word('gradientThrough'), values: of(samples.reparameterisation), mark: 'strip-through' },
      { name: this.word('gradientScore'), values: of(samples.scoreFunction), mark: 'strip-score' },
    ];
    const all = [...rows[0]!.values, ...rows[1]!.values, exact[which]!];
    const x = scaleTo(Math.min(...all), Math.max(...all), 12, width - 12);
    const height = 132;
    const label = this.word('gradientStrips', { count: rows[0]!.values.length });
    return html`<div class="road-buttons"><span>${this.word('gradientOneByOne')}</span>
        <div class="segmented" role="group" aria-label=${this.word('gradientOneByOne')}>${Array.from(
          exact,
          (_, p) =>
            html`<button data-choice=${`derivative${p}`} aria-pressed=${String(p === which)} @click=${() => this.#pick(p)}>${p < l ? 'μ' : 'σ'}${(p % l) === 0 ? '₁' : '₂'}</button>`,
        )}</div></div>
      <svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
        ${rows.map(({ name, values, mark }, r) => {
          const y = 22 + r * 54;
          return svg`<text class="name ${r === 0 ? 'elbo' : ''}" x="12" y=${y - 6}>${name}</text>
            ${values.map((value, s) => svg`<circle class=${mark} cx=${x(value).toFixed(1)} cy=${y + 6 + ((s * 7) % 22)} r="2.4" />`)}`;
        })}
        <path class="drop strong" d="M${x(exact[which]!)} 14V${height - 18}" />
        <text class="tick strong" text-anchor=${x(exact[which]!) > width / 2 ? 'end' : 'start'} x=${x(exact[which]!) + (x(exact[which]!) > width / 2 ? -5 : 5)} y=${height - 4}>${this.word('gradientExact')} ${significant(exact[which]!, 4).text}</text>
      </svg>
      <p class="road-caption">${label}</p>`;
  }

  #pick(p: number): void {
    this.#which = p;
    this.requestUpdate();
  }
}

customElements.define('elbo-gradient', Gradient);
