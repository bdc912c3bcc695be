/** `<elbo-vae-curve>`: ELBO and log p(x) over epochs, the gap between them hatched, and the scrubber that is its x axis. */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { VaeCheckpoint } from '../../src/protocol/vaeFrame.ts';
import { labelWithin } from '../bound/scales.ts';
import { decimalsThatAddUp, decimalsThatShow, fixed, grouped } from '../figures.ts';
import { heights, scaleTo } from '../road/figures/drawing.ts';
import { halfOnShow, type PanelState } from '../store.ts';
import {
  checkpointAxis,
  epochTicks,
  lineWithin,
  momentAt,
  pointsOf,
  roomFor,
  traceAxis,
  type ValueAxis,
} from './curve.ts';
import { checkpointAt } from './slot.ts';
import { VaeView } from './vaeView.ts';
import '../bound/bound.css';

const margin = { left: 52, right: 16 };
/** Where the two pictures end and begin, as shares of the height: log p and ELBO above, training below. */
const bands = { top: 0.04, middle: 0.64, lower: 0.74, bottom: 0.985 };

/** What the lower picture shows of training and of the rows held out. */
type Part = 'elbo' | 'reconstruction' | 'kl';
const parts = ['elbo', 'reconstruction', 'kl'] as const;
const partWords = { elbo: 'partElbo', reconstruction: 'reconstruction', kl: 'klPrior' } as const;
/** Narrower than this the element is still being laid out. */
const leastWidth = 160;
/** Narrower than this there is no room for a whole sentence under the curves. */
const roomForScope = 600;
/** A longer run is thinned evenly to so many moments in the table behind the chart. */
const mostRows = 40;

interface Scales {
  readonly x: (epoch: number) => number;
  readonly height: number;
  /** Epochs along the whole axis. */
  readonly last: number;
}

export class VaeCurveView extends VaeView {
  protected override readonly follows = 'asPicture';
  #height = 200;
  #hovered: number | undefined;
  #part: Part = 'elbo';
  #resized: ResizeObserver | undefined;

