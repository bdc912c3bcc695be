/** `<elbo-bound>`: the staircase, what the pointer reads on it, and the scrubber that is its x axis. */
import { html, nothing, type PropertyValues } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { decimalsThatShow, fixed } from '../figures.ts';
import { symbolsOf } from '../identity/symbols.ts';
import { momentName } from '../moments.ts';
import { halfOnShow, modelOf, type PanelState } from '../store.ts';
import type { Theme } from '../theme.ts';
import { View } from '../view.ts';
import '../tex.ts';
import { type Area, BoundChart } from './chart.ts';
import { including, type Span, wholeSpan, within, zoom } from './columns.ts';
import { readingOf } from './reading.ts';
import './scrubber.ts';
import { valuesTable } from './valuesTable.ts';
import './bound.css';

const evidenceTex = '\\htmlData{term=logLikelihood}{\\log p(X)}';
const boundTex = '\\htmlData{term=elbo}{\\mathrm{ELBO}(q)}';

export class Bound extends View {
  #chart: BoundChart | undefined;
  #drawing: number | undefined;
  #theme: Theme | undefined;
  /** Where the reader has zoomed to; undefined: everything. */
  #span: Span | undefined;
  #area: Area = { left: 0, right: 0 };
  #run = -1;
  /** Where the pointer is on the picture, across the window, and the half-step whose column is under it. */
  #pointer: number | undefined;
  #hovered: number | undefined;
  /** A drag in pixels of the canvas. */
  #drag: { from: number; to: number } | undefined;

  protected override select(state: PanelState): readonly unknown[] {
    const { trace, otherStarts, ui, theme, coming } = state;
    return [trace, otherStarts, halfOnShow(state), ui.notation, ui.highlight.term, theme, coming === undefined];
  }

