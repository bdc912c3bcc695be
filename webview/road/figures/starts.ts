/** `<elbo-starts>`: where other starts ended, and the reader's own tries. */
import { html, nothing, type SVGTemplateResult, svg } from 'lit';
import { decimalsThatShow, fixed } from '../../figures.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';
import { heights, scaleTo } from './drawing.ts';

const margin = { left: 68, right: 14, top: 12, bottom: 26 };
/** Starts begin far below; what matters is where they end. */
const shownShare = 0.12;

interface Try {
  readonly run: number;
  readonly seed: number;
  readonly random: boolean;
  readonly components: number;
  readonly logLikelihood: number;
}

export class Starts extends RoadView {
  #tries: readonly Try[] = [];

  protected override select({ trace, otherStarts, runState, run, ui, coming }: PanelState): readonly unknown[] {
    return [trace.length, otherStarts, runState, run, ui.notation, coming === undefined];
  }

  protected override willUpdate(): void {
    const { run, runState, trace, started, chosen } = this.state;
    if (runState !== 'converged' || !started || trace.length === 0) return;
    if (this.#tries.some((one) => one.run === run)) return;
    const logLikelihood = trace.logLikelihood[trace.length - 1]!;
    const { seed, startFrom } = started.options;
    const components = chosen?.components ?? 0;
    this.#tries = [...this.#tries, { run, seed, random: startFrom === 'random', components, logLikelihood }].slice(-12);
  }

  protected override render(): unknown {
    const { options, runState } = this.state;
    const busy = runState === 'running';
    const again = (startFrom: 'random' | 'seeded') => {
      const { start: _start, paused: _paused, ...rest } = this.state.options;
      this.store.fit({ ...rest, startFrom, seed: (rest.seed + 1) % 2 ** 32 });
    };
    const random = options.startFrom === 'random';
    return html`
      ${this.#picture()}
      <div class="road-buttons">
        <button class="primary" data-action="another" ?disabled=${busy} @click=${() => again(random ? 'random' : 'seeded')}>${this.word('startsAnother')}</button>
        <button data-action="switchStart" ?disabled=${busy} @click=${() => again(random ? 'seeded' : 'random')}>${this.word(random ? 'startsSeeded' : 'startsRandom')}</button>
      </div>
      ${this.#list()}
    `;
  }

  #picture(): SVGTemplateResult | typeof nothing {
    const { trace, otherStarts } = this.state;
    if (this.width === 0 || trace.length < 2) return nothing;
    const own = Array.from({ length: Math.ceil(trace.length / 2) }, (_, t) => trace.logLikelihood[2 * t]!);
    own.push(trace.logLikelihood[trace.length - 1]!);
    const curves = otherStarts.filter((curve) => curve.length > 1);
    const best = Math.max(own.at(-1)!, ...curves.map((curve) => curve[curve.length - 1]!));
    const ends = [own.at(-1)!, ...curves.map((curve) => curve[curve.length - 1]!)].filter(Number.isFinite);
    const begins = [own[0]!, ...curves.map((curve) => curve[0]!)].filter(Number.isFinite);
    const worst = Math.min(...ends);
    const low = Math.min(worst, best - shownShare * (best - Math.min(...begins))) - 0.06 * (best - worst + 1e-9);
    const { width } = this;
    const height = Math.round(Math.max(160, Math.min(240, width * 0.36)));
    const last = Math.max(own.length, ...curves.map((curve) => curve.length)) - 1;
    const x = scaleTo(0, last, margin.left, width - margin.right);
    const y = scaleTo(low, best + 0.05 * (best - low), height - margin.bottom, margin.top);
    const path = (curve: ArrayLike<number>) =>
      `M${Array.from(curve, (value, t) => `${x(t).toFixed(1)} ${Math.max(-2 * height, Math.min(3 * height, y(value))).toFixed(1)}`).join('L')}`;
    const digits = decimalsThatShow([best - worst]);
    return svg`<svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img"
      aria-label=${this.word('startsPicture', { best: fixed(own.at(-1)!, digits), count: curves.length })}>
      <defs><clipPath id="starts-clip"><rect x=${margin.left} y="0" width=${width - margin.left} height=${height - margin.bottom} /></clipPath></defs>
      ${heights(low, best, 4).map(({ value, text }) => svg`<path class="grid" d="M${margin.left} ${y(value)}H${width - margin.right}" /><text class="tick" text-anchor="end" x=${margin.left - 8} y=${y(value) + 4}>${text}</text>`)}
      <path class="axis" d="M${margin.left} ${height - margin.bottom}H${width - margin.right}" />
      <g clip-path="url(#starts-clip)">
        ${curves.map((curve) => svg`<path class="other" d=${path(curve)} /><circle class="other-end" cx=${x(curve.length - 1)} cy=${y(curve[curve.length - 1]!)} r="2.5" />`)}
        <path class="line-l thick" data-term="logLikelihood" d=${path(own)} /><circle class="dot-l" cx=${x(own.length - 1)} cy=${y(own.at(-1)!)} r="4" />
      </g>
      <text class="tick" x=${margin.left} y=${height - 8}>${this.say('iteration')} 0</text>
      <text class="tick" text-anchor="end" x=${width - margin.right} y=${height - 8}>${last}</text>
      <g class="legend" transform="translate(${width - margin.right} ${height - margin.bottom - 26})">
        <text class="tick strong" text-anchor="end">${this.word('startsThis')}: ${fixed(own.at(-1)!, digits)}</text>
        ${curves.length > 0 ? svg`<text class="tick" text-anchor="end" y="16">${this.word('startsOthers')}</text>` : nothing}
      </g>
    </svg>`;
  }

  #list(): unknown {
    if (this.#tries.length === 0) return nothing;
    const { run } = this.state;
    const comparable = this.#tries.filter(({ components }) => components === this.#tries.at(-1)!.components);
    const best = Math.max(...comparable.map(({ logLikelihood }) => logLikelihood));
    const worst = Math.min(...comparable.map(({ logLikelihood }) => logLikelihood));
    const digits = decimalsThatShow([best - worst]);
    return html`<div class="starts-list">
      <h3>${this.word('startsTries')}</h3>
      <ol>
        ${comparable.map(
          (one) => html`<li>
            <span class="figure">${fixed(one.logLikelihood, digits)}</span>
            <span class="secondary">${this.word('startsSeed', { seed: one.seed })}, ${this.say(one.random ? 'startRandom' : 'startSeeded')}</span>
            ${one.run === run ? html`<span>${this.word('startsHere')}</span>` : nothing}
            ${best - one.logLikelihood < 1e-4 ? html`<strong>${this.word('startsBest')}</strong>` : nothing}
          </li>`,
        )}
      </ol>
    </div>`;
  }
}

customElements.define('elbo-starts', Starts);