  protected override select({ vae, ui, runState }: PanelState): readonly unknown[] {
    return [vae, ui.seeking, ui.notation, ui.highlight.term, runState];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized = new ResizeObserver(([entry]) => {
      const height = Math.floor(entry!.contentRect.height);
      if (height === this.#height || height === 0) return;
      this.#height = height;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
  }

  /** Epochs that the axis reaches to: what was asked for, or what there is and a little more while it grows. */
  get #last(): number {
    const { trace } = this.vae;
    const known = Math.max(1, trace.length > 0 ? trace.epochs[trace.length - 1]! : 1);
    if (this.state.runState !== 'running') return known;
    const asked = this.state.options.vae?.epochs;
    return asked !== undefined && asked < 8 * known ? Math.max(asked, known) : roomFor(known);
  }

  protected override render(): unknown {
    const { trace, setting } = this.vae;
    const scales: Scales | undefined =
      trace.length > 0 && this.width > leastWidth
        ? {
            x: scaleTo(0, this.#last, margin.left, this.width - margin.right),
            height: this.#height,
            last: this.#last,
          }
        : undefined;
    return html`
      <div class="bound-plot vae-plot" @pointermove=${this.#move} @pointerleave=${this.#leave} @click=${this.#click}>
        ${scales ? this.#chart(scales) : nothing}
        ${this.#tip(scales)}
      </div>
      ${scales ? this.#scrubber(scales) : nothing}
      ${setting ? html`<div class="vae-legend">${this.#legend()}</div>` : nothing}
      ${guard([this.slowly, this.state.welcome], () => this.#table())}
    `;
  }

  protected override updated(): void {
    this.dataset.run = String(this.state.run);
    this.#resized?.observe(this.querySelector('.bound-plot')!);
    // Positions go through CSSOM: style attributes would need an opening in the content security policy.
    for (const placed of this.querySelectorAll<HTMLElement>('[data-left]'))
      placed.style.left = `${placed.dataset.left}px`;
    for (const wide of this.querySelectorAll<HTMLElement>('[data-width]')) wide.style.width = `${wide.dataset.width}px`;
    const tip = this.querySelector<HTMLElement>('.bound-tip');
    if (tip && this.#hovered !== undefined && this.width > 0) {
      const x = Number(tip.dataset.x);
      const right = x + 14 + tip.offsetWidth > this.width - 4;
      tip.style.left = `${right ? Math.max(4, x - 14 - tip.offsetWidth) : x + 14}px`;
    }
  }

  #chart(scales: Scales): SVGTemplateResult {
    const { height } = scales;
    const right = this.width - margin.right;
    const [top, bottom] = edgesOf(bands.top, bands.middle, height);
    return svg`<svg class="vae-chart" width=${this.width} height=${height} role="img" aria-label=${this.label}>
      <defs>
        <pattern id="vae-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="vae-hatch" d="M0 0V6" /></pattern>
        <clipPath id="vae-upper"><rect x=${margin.left - 8} y=${top.toFixed(1)} width=${right - margin.left + 16} height=${(bottom - top).toFixed(1)} /></clipPath>
      </defs>
      ${this.#columns(scales)} ${this.#upper(scales)} ${this.#lower(scales)}
    </svg>`;
  }

  #grid({ low, high }: ValueAxis, y: (value: number) => number, count: number): unknown {
    const right = this.width - margin.right;
    // A value alone tells no scale.
    const several = [count, count + 1, 2 * count]
      .map((about) => heights(low, high, about))
      .find(({ length }) => length > 1);
    return (several ?? []).map(
      ({ value, text }) =>
        svg`<path class="vae-grid" d="M${margin.left} ${y(value).toFixed(1)}H${right}" /><text class="vae-tick" text-anchor="end" x=${margin.left - 7} y=${(y(value) + 4).toFixed(1)}>${text}</text>`,
    );
  }

  /** log p and the ELBO of the same rows at the checkpoints, the gap between them hatched. */
  #upper({ x, height }: Scales): unknown {
    const { checkpoints } = this.vae;
    const axis = checkpointAxis(checkpoints);
    const right = this.width - margin.right;
    if (!axis)
      return svg`<text class="vae-caption" text-anchor="end" x=${right - 4} y=${bands.middle * height - 8}>${this.word('noCheckpoint')}</text>`;
    const y = scaleTo(axis.low, axis.high, bands.middle * height, bands.top * height);
    const of = (value: (checkpoint: VaeCheckpoint) => number): string[] =>
      checkpoints.map((checkpoint) => `${x(checkpoint.epoch).toFixed(1)} ${held(y(value(checkpoint)), height)}`);
    const elbo = of((checkpoint) => checkpoint.elbo);
    const logLikelihood = of((checkpoint) => checkpoint.logLikelihood);
    const sampled = checkpoints.some(({ standardError }) => standardError > 0);
    const upperEdge = of((c) => c.logLikelihood + 2 * c.standardError);
    const lowerEdge = of((c) => c.logLikelihood - 2 * c.standardError).reverse();
    const gap = elbo.length > 1 ? `M${logLikelihood.join('L')}L${elbo.toReversed().join('L')}Z` : '';
    const lit = this.state.ui.highlight.term;
    // The gap may fill the whole picture: what is drawn is said between the two.
    return svg`${this.#grid(axis, y, 3)}
      <g clip-path="url(#vae-upper)">
        <path class=${`vae-gap ${lit === 'kl' ? 'lit' : ''}`} d=${gap} /><path class="vae-gap-hatch" d=${gap} />
        ${sampled ? svg`<path class="vae-band" d="M${upperEdge.join('L')}L${lowerEdge.join('L')}Z" />` : nothing}
        ${elbo.length > 1 ? svg`<path class=${`vae-line-elbo ${lit === 'elbo' ? 'lit' : ''}`} d="M${elbo.join('L')}" /><path class=${`vae-line-l ${lit === 'logLikelihood' ? 'lit' : ''}`} d="M${logLikelihood.join('L')}" />` : nothing}
        ${checkpoints.map((checkpoint) => svg`<circle class="vae-dot" cx=${x(checkpoint.epoch).toFixed(1)} cy=${held(y(checkpoint.elbo), height)} r="2.6" />`)}
      </g>
      ${this.#gapAt(x, y, height)}
      <text class="vae-caption scope" text-anchor="end" x=${right - 4} y=${((bands.middle + bands.lower) / 2) * height + 4}>${this.#scope()}</text>`;
  }

  /** The same of every epoch, on the rows of training and on those held out. */
  #lower({ x, height }: Scales): unknown {
    const { trace } = this.vae;
    const part = this.#part;
    const [train, heldOut] = [trace.train[part], trace.heldOut?.[part]];
    const axis = traceAxis(trace.length, train, heldOut);
    if (!axis) return nothing;
    const y = scaleTo(axis.low, axis.high, bands.bottom * height, bands.lower * height);
    // A moving line is as good at half of its points.
    const pixelsAPoint = this.state.runState === 'running' ? 2 : 1;
    const most = (this.width - margin.left - margin.right) / pixelsAPoint;
    const [top, bottom] = edgesOf(bands.lower, bands.bottom, height);
    const line = (values: Float64Array): string => {
      const places = pointsOf(trace, values, most).map(({ epoch, value }) => ({ x: x(epoch), y: y(value) }));
      return lineWithin(places, top, bottom);
    };
    const at = halfOnShow(this.state);
    const place = at === undefined || at >= trace.length ? undefined : y(train[at]!);
    const ring = place !== undefined && place >= top && place <= bottom;
    return svg`${this.#grid(axis, y, 2)}
      ${heldOut ? svg`<path class="vae-line-held" d=${line(heldOut)} />` : nothing}<path class="vae-line-train" d=${line(train)} />
      ${ring ? svg`<circle class="vae-ring small" cx=${x(trace.epochs[at!]!).toFixed(1)} cy=${place.toFixed(1)} r="3.4" />` : nothing}`;
  }

  /** What a density is, and what is none: a Bernoulli column has probabilities. */
  #scope(): string {
    const binary = this.vae.setting?.binary ?? new Uint8Array(0);
    const discrete = binary.reduce((sum, one) => sum + one, 0);
    if (discrete === 0) return this.word('scopeDensity');
    if (discrete === binary.length) return this.word('scopeProbability');
    const columns = { binary: discrete, columns: binary.length };
    return this.word(this.width < roomForScope ? 'scopeMixedShort' : 'scopeMixed', columns);
  }

  #columns({ x, height }: Scales): unknown {
    const { trace } = this.vae;
    const at = halfOnShow(this.state);
    const mark = (moment: number | undefined, name: string) =>
      moment === undefined || moment >= trace.length
        ? nothing
        : svg`<rect class=${name} x=${(x(trace.epochs[moment]!) - 5).toFixed(1)} y=${bands.top * height} width="10" height=${height} />`;
    return svg`${this.#hovered === at ? nothing : mark(this.#hovered, 'vae-column hovered')}${mark(at, 'vae-column')}`;
  }

  /** At the moment under the thumb: a ring on the ELBO, and the gap with its value. */
  #gapAt(x: (epoch: number) => number, y: (value: number) => number, height: number): unknown {
    const checkpoint = checkpointAt(this.vae, halfOnShow(this.state));
    if (!checkpoint) return nothing;
    const left = x(checkpoint.epoch);
    const [low, high] = [y(checkpoint.elbo), y(checkpoint.logLikelihood)];
    const bottom = bands.middle * height;
    if (low > bottom + 4) return nothing;
    const gap = checkpoint.logLikelihood - checkpoint.elbo;
    const text = `${this.word('gap')} ${fixed(gap, decimalsThatShow([gap]))}`;
    const toTheLeft = left > this.width / 2;
    const below = Math.min(bottom - 20, low + 18);
    return svg`<path class="vae-gap-now" d="M${left.toFixed(1)} ${low.toFixed(1)}V${high.toFixed(1)}" />
      <circle class="vae-dot-l" cx=${left.toFixed(1)} cy=${high.toFixed(1)} r="2.6" />
      <circle class="vae-ring" cx=${left.toFixed(1)} cy=${low.toFixed(1)} r="4.5" />
      <text class="vae-gap-text" text-anchor=${toTheLeft ? 'end' : 'start'} x=${left + (toTheLeft ? -10 : 10)} y=${below}>${text}</text>`;
  }

  get label(): string {
    const { trace, checkpoints } = this.vae;
    const last = checkpoints.at(-1);
    const args = {
      epochs: this.#last,
      first: fixed(trace.train.elbo[0]!, 2),
      now: fixed(trace.train.elbo[trace.length - 1]!, 2),
    };
    return last
      ? this.word('chartLabelGap', {
          ...args,
          logLikelihood: fixed(last.logLikelihood, 2),
          epoch: last.epoch,
          gap: fixed(last.logLikelihood - last.elbo, 3),
        })
      : this.word('chartLabel', args);
  }

  #legend(): TemplateResult {
    const { trace, checkpoints, setting } = this.vae;
    const method = checkpoints.at(-1)?.method ?? setting!.method;
    return html`<span class="vae-key"><span class="swatch"></span>${this.word(method === 'importance' ? 'legendSampled' : method === 'closed' ? 'legendClosed' : 'legendQuadrature', { rows: setting!.sampleRows })}</span>
      <span class="vae-key"><span class="swatch swatch-elbo"></span>${this.word('legendElbo')}</span>
      <span class="vae-key"><span class="swatch swatch-kl"></span>${this.word('legendGap')}</span>
      <span class="vae-key"><span class="swatch swatch-train"></span>${this.word('legendTrain', { rows: grouped(setting!.trainRows) })}</span>
      ${trace.heldOut ? html`<span class="vae-key"><span class="swatch swatch-held"></span>${this.word('legendHeld', { rows: grouped(setting!.heldOutRows) })}</span>` : nothing}
      <span class="segmented vae-parts" role="group" aria-label=${this.word('lowerCurve')}>${parts.map(
        (part) =>
          html`<button aria-pressed=${String(part === this.#part)} data-choice=${part} @click=${() => this.#show(part)}>${this.word(partWords[part])}</button>`,
      )}</span>`;
  }

  #show(part: Part): void {
    this.#part = part;
    this.requestUpdate();
  }

  #scrubber(scales: Scales): TemplateResult {
    const { trace } = this.vae;
    const at = Math.min(halfOnShow(this.state) ?? 0, Math.max(0, trace.length - 1));
    const epoch = trace.length > 0 ? trace.epochs[at]! : 0;
    const left = scales.x(epoch) - margin.left;
    const room = 40;
    const ticks = epochTicks(scales.last, (this.width - margin.left - margin.right) / 90).filter(
      (tick) => Math.abs(scales.x(tick) - scales.x(epoch)) > room,
    );
    // Centred on its place, the last would stick out of the panel.
    const end = this.width - margin.left;
    const label = (at: number, text: string, name: string | typeof nothing = nothing) =>
      html`<span class=${name} data-left=${labelWithin(at, text, end)}>${text}</span>`;
    return html`<div class="vae-scrubber">
      <div class="scrubber-track" role="slider" tabindex=${trace.length > 0 ? 0 : -1} aria-label=${this.word('scrubber')}
        aria-valuemin="1" aria-valuemax=${Math.max(1, trace.length)} aria-valuenow=${at + 1} aria-valuetext=${this.#valueText(at)}
        aria-disabled=${trace.length === 0} @keydown=${this.#key} @pointerdown=${this.#down} @pointermove=${this.#drag}>
        <div class="scrubber-rail"></div>
        <div class="scrubber-past" data-width=${left}></div>
        <div class="scrubber-thumb" data-left=${left}></div>
      </div>
      <div class="scrubber-ticks" aria-hidden="true">
        ${ticks.map((tick) => label(scales.x(tick) - margin.left, grouped(tick)))}
        ${label(left, grouped(epoch), 'current')}
      </div>
    </div>`;
  }

  #valueText(at: number): string {
    const { trace } = this.vae;
    if (trace.length === 0) return '';
    const checkpoint = checkpointAt(this.vae, at);
    const args = { epoch: trace.epochs[at]!, epochs: trace.epochs[trace.length - 1]! };
    if (!checkpoint) return this.word('scrubberElbo', { ...args, elbo: fixed(trace.train.elbo[at]!, 3) });
    const { elbo, logLikelihood } = checkpoint;
    const digits = decimalsThatAddUp([elbo, logLikelihood - elbo], logLikelihood);
    return this.word('scrubberGap', {
      ...args,
      elbo: fixed(elbo, digits),
      logLikelihood: fixed(logLikelihood, digits),
      gap: fixed(logLikelihood - elbo, digits),
    });
  }

  /** What the pointer reads at its epoch. */
  #tip(scales: Scales | undefined): TemplateResult | typeof nothing {
    const { trace } = this.vae;
    const at = this.#hovered;
    if (at === undefined || at >= trace.length || !scales) return nothing;
    const checkpoint = checkpointAt(this.vae, at);
    const lines: [string, string, string][] = [];
    if (checkpoint) {
      const { elbo, logLikelihood } = checkpoint;
      const digits = decimalsThatAddUp([elbo, logLikelihood - elbo], logLikelihood);
      lines.push(
        ['log p', fixed(logLikelihood, digits), ''],
        ['ELBO', fixed(elbo, digits), 'role-elbo'],
        [this.word('gap'), fixed(logLikelihood - elbo, digits), 'role-kl'],
      );
    }
    const { train, heldOut } = trace;
    const digits = decimalsThatAddUp([train.reconstruction[at]!, -train.kl[at]!], train.elbo[at]!, 3);
    lines.push(
      [this.word('trainElbo'), fixed(train.elbo[at]!, digits), 'role-elbo'],
      [this.word('reconstruction'), fixed(train.reconstruction[at]!, digits), ''],
      [this.word('klPrior'), fixed(train.kl[at]!, digits), ''],
    );
    if (heldOut) lines.push([this.word('heldElbo'), fixed(heldOut.elbo[at]!, digits), 'role-elbo']);
    return html`<div class="bound-tip" data-x=${scales.x(trace.epochs[at]!)}>
      <div><span>${this.word('epoch')} ${grouped(trace.epochs[at]!)}</span></div>
      ${lines.map(([name, value, role]) => html`<div class=${role}><span>${name}</span><span>${value}</span></div>`)}
    </div>`;
  }

  #table(): TemplateResult | typeof nothing {
    const { trace } = this.vae;
    if (trace.length === 0) return nothing;
    const count = Math.min(mostRows, trace.length);
    const moments = Array.from({ length: count }, (_, i) =>
      Math.round((i * (trace.length - 1)) / Math.max(1, count - 1)),
    );
    const cell = (values: Float64Array | undefined, at: number) => (values ? fixed(values[at]!, 3) : '');
    return html`<div class="hidden-title"><table>
      <caption>${this.word('curves')}</caption>
      <thead><tr><th scope="col">${this.word('epoch')}</th><th scope="col">${this.word('trainElbo')}</th><th scope="col">${this.word('reconstruction')}</th><th scope="col">${this.word('klPrior')}</th><th scope="col">${this.word('heldElbo')}</th><th scope="col">log p</th></tr></thead>
      <tbody>${moments.map((at) => {
        const checkpoint = checkpointAt(this.vae, at);
        return html`<tr><th scope="row">${trace.epochs[at]}</th><td>${cell(trace.train.elbo, at)}</td><td>${cell(trace.train.reconstruction, at)}</td><td>${cell(trace.train.kl, at)}</td><td>${cell(trace.heldOut?.elbo, at)}</td><td>${checkpoint ? fixed(checkpoint.logLikelihood, 3) : ''}</td></tr>`;
      })}</tbody>
    </table></div>`;
  }

  /** The moment whose epoch is nearest to the pointer. */
  #momentAt(event: MouseEvent): number | undefined {
    const { trace } = this.vae;
    if (trace.length === 0 || this.width === 0) return undefined;
    const pixel = event.clientX - this.querySelector('.bound-plot')!.getBoundingClientRect().left;
    const epoch = scaleTo(margin.left, this.width - margin.right, 0, this.#last)(pixel);
    return momentAt(trace, epoch);
  }

  #move(event: PointerEvent): void {
    const at = this.#momentAt(event);
    if (at === this.#hovered) return;
    this.#hovered = at;
    this.requestUpdate();
  }

  #leave(): void {
    this.#hovered = undefined;
    this.requestUpdate();
  }

  #click(event: MouseEvent): void {
    const at = this.#momentAt(event);
    if (at !== undefined) this.#seek(at);
  }

  #seek(at: number): void {
    this.store.dispatch({ type: 'play', playing: false });
    this.store.seek(at);
  }

  #key(event: KeyboardEvent): void {
    const { trace } = this.vae;
    const at = halfOnShow(this.state) ?? 0;
    const page = Math.max(2, Math.round(trace.length / 10));
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - page,
      PageUp: at + page,
      Home: 0,
      End: trace.length - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#seek(target);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#click(event);
  }

  #drag(event: PointerEvent): void {
    if ((event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) this.#click(event);
  }
}

/** The heights between which a band's lines are drawn, in pixels: a little beyond its own ends. */
const edgesOf = (from: number, to: number, height: number): readonly [number, number] => [
  from * height - 6,
  to * height + 3,
];

/** Pixels for a path: what is far off the picture stays near it. */
const held = (y: number, height: number): string => Math.max(-height, Math.min(2 * height, y)).toFixed(1);

customElements.define('elbo-vae-curve', VaeCurveView);
