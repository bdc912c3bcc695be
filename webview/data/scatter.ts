/** `<elbo-scatter>`: every row in a plane of two columns or principal axes, with the mixture's components over them. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { significant } from '../../src/lesson/numeral.ts';
import type { Axis } from '../../src/protocol/run.ts';
import { type PictureKey, pictureWords } from '../../src/words/pictures.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { disc } from '../colour/disc.ts';
import { rgbBytes } from '../colour/oklab.ts';
import { fixed, grouped } from '../figures.ts';
import { axesOf, fewestTiled, mixtureFrame, type PanelState, type Points, tiled } from '../store.ts';
import { oklab } from '../theme.ts';
import { View } from '../view.ts';
import { band, Ceiling, densities, heights, onOneColumn } from './densities.ts';
import { around, shadow } from './ellipse.ts';
import { type Hover, PlaneGestures } from './gestures.ts';
import { drawLeftOut } from './leftOut.ts';
import { components, grid, ring, type Scene } from './overlay.ts';
import { type Box, projection, scaleOf, type Window, wholeWindow } from './plane.ts';
import { PointsLayer, pointSize } from './pointsLayer.ts';
import { thetaTable } from './thetaTable.ts';
import { drawTiles } from './tiles.ts';
import './scatter.css';

const margin = { left: 36, right: 6, top: 26, bottom: 42 };

/** CSS pixels of a cell of tiles, and the most cells along a side. */
const [cellPixels, mostCells] = [2, 1024];
/** How long after the last movement the window rests, and tiles are asked for. */
const restMs = 160;