  get #whole(): Span {
    return wholeSpan(this.state.trace);
  }

  protected override render(): unknown {
    const { trace } = this.state;
    const known = trace.length;
    const bayes = modelOf(this.state) === 'vi';
    return html`
      <div
        class="bound-plot"
        @pointermove=${this.#move}
        @pointerleave=${this.#leave}
        @pointerdown=${this.#down}
        @pointerup=${this.#up}
        @pointercancel=${this.#leave}
        @dblclick=${this.#showAll}
        @wheel=${this.#wheel}
      >
        <canvas role="img" aria-label=${known > 0 ? this.#description() : this.say('boundTitle')}></canvas>
        <div class=${!bayes && this.state.otherStarts.length > 0 ? 'bound-legend with-others' : 'bound-legend'} aria-hidden="true">
          ${bayes ? this.#bayesLegend() : this.#legend()}
        </div>
        <div class="bound-drag" hidden></div>
        <div class="bound-tip" hidden></div>
      </div>
      <elbo-scrubber .store=${this.store} .span=${this.#span ?? this.#whole} @keydown=${this.#zoomKey}></elbo-scrubber>
      ${guard([trace, this.state.welcome], () => valuesTable(this.state))}
    `;
  }

  #legend(): unknown {
    const symbols = symbolsOf[this.state.ui.notation];
    const count = this.state.otherStarts.length;
    return html`<span class="swatch swatch-logLikelihood"></span>
      <elbo-tex .tex=${symbols.likelihoodOfTheta}></elbo-tex>
      <span class="swatch swatch-elbo"></span>
      <span><elbo-tex .tex=${symbols.elbo}></elbo-tex>, ${this.say('legendElbo')}</span>
      <span class="swatch swatch-kl"></span>
      <span><elbo-tex .tex=${symbols.klShort}></elbo-tex>, ${this.say('legendKl')}</span>
      ${
        count === 0
          ? nothing
          : html`<span class="swatch swatch-other other"></span
              ><span class="other">${count === 1 ? this.say('legendOtherStart') : this.say('legendOtherStarts', { count })}</span>`
      }`;
  }

  /** θ is random: what the bound is below is log p(X), and known only where K = 1. */
  #bayesLegend(): unknown {
    const { evidence } = this.state.vi.setting ?? {};
    return html`${
      evidence === undefined
        ? nothing
        : html`<span class="swatch swatch-logLikelihood"></span><elbo-tex .tex=${evidenceTex}></elbo-tex>`
    }
      <span class="swatch swatch-elbo"></span><elbo-tex .tex=${evidence === undefined ? `${boundTex}\\le ${evidenceTex}` : boundTex}></elbo-tex>`;
  }

  protected override willUpdate(): void {
    const { run } = this.state;
    if (run !== this.#run) {
      this.#run = run;
      this.#span = undefined;
    }
    const half = halfOnShow(this.state);
    if (this.#span && half !== undefined) this.#span = including(this.#span, half, this.#whole);
  }

  protected override updated(_changed: PropertyValues): void {
    // Which run the staircase is of: tests and scripts wait for the next.
    this.dataset.run = String(this.state.run);
    this.#tell();
    if (this.#chart && this.state.theme !== this.#theme) {
      this.#draw();
      return;
    }
    // Text on a canvas needs styles that are up to date: once all views have changed, not in the midst of it.
    this.#drawing ??= requestAnimationFrame(() => {
      this.#drawing = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    const { trace, otherStarts, theme } = this.state;
    this.#theme = theme;
    this.#chart ??= new BoundChart(this.querySelector('canvas')!, (area) => this.#lay(area));
    const half = halfOnShow(this.state);
    const at =
      half === undefined || half >= trace.length
        ? undefined
        : {
            half,
            touches: trace.halves[half] === 'E',
            elbo: trace.elbo[half]!,
            logLikelihood: trace.logLikelihood[half]!,
          };
    const kl = at ? at.logLikelihood - at.elbo : 0;
    const rounding = modelOf(this.state) === 'vi' ? 1e-9 * Math.abs(at?.elbo ?? 0) : 0;
    this.#chart.draw({
      trace,
      otherStarts,
      span: this.#span ?? this.#whole,
      at,
      hovered: this.#hovered,
      gapLabel: kl > rounding ? `KL ${fixed(kl, decimalsThatShow([kl]))}` : undefined,
      theme,
      lit: this.state.ui.highlight.term,
      startWord: this.say('start'),
    });
    this.#standLegend();
    this.#point();
  }

  /** Under a pointer at rest there comes another column, with the first picture and wherever the axis changes. */
  #point(): void {
    const hovered = this.#pointer === undefined ? undefined : this.#halfAt(this.#pointer);
    if (hovered === this.#hovered) return;
    this.#hovered = hovered;
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#drawing !== undefined) cancelAnimationFrame(this.#drawing);
    this.#drawing = undefined;
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  /** Legend and scrubber are told where the plot lies. */
  #lay({ left, right }: Area): void {
    this.#area = { left, right };
    this.style.setProperty('--plot-left', `${left}px`);
    this.#standLegend();
    this.#point();
  }

  /** At the end of the run, where it comes to rest, the legend stands before the band, or past that of a short run. */
  #standLegend(): void {
    const { length } = this.state.trace;
    const { from, to } = this.#span ?? this.#whole;
    const { left, right } = this.#area;
    const atEnd = length > 0 && halfOnShow(this.state) === length - 1;
    const share = (length - 1 - from) / (to - from);
    const place = atEnd && share > 0.4 ? `${Math.round(left + share * (right - left))}px` : '100%';
    if (this.style.getPropertyValue('--band-left') !== place) this.style.setProperty('--band-left', place);
  }

  #description(): string {
    const { trace } = this.state;
    return this.say(modelOf(this.state) === 'vi' ? 'viChartLabel' : 'chartLabel', {
      known: trace.length,
      first: fixed(trace.elbo[0]!, 2),
      last: fixed(trace.elbo[trace.length - 1]!, 2),
    });
  }

  /** The half-step whose column is at that place across the window, if there is one. */
  #halfAt(clientX: number): number | undefined {
    const canvas = this.querySelector('canvas')!;
    const half = Math.round(this.#chart?.halfAt(clientX - canvas.getBoundingClientRect().left) ?? -1);
    return half >= 0 && half < this.state.trace.length ? half : undefined;
  }

  #move(event: PointerEvent): void {
    const pixel = event.clientX - this.querySelector('canvas')!.getBoundingClientRect().left;
    if (this.#drag) {
      this.#drag = { ...this.#drag, to: pixel };
      this.#showDrag();
    }
    this.#pointer = event.clientX;
    this.#point();
  }

  #leave(): void {
    this.#drag = undefined;
    this.#showDrag();
    this.#pointer = undefined;
    this.#point();
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const pixel = event.clientX - this.querySelector('canvas')!.getBoundingClientRect().left;
    this.#drag = { from: pixel, to: pixel };
  }

  /** A click goes there; a drag makes what it covered the whole axis. */
  #up(event: PointerEvent): void {
    const drag = this.#drag;
    this.#drag = undefined;
    this.#showDrag();
    if (!drag || !this.#chart) return;
    if (Math.abs(drag.to - drag.from) < 6) {
      const half = this.#halfAt(event.clientX);
      if (half !== undefined) this.store.seek(half);
      return;
    }
    const [a, b] = [this.#chart.halfAt(drag.from), this.#chart.halfAt(drag.to)].sort((x, y) => x - y);
    const from = Math.round(a!);
    this.#zoomTo(within({ from, to: Math.max(from + 4, Math.round(b!) + 1) }, this.#whole));
  }

  #wheel(event: WheelEvent): void {
    const span = this.#span ?? this.#whole;
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      if (!this.#span) return;
      const shift = (sideways / this.clientWidth) * (span.to - span.from);
      event.preventDefault();
      this.#zoomTo(within({ from: span.from + shift, to: span.to + shift }, this.#whole));
      return;
    }
    // With everything on show, a wheel turned away from the picture scrolls the page.
    if (event.deltaY > 0 && !this.#span) return;
    event.preventDefault();
    const canvas = this.querySelector('canvas')!;
    const about = (this.#chart?.halfAt(event.clientX - canvas.getBoundingClientRect().left) ?? 0) + 0.5;
    this.#zoomTo(zoom(span, about, Math.exp(event.deltaY / 400), this.#whole));
  }

  /** Plus and minus zoom about the thumb, 0 shows everything. */
  #zoomKey(event: KeyboardEvent): void {
    const factor = { '+': 0.7, '=': 0.7, '-': 1 / 0.7 }[event.key];
    if (factor === undefined && event.key !== '0') return;
    event.preventDefault();
    const about = (halfOnShow(this.state) ?? 0) + 0.5;
    this.#zoomTo(factor === undefined ? this.#whole : zoom(this.#span ?? this.#whole, about, factor, this.#whole));
  }

  #zoomTo(span: Span): void {
    const whole = this.#whole;
    this.#span = span.to - span.from >= whole.to - whole.from - 1e-9 ? undefined : span;
    this.requestUpdate();
  }

  #showAll(): void {
    this.#span = undefined;
    this.requestUpdate();
  }

  #showDrag(): void {
    const mark = this.querySelector<HTMLElement>('.bound-drag')!;
    const drag = this.#drag;
    mark.hidden = !drag || Math.abs(drag.to - drag.from) < 6;
    if (!drag) return;
    mark.style.left = `${Math.min(drag.from, drag.to)}px`;
    mark.style.width = `${Math.abs(drag.to - drag.from)}px`;
  }

  /** What the pointer reads: the values of its column. */
  #tell(): void {
    const tip = this.querySelector<HTMLElement>('.bound-tip')!;
    const { trace } = this.state;
    const half = this.#hovered;
    tip.hidden = half === undefined || half >= trace.length || this.#drag !== undefined;
    if (half === undefined || tip.hidden || !this.#chart) return;
    tip.replaceChildren(
      row('', momentName(this.state, half)),
      ...readingOf(this.state, half).map(({ name, text, role }) => row(name, text, role)),
    );
    const x = this.#chart.pixelOf(half);
    tip.style.left = `${Math.max(4, Math.min(x + 14, this.clientWidth - tip.offsetWidth - 4))}px`;
    tip.classList.toggle('bound-tip-left', x + 14 > this.clientWidth - tip.offsetWidth - 4);
  }
}

function row(name: string, value: string, role = ''): HTMLElement {
  const line = document.createElement('div');
  const label = document.createElement('span');
  const figure = document.createElement('span');
  label.textContent = name;
  figure.textContent = value;
  line.className = role;
  line.append(label, figure);
  return line;
}

customElements.define('elbo-bound', Bound);
