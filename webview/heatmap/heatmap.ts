/** `<elbo-heatmap>`: responsibilities of all rows, one column a component, and where the gap comes from: KL row by row. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { significant } from '../../src/lesson/numeral.ts';
import type { HeatmapMessage } from '../../src/protocol/run.ts';
import { type PictureKey, pictureWords } from '../../src/words/pictures.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { disc } from '../colour/disc.ts';
import { cssOf, qRamp } from '../colour/ramp.ts';
import { decimalsThatAddUp, fixed } from '../figures.ts';
import { lightUp } from '../light.ts';
import { type MixtureFrame, mixtureFrame, type PanelState } from '../store.ts';
import type { Theme } from '../theme.ts';
import { View } from '../view.ts';
import { bandAt, fitted, rowsIn, type Span } from './bands.ts';
import { type Hover, RowGestures } from './gestures.ts';
import { type Layout, paint } from './paint.ts';
import { rowsTable } from './rowsTable.ts';
import '../colour/terms.css';
import './heatmap.css';

/** Pixels: a component's row when lying, the bars' room, the gap between columns. */
const [lyingColumn, barRoom, gap] = [20, 52, 2];
/** A column must be this wide for its mark, and for its total. */
const [markRoom, totalRoom] = [16, 34];

export class Heatmap extends View {
  readonly #scratch = document.createElement('canvas');
  #ramp: { of: Theme; colours: Uint32Array } | undefined;
  #size = { width: 0, height: 0 };
  #observer: ResizeObserver | undefined;
  #observed: Element | undefined;
  #hover: Hover | undefined;
  readonly #gestures = new RowGestures({
    heatmap: () => mixtureFrame(this.state)?.heatmap,
    layout: () => this.#layout(mixtureFrame(this.state)?.theta.k ?? 1),
    plot: () => this.querySelector('.heat-plot')!,
    rows: () => this.#rows,
    position: () => this.#position,
    span: () => this.#span,
    go: (span) => this.#go(span),
    pointed: (hover, component) => this.#pointed(hover, component),
    choose: (row) => this.store.chooseRow(row, true),
  });

  protected override select(state: PanelState): readonly unknown[] {
    const { started, ui, theme } = state;
    return [mixtureFrame(state), started, ui.row, ui.heatmap, ui.highlight, ui.notation, theme];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observed = undefined;
    this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  /** The plot comes with the first figures; it tells its size once it is laid out: to ask would lay it out in between. */
  #observe(): void {
    const plot = this.querySelector('.heat-plot');
    if (!plot || plot === this.#observed) return;
    this.#observer?.disconnect();
    this.#observer?.observe(plot);
    this.#observed = plot;
  }

  #measure(): void {
    const plot = this.querySelector('.heat-plot');
    if (!plot) return;
    const { clientWidth: width, clientHeight: height } = plot;
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    const along = Math.round((this.#vertical ? height : width) * devicePixelRatio);
    // As many bands as pixels, in steps, so that a panel being dragged wider does not ask at every pixel.
    const bands = Math.max(16, Math.min(4096, 16 * Math.floor(along / 16)));
    if (bands !== this.state.ui.heatmap.bands) this.store.dispatch({ type: 'heatmap', window: { bands } });
    this.requestUpdate();
  }

  /** Upright beside the scatter where the panel is wide, lying where it is one column. */
  get #vertical(): boolean {
    return this.closest('.wide') !== null;
  }

  #say(key: PictureKey, args?: WordArgs): string {
    return translate(this.state.welcome?.language ?? 'en', pictureWords[key], args);
  }

  /** Where row i lies among the rows; undefined while those on show are still told of another one. */
  get #position(): number | undefined {
    const frame = mixtureFrame(this.state);
    return frame?.row?.row === this.state.ui.row ? frame?.heatmap?.position : undefined;
  }

  get #rows(): number {
    return this.state.started?.n ?? 0;
  }

  get #span(): Span {
    const { from, to } = this.state.ui.heatmap;
    return fitted({ from, to: Math.min(to, this.#rows) }, this.#rows);
  }

  /** In CSS pixels. */
  #layout(k: number): Layout {
    const vertical = this.#vertical;
    const { width, height } = this.#size;
    const across = vertical ? width - barRoom - 10 : k * lyingColumn;
    const columnWidth = Math.max(1, (across + gap) / k - (across / k > 6 ? gap : 0));
    return {
      vertical,
      along: vertical ? height : width,
      columns: Array.from({ length: k }, (_, j) => ((across + gap) * j) / k),
      columnWidth: vertical ? columnWidth : Math.max(1, lyingColumn - gap),
      bars: across + (vertical ? 10 : 7),
      barLength: barRoom - (vertical ? 8 : 14),
    };
  }

  protected override render(): unknown {
    const { started, ui } = this.state;
    const frame = mixtureFrame(this.state);
    if (!frame || !started) return nothing;
    const k = frame.theta.k;
    const vertical = this.#vertical;
    const layout = this.#layout(k);
    const order = this.#say(ui.heatmap.order === 'sorted' ? 'orderSorted' : 'orderFile');
    return html`
      ${this.#tools(order)}
      <div class="heat ${vertical ? 'upright' : 'lying'}" data-components=${k}>
        ${this.#marks(layout, frame)}
        <div
          class="heat-plot"
          tabindex="0"
          role="img"
          aria-label=${this.#say('heatmapLabel', { rows: started.n, k, order, row: (ui.row ?? 0) + 1 })}
          @wheel=${this.#gestures.wheel}
          @pointerdown=${this.#gestures.down}
          @pointermove=${this.#gestures.move}
          @pointerup=${this.#gestures.up}
          @pointercancel=${this.#gestures.cancel}
          @pointerleave=${this.#gestures.leave}
          @dblclick=${this.#gestures.reset}
          @keydown=${this.#gestures.key}
        >
          <canvas aria-hidden="true"></canvas>
          ${this.#overlay(layout, k)} ${this.#tip(frame.heatmap, k)}
        </div>
        ${this.#totals(layout, frame)}
        ${vertical ? html`<div class="heat-foot">${this.#legend()}${this.#orders()}</div>` : nothing}
      </div>
      ${rowsTable(this.state, (key, args) => this.#say(key, args))}
    `;
  }

  get #q(): string {
    return this.state.ui.notation === 'cs229' ? 'Q' : 'q';
  }

  #tools(order: string): TemplateResult {
    const n = this.#rows;
    const { from, to } = this.#span;
    const part = to - from < n;
    return html`<div class="heat-tools">
      <span class="heat-caption">${part ? this.#say('windowOf', { from: from + 1, to, rows: n }) : this.#vertical ? nothing : order}</span>
      ${this.#vertical ? nothing : html`<span class="heat-spring"></span>${this.#orders()}${this.#legend()}`}
    </div>`;
  }

  #orders(): TemplateResult {
    const { heatmap } = this.state.ui;
    return html`<div class="segmented small" role="group" aria-label=${this.#say('orderSwitch')}>
      ${(['sorted', 'file'] as const).map(
        (choice) => html`<button
          aria-pressed=${String(heatmap.order === choice)}
          data-choice=${choice}
          @click=${() => this.store.dispatch({ type: 'heatmap', window: { order: choice } })}
        >
          ${this.#say(choice === 'sorted' ? 'sortedOrder' : 'fileOrder')}
        </button>`,
      )}
    </div>`;
  }

  #legend(): TemplateResult {
    const [from, to] = [this.#colours()[0]!, this.#colours()[255]!].map(cssOf);
    return html`<div class="heat-legend" aria-hidden="true">
      <span class="math" data-term="q">${this.#q}</span> 0
      <svg width="48" height="8">
        <defs><linearGradient id="heat-ramp"><stop offset="0" stop-color=${from!} /><stop offset="1" stop-color=${to!} /></linearGradient></defs>
        <rect width="48" height="8" rx="2" fill="url(#heat-ramp)" />
      </svg>
      1
    </div>`;
  }

  #marks(layout: Layout, frame: MixtureFrame): TemplateResult {
    const { k } = frame.theta;
    const bars = barsOf(frame);
    const roomy = layout.columnWidth >= (layout.vertical ? markRoom : 12);
    return html`<div class="heat-marks" aria-hidden="true">
      ${Array.from({ length: k }, (_, j) =>
        roomy || j === 0 || j === k - 1
          ? html`<span class="heat-mark" data-at=${layout.columns[j]! + layout.columnWidth / 2}>${disc(j)}</span>`
          : nothing,
      )}
      <span class="heat-mark kl math" data-term=${bars.term} data-at=${layout.bars + (layout.vertical ? 16 : layout.barLength / 2)}
        >${bars.name}<sub>${this.state.ui.notation === 'cs229' ? 'i' : 'n'}</sub></span
      >
    </div>`;
  }

  #totals(layout: Layout, frame: MixtureFrame): TemplateResult {
    const { k } = frame.theta;
    const bars = barsOf(frame);
    const counts = Array.from(frame.counts);
    const digits = decimalsThatAddUp(counts, this.#rows, 1, 6);
    const roomy = !layout.vertical || layout.columnWidth >= totalRoom;
    return html`<div class="heat-totals">
      ${Array.from({ length: k }, (_, j) =>
        roomy
          ? html`<span
              class="heat-mark figure"
              data-at=${layout.columns[j]! + layout.columnWidth / 2}
              data-exact=${String(counts[j])}
              title=${`N${j + 1} = ${counts[j]}`}
              >${fixed(counts[j]!, Math.min(digits, layout.vertical ? 1 : 2))}</span
            >`
          : nothing,
      )}
      <span
        class="heat-mark figure kl"
        data-term=${bars.term}
        data-at=${layout.bars + (layout.vertical ? 18 : layout.barLength / 2)}
        title=${String(bars.total)}
        >Σ ${sumText(bars.total)}</span
      >
    </div>`;
  }

  #overlay(layout: Layout, k: number): unknown {
    const { ui } = this.state;
    const { width, height } = this.#size;
    const position = this.#position;
    const { from, to } = this.#span;
    const scale = layout.along / (to - from);
    // Before it is measured the picture has no room at all.
    const end = Math.max(0, layout.columns[k - 1]! + layout.columnWidth);
    const shown = position !== undefined && position >= from && position < to;
    const thickness = Math.max(6, scale);
    const middle = shown ? (position - from + 0.5) * scale : 0;
    const label = String((ui.row ?? 0) + 1);
    const { component, term } = ui.highlight;
    const column = component !== undefined && component < k ? layout.columns[component]! : undefined;
    const { vertical } = layout;
    // Q of row i are the cells in its frame.
    const cells = term === 'q' || term === 'posterior' ? 'lit' : '';
    return svg`<svg class="heat-over" width=${width} height=${height} aria-hidden="true">
      ${column === undefined || !(term === undefined || term === 'q' || term === 'posterior') ? nothing : vertical ? svg`<rect class="column" x=${column} y="0.5" width=${layout.columnWidth} height=${height - 1} />` : svg`<rect class="column" x="0.5" y=${column} width=${width - 1} height=${layout.columnWidth} />`}
      <path class="base" d=${vertical ? `M${layout.bars - 0.5} 0V${height}` : `M0 ${layout.bars - 0.5}H${width}`} />
      ${
        shown
          ? vertical
            ? svg`<rect class="marker under" x="-1" y=${middle - thickness / 2} width=${end + 2} height=${thickness} /><rect class="marker ${cells}" x="-1" y=${middle - thickness / 2} width=${end + 2} height=${thickness} />
              <text class="marker-label" x=${layout.bars + 14} y=${Math.max(10, Math.min(height - 2, middle + 4))}>${label}</text>`
            : svg`<rect class="marker under" x=${middle - thickness / 2} y="-1" width=${thickness} height=${end + 2} /><rect class="marker ${cells}" x=${middle - thickness / 2} y="-1" width=${thickness} height=${end + 2} />
              <text class="marker-label" text-anchor="middle" x=${Math.max(10, Math.min(width - 10, middle))} y="-5">${label}</text>`
          : nothing
      }
    </svg>`;
  }

  #tip(heatmap: HeatmapMessage | undefined, k: number): TemplateResult | typeof nothing {
    const hover = this.#hover;
    const band = heatmap && hover ? bandAt(heatmap, hover.position) : undefined;
    if (!heatmap || band === undefined) return nothing;
    const count = rowsIn(heatmap, band);
    const row = heatmap.rows[band]! + 1;
    const q = Array.from(heatmap.q.subarray(band * k, (band + 1) * k));
    const shown = q
      .map((value, j) => ({ value, j }))
      .sort((a, b) => b.value - a.value)
      .slice(0, 4);
    return html`<div class="tip" role="presentation">
      <strong>${count > 1 ? this.#say('bandsTip', { count, row }) : this.#say('bandTip', { row })}</strong>
      ${shown.map(({ value, j }) => html`${disc(j)} <span class="role-q">${fixed(value, 3)}</span> `)}
      <span class=${heatmap.entropy ? 'role-q' : 'role-kl'}>${heatmap.entropy ? 'H' : 'KL'} ${fixed((heatmap.entropy ?? heatmap.kl)[band]!, 4)}</span>
    </div>`;
  }

  #colours(): Uint32Array {
    const { theme } = this.state;
    if (this.#ramp?.of !== theme) this.#ramp = { of: theme, colours: qRamp(theme) };
    return this.#ramp.colours;
  }

  protected override updated(): void {
    lightUp(this, this.state.ui.highlight);
    // Positions go in by CSSOM: the content security policy allows no style attributes.
    const side = this.#vertical ? 'left' : 'top';
    for (const mark of this.querySelectorAll<HTMLElement>('.heat-mark')) {
      mark.style.left = '';
      mark.style.top = '';
      mark.style[side] = `${mark.dataset.at}px`;
    }
    const tip = this.querySelector<HTMLElement>('.tip');
    if (tip && this.#hover) {
      const { x, y } = this.#hover;
      tip.style.left = `${this.#vertical ? x + 12 : Math.max(0, Math.min(this.#size.width - tip.offsetWidth, x + 12))}px`;
      tip.style.top = `${y + 14}px`;
    }
    const plot = this.querySelector<HTMLElement>('.heat-plot');
    const k = mixtureFrame(this.state)?.theta.k;
    // Lying: a row for each component, then the bars hanging from a line.
    if (plot && k) plot.style.height = this.#vertical ? '' : `${k * lyingColumn + barRoom}px`;
    this.#observe();
    this.#paint();
    this.#gestures.arrived();
  }

  #paint(): void {
    const canvas = this.querySelector('canvas');
    const { theme } = this.state;
    const frame = mixtureFrame(this.state);
    if (!canvas || !frame?.heatmap || this.#size.width === 0) return;
    const ratio = devicePixelRatio;
    canvas.width = Math.round(this.#size.width * ratio);
    canvas.height = Math.round(this.#size.height * ratio);
    const css = this.#layout(frame.theta.k);
    const layout: Layout = {
      vertical: css.vertical,
      along: css.along * ratio,
      columns: css.columns.map((at) => Math.round(at * ratio)),
      columnWidth: Math.round(css.columnWidth * ratio),
      bars: Math.round(css.bars * ratio),
      barLength: css.barLength * ratio,
    };
    const { entropy, kl } = frame.heatmap;
    const bar = entropy ? { values: entropy, colour: theme.q } : { values: kl, colour: theme.kl };
    paint(canvas, this.#scratch, frame.heatmap, this.#span, layout, this.#colours(), bar);
  }

  #go(span: Span): void {
    const whole = span.to - span.from >= this.#rows;
    this.store.dispatch({ type: 'heatmap', window: whole ? { from: 0, to: 0xffffffff } : span });
  }

  #pointed(hover: Hover | undefined, component: number | undefined): void {
    this.#hover = hover;
    const heatmap = mixtureFrame(this.state)?.heatmap;
    const band = heatmap && hover ? bandAt(heatmap, hover.position) : undefined;
    const row = heatmap?.rowsPerBand === 1 && band !== undefined ? { row: heatmap.rows[band]! } : {};
    const over =
      component === undefined
        ? { term: heatmap?.entropy ? ('q' as const) : ('kl' as const) }
        : { term: 'q' as const, component };
    this.store.dispatch({ type: 'highlight', highlight: hover ? { ...over, ...row } : {} });
    this.requestUpdate();
  }
}

/** Beside the columns: where EM's gap comes from; where it has no share by row, how unsure each row is. */
const barsOf = (frame: MixtureFrame) =>
  frame.type === 'frame'
    ? { name: 'KL', term: 'kl', total: frame.step.kl }
    : { name: 'H', term: 'q', total: frame.terms[4]! };

/** A sum of differences that is not all rounding shows a digit, however small. */
const sumText = (nats: number): string => (nats > 1e-9 && nats < 0.005 ? significant(nats, 2).text : fixed(nats, 2));

customElements.define('elbo-heatmap', Heatmap);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-heatmap': Heatmap;
  }
}