export class Scatter extends View {
  /** What the reader has zoomed to; undefined: everything. */
  #window: Window | undefined;
  #whole: { of: Points; window: Window } | undefined;
  #size: { width: number; height: number } = { width: 0, height: 0 };
  #resting: ReturnType<typeof setTimeout> | undefined;
  #moving = false;
  #scheduled = false;
  #hover: Hover | undefined;
  readonly #ceiling = new Ceiling();
  readonly #layer = new PointsLayer(() => this.#soon());
  /** What the points wear, and, before they have a colour each, which one all do. */
  #worn: { readonly by: Points; readonly rgba: Uint8Array; readonly plain?: string } | undefined;
  #observer: ResizeObserver | undefined;
  #observed: Element | undefined;
  readonly #gestures = new PlaneGestures({
    scene: () => this.#scene(),
    plot: () => this.querySelector('.scatter-plot')!,
    went: (window) => this.#went(window),
    pointed: (hover, component) => this.#pointed(hover, component),
    choose: (row) => this.store.chooseRow(row, true),
  });

  protected override select(state: PanelState): readonly unknown[] {
    const { points, started, peek, ui, theme } = state;
    return [mixtureFrame(state), points, started, peek, ui.row, ui.highlight, ui.notation, ui.axes, theme];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observed = undefined;
    this.#observe();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    clearTimeout(this.#resting);
    this.#layer.end();
  }

  /** The plot comes with the first figures, which may be long after the view. */
  #observe(): void {
    const plot = this.querySelector('.scatter-plot');
    if (!plot || plot === this.#observed) return;
    this.#observer?.disconnect();
    // Told of its size once the page is laid out: to ask for it now would lay the page out in between.
    this.#observer?.observe(plot);
    this.#observed = plot;
  }

  #measure(): void {
    const plot = this.querySelector('.scatter-plot');
    if (!plot) return;
    const { clientWidth: width, clientHeight: height } = plot;
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.requestUpdate();
  }

  #say(key: PictureKey, args?: WordArgs): string {
    return translate(this.state.welcome?.language ?? 'en', pictureWords[key], args);
  }

  get #box(): Box {
    return {
      left: margin.left,
      top: margin.top,
      width: Math.max(1, this.#size.width - margin.left - margin.right),
      height: Math.max(1, this.#size.height - margin.top - margin.bottom),
    };
  }

  /** What is on show: the reader's window, or everything. */
  #shown(points: Points): Window {
    if (this.#whole?.of !== points) {
      const frame = mixtureFrame(this.state);
      const ellipses =
        frame && frame.theta.d === points.origin.length
          ? Array.from({ length: frame.theta.k }, (_, k) => around(shadow(points, frame.theta, k), 2)).filter((e) =>
              Object.values(e).every(Number.isFinite),
            )
          : [];
      const [x0, x1, y0, y1] = points.extent;
      this.#whole = {
        of: points,
        window: wholeWindow([x0, x1], onOneColumn(points) ? heights : [y0, y1], ellipses),
      };
      this.#window = undefined;
    }
    return this.#window ?? this.#whole.window;
  }

  #scene(): Scene | undefined {
    const { points, ui, run } = this.state;
    const frame = mixtureFrame(this.state);
    if (!frame || !points || points.run !== run || this.#size.width === 0) return undefined;
    const window = this.#shown(points);
    const box = this.#box;
    const above = onOneColumn(points) ? densities(points, frame.theta, window.x0, window.x1) : undefined;
    return {
      frame,
      points,
      window,
      box,
      at: projection(window, box),
      row: ui.row,
      rowLabel: `${ui.notation === 'cs229' ? 'i' : 'n'} = ${(ui.row ?? 0) + 1}`,
      highlight: ui.highlight,
      column: above && { densities: above, ceiling: this.#ceiling.over(points, above.highest) },
    };
  }

  protected override render(): unknown {
    const { started } = this.state;
    if (!started || !mixtureFrame(this.state)) return nothing;
    const scene = this.#scene();
    const { width, height } = this.#size;
    const axes = axesOf(this.state);
    const name = (axis: Axis | undefined) => (axis ? this.#axisName(axis) : '');
    const up = scene && onOneColumn(scene.points) ? this.#say('densityAxis') : name(axes?.y);
    return html`
      <p class="scatter-caption">${this.#caption()}</p>
      ${started.n < fewestTiled ? nothing : this.#tilesSwitch()}
      <div class="scatter-body">
      <div
        class="scatter-plot ${this.#gestures.dragging ? 'dragging' : ''}"
        tabindex="0"
        role="img"
        aria-label=${this.#say('scatterLabel', { count: started.n, x: name(axes?.x), y: up })}
        title=${this.#hover ? nothing : this.#say('zoomHint')}
        @wheel=${this.#gestures.wheel}
        @pointerdown=${this.#gestures.down}
        @pointermove=${this.#gestures.move}
        @pointerup=${this.#gestures.up}
        @pointercancel=${this.#gestures.cancel}
        @pointerleave=${this.#gestures.leave}
        @dblclick=${this.#gestures.reset}
        @keydown=${this.#gestures.key}
      >
        ${
          scene
            ? svg`<svg class="scatter-under" width=${width} height=${height} aria-hidden="true">${grid(scene)}</svg>`
            : nothing
        }
        ${
          tiled(this.state)
            ? html`<canvas class="scatter-tiles" aria-hidden="true"></canvas>`
            : html`<canvas class="scatter-points" aria-hidden="true"></canvas>`
        }
        ${scene?.points.leftOut ? html`<canvas class="scatter-left-out" aria-hidden="true"></canvas>` : nothing}
        ${
          scene
            ? svg`<svg class="scatter-over" width=${width} height=${height} aria-hidden="true">
                <defs><clipPath id="scatter-clip"><rect x=${scene.box.left} y=${scene.box.top} width=${scene.box.width} height=${scene.box.height} /></clipPath></defs>
                <g clip-path="url(#scatter-clip)">${components(scene)}</g>${ring(scene)}
              </svg>`
            : nothing
        }
        ${this.#tip(scene)}
      </div>
      ${axes ? guard([JSON.stringify(axes), scene?.points, started, this.state.welcome], () => this.#axisPickers(axes)) : nothing}
      ${guard([mixtureFrame(this.state), JSON.stringify(axes), started, this.state.ui.notation, this.state.welcome], () => thetaTable(this.state, this.#say('scatterTable')))}
      </div>
    `;
  }

  #tilesSwitch(): TemplateResult {
    const shown = tiled(this.state);
    return html`<div class="scatter-switch segmented small" role="group" aria-label=${this.#say('tilesSwitch')}>
      ${([false, true] as const).map(
        (tiles) => html`<button
          aria-pressed=${String(tiles === shown)}
          data-choice=${tiles ? 'tiles' : 'points'}
          @click=${() => this.store.dispatch({ type: 'tiles', tiles })}
        >
          ${this.#say(tiles ? 'asTiles' : 'asPoints')}
        </button>`,
      )}
    </div>`;
  }

  #caption(): string {
    const tiles = mixtureFrame(this.state)?.tiles;
    if (tiled(this.state) && tiles)
      return this.#say('tilesCaption', { inside: grouped(tiles.inside), most: grouped(tiles.most) });
    const { points } = this.state;
    const caption = this.#say(points && onOneColumn(points) ? 'densityCaption' : 'scatterCaption', {
      Q: this.state.ui.notation === 'cs229' ? 'Q' : 'q',
    });
    const hollow = points?.leftOut?.px.length ?? 0;
    return hollow > 0 ? `${caption}; ${this.#say('hollowCaption', { count: grouped(hollow) })}` : caption;
  }

  #axisName(axis: Axis): string {
    const { started, points } = this.state;
    if ('column' in axis) return started?.names[axis.column] ?? '';
    const share =
      points?.explained && 'principal' in points.x && points.x.principal === axis.principal
        ? points.explained[0]
        : points?.explained && 'principal' in points.y && points.y.principal === axis.principal
          ? points.explained[1]
          : undefined;
    const rank = axis.principal + 1;
    return share
      ? this.#say('principalShare', { rank, share: (100 * share).toFixed(0) })
      : this.#say('principalAxis', { rank });
  }

  #axisPickers(axes: { x: Axis; y: Axis }): TemplateResult {
    const { names, d } = this.state.started!;
    const options: Axis[] = [
      ...names.map((_, column) => ({ column })),
      ...(d > 1 ? [...Array(Math.min(d, 3)).keys()].map((principal) => ({ principal })) : []),
    ];
    const same = (a: Axis, b: Axis) => JSON.stringify(a) === JSON.stringify(b);
    const picker = (side: 'x' | 'y') => html`<select
      class="axis-picker ${side}"
      aria-label=${this.#say(side === 'x' ? 'acrossAxis' : 'upAxis')}
      @change=${(event: Event) => {
        const chosen = options[(event.target as HTMLSelectElement).selectedIndex]!;
        // Of the axes as they are now: the other may have been chosen since this was drawn.
        this.store.dispatch({ type: 'axes', ...(axesOf(this.state) ?? axes), [side]: chosen });
      }}
    >
      ${options.map((axis) => {
        // The same column again shows how dense the column is.
        const name =
          side === 'y' && 'column' in axis && same(axis, axes.x) ? this.#say('densityAxis') : this.#axisName(axis);
        return html`<option .selected=${same(axis, axes[side])}>${name}</option>`;
      })}
    </select>`;
    return html`${picker('y')}${picker('x')}`;
  }

  #tip(scene: Scene | undefined): TemplateResult | typeof nothing {
    const hover = this.#hover;
    if (!scene || !hover || hover.row >= scene.points.px.length) return nothing;
    const { points } = scene;
    const value = (p: number, axis: ArrayLike<number>) => {
      const { slope, shift } = scaleOf(axis, points.origin);
      return significant(slope * p + shift, 4).text;
    };
    return html`<div class="tip" role="presentation">
      <strong>${this.#say('pointTip', { row: hover.row + 1 })}</strong>
      ${this.#axisName(points.x)} ${value(points.px[hover.row]!, points.xAxis)}${
        onOneColumn(points)
          ? nothing
          : html`, ${this.#axisName(points.y)} ${value(points.py[hover.row]!, points.yAxis)}`
      }
      ${this.#peeked(hover.row)}
    </div>`;
  }

  /** What the hovered row is made of, as soon as the engine has said it: its likeliest components and its gap. */
  #peeked(row: number): TemplateResult | typeof nothing {
    const { peek, frame } = this.state;
    if (peek?.row.row !== row || peek.half !== frame?.half) return nothing;
    const likely = Array.from(peek.row.q, (q, k) => ({ q, k })).sort((a, b) => b.q - a.q);
    return html`<div>
      ${likely.slice(0, 4).map(({ q, k }) => html`${disc(k)} <span class="role-q" data-exact=${String(q)}>${fixed(q, 3)}</span> `)}
      <span class="role-kl">KL ${fixed(peek.row.kl, 4)}</span>
    </div>`;
  }

  protected override updated(): void {
    if (this.#hover) this.store.peek(this.#hover.row);
    this.#draw();
    const tip = this.querySelector<HTMLElement>('.tip');
    if (tip && this.#hover) {
      const left = Math.max(2, Math.min(this.#size.width - tip.offsetWidth - 2, this.#hover.x + 12));
      const top =
        this.#hover.y + 16 + tip.offsetHeight > this.#size.height
          ? this.#hover.y - tip.offsetHeight - 8
          : this.#hover.y + 16;
      tip.style.left = `${left}px`;
      tip.style.top = `${top}px`;
    }
    this.#observe();
  }

  #pointed(hover: Hover | undefined, component: number | undefined): void {
    this.#hover = hover;
    this.store.dispatch({
      type: 'highlight',
      highlight: component === undefined ? (hover ? { row: hover.row } : {}) : { term: 'mean', component },
    });
    this.#soon();
  }

  #draw(): void {
    // An update that was due when the view was taken away still comes.
    const scene = this.isConnected ? this.#scene() : undefined;
    if (!scene) return;
    if (tiled(this.state)) {
      this.#layer.end();
      this.#drawTiles(scene);
      return;
    }
    this.#moving = false;
    this.#drawPoints(scene);
  }

  #drawPoints({ points, frame, window, box }: Scene): void {
    const canvas = this.querySelector<HTMLCanvasElement>('.scatter-points');
    if (!canvas) return;
    const { px, py, leftOut } = points;
    const n = px.length;
    this.#layer.draw(canvas, { px, py, rgba: this.#colours(points, frame.colours) }, window, box);
    const hollow = this.querySelector<HTMLCanvasElement>('.scatter-left-out');
    if (hollow && leftOut)
      drawLeftOut(hollow, leftOut, window, box, Math.max(4, pointSize(n)), this.state.theme.secondary);
  }

  /** Those of the frame; without any, what the points wore before, and until the first arrive the secondary text's. */
  #colours(points: Points, colours: Uint8Array | undefined): Uint8Array {
    const n = points.px.length;
    const { secondary } = this.state.theme;
    if (colours?.length === 4 * n) this.#worn = { by: points, rgba: colours };
    else if (this.#worn?.by !== points || (this.#worn.plain ?? secondary) !== secondary)
      this.#worn = { by: points, rgba: plain(secondary, n), plain: secondary };
    return this.#worn.rgba;
  }

  /** The tiles there are, stretched into place; others are asked for once the window rests. */
  #drawTiles({ frame, points, window, box }: Scene): void {
    const canvas = this.querySelector<HTMLCanvasElement>('.scatter-tiles');
    if (!canvas) return;
    if (frame.tiles) drawTiles(canvas, frame.tiles, window, box);
    if (this.#moving) {
      this.#restSoon();
      return;
    }
    const wanted = {
      x: points.x,
      y: points.y,
      ...window,
      columns: Math.min(mostCells, Math.ceil(box.width / cellPixels)),
      rows: Math.min(mostCells, Math.ceil(box.height / cellPixels)),
      // Of one column the cells are as high as the band that its rows would lie in.
      ...(onOneColumn(points) ? { y0: band.from, y1: band.to, rows: 1 } : {}),
    };
    if (JSON.stringify(wanted) !== JSON.stringify(this.state.ui.plane)) {
      this.store.dispatch({ type: 'plane', plane: wanted });
    }
  }

  /** The window has changed: drawn with the next frame. */
  #went(window: Window | undefined): void {
    this.#window = window;
    this.#moving = true;
    clearTimeout(this.#resting);
    this.#soon();
  }

  /** Counted from when this frame was taken over: what lags behind is no rest. */
  #restSoon(): void {
    requestAnimationFrame(() => {
      clearTimeout(this.#resting);
      if (!this.isConnected) return;
      this.#resting = setTimeout(() => {
        this.#moving = false;
        this.requestUpdate();
      }, restMs);
    });
  }

  #soon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.requestUpdate();
    });
  }
}

/** The same colour n times, as RGBA. */
function plain(css: string, n: number): Uint8Array {
  const [r, g, b] = rgbBytes(oklab(css));
  const word = ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  return new Uint8Array(new Uint32Array(n).fill(word).buffer);
}

customElements.define('elbo-scatter', Scatter);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-scatter': Scatter;
  }
}
