/** `<elbo-scatter>`: every row in a plane of two columns or principal axes, with the mixture's components over them. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { significant } from '../../src/lesson/numeral.ts';
import type { Axis } from '../../src/protocol/run.ts';
import { type PictureKey, pictureWords } from '../../src/words/pictures.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { rgbBytes } from '../colour/oklab.ts';
import { axesOf, type PanelState, type Points } from '../store.ts';
import { oklab } from '../theme.ts';
import { View } from '../view.ts';
import { around, shadow } from './ellipse.ts';
import { Motion } from './motion.ts';
import { components, grid, ring, type Scene } from './overlay.ts';
import { nearest } from './pick.ts';
import { type Box, extent, moved, projection, scaleOf, type Window, wholeWindow, zoomed } from './plane.ts';
import { CanvasPoints } from './pointsCanvas.ts';
import { GlPoints, type PointsRenderer } from './pointsGl.ts';
import { thetaTable } from './thetaTable.ts';
import './scatter.css';

const margin = { left: 36, right: 6, top: 26, bottom: 42 };
/** A point this many pixels away is still meant. */
const reach = 16;

/** Diameter in CSS pixels: fewer points are larger. */
const pointSize = (n: number): number => Math.max(1.6, Math.min(6.5, 6.5 - 1.25 * Math.log10(n / 300)));
const pointOpacity = (n: number): number => Math.max(0.35, Math.min(0.85, 0.85 - 0.16 * Math.log10(n / 2000)));

export class Scatter extends View {
  #renderer: PointsRenderer | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #lost = false;
  #shownPoints: Points | undefined;
  #shownColours: Uint8Array | string | undefined;
  /** What the reader has zoomed to; undefined: everything. */
  #window: Window | undefined;
  #whole: { of: Points; window: Window } | undefined;
  #size: { width: number; height: number } = { width: 0, height: 0 };
  #motion: Motion | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #moving = false;
  /** No frame has been drawn since the movement began. */
  #rested = true;
  #scheduled = false;
  #drag: { x: number; y: number; window: Window; far: boolean } | undefined;
  #hover: { row: number; x: number; y: number } | undefined;
  #observer: ResizeObserver | undefined;

  protected override select({ frame, points, started, ui, theme }: PanelState): readonly unknown[] {
    return [frame, points, started, ui.row, ui.highlight, ui.notation, ui.axes, theme];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.#measure());
    if (this.hasUpdated) this.#observe();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    clearTimeout(this.#resting);
    this.#renderer?.dispose();
    this.#renderer = undefined;
    this.#canvas?.remove();
    this.#canvas = undefined;
    this.#shownPoints = undefined;
    this.#shownColours = undefined;
  }

  protected override firstUpdated(): void {
    this.#observe();
  }

  #observe(): void {
    const plot = this.querySelector('.scatter-plot');
    if (plot) this.#observer?.observe(plot);
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
      const frame = this.state.frame;
      const ellipses =
        frame && frame.theta.d === points.origin.length
          ? Array.from({ length: frame.theta.k }, (_, k) => around(shadow(points, frame.theta, k), 2)).filter((e) =>
              Object.values(e).every(Number.isFinite),
            )
          : [];
      this.#whole = { of: points, window: wholeWindow(extent(points.px), extent(points.py), ellipses) };
      this.#window = undefined;
    }
    return this.#window ?? this.#whole.window;
  }

  #scene(): Scene | undefined {
    const { frame, points, ui, run } = this.state;
    if (!frame || !points || points.run !== run || this.#size.width === 0) return undefined;
    const window = this.#shown(points);
    const box = this.#box;
    return {
      frame,
      points,
      window,
      box,
      at: projection(window, box),
      row: ui.row,
      rowLabel: `${ui.notation === 'cs229' ? 'i' : 'n'} = ${(ui.row ?? 0) + 1}`,
      highlight: ui.highlight,
    };
  }

  protected override render(): unknown {
    const { started, frame } = this.state;
    if (!started || !frame) return nothing;
    const scene = this.#scene();
    const { width, height } = this.#size;
    const axes = axesOf(this.state);
    const name = (axis: Axis | undefined) => (axis ? this.#axisName(axis) : '');
    return html`
      <p class="scatter-caption">${this.#say('scatterCaption', { Q: this.state.ui.notation === 'cs229' ? 'Q' : 'q' })}</p>
      <div class="scatter-body">
      <div
        class="scatter-plot ${this.#drag?.far ? 'dragging' : ''}"
        tabindex="0"
        role="img"
        aria-label=${this.#say('scatterLabel', { count: started.n, x: name(axes?.x), y: name(axes?.y) })}
        title=${this.#hover ? nothing : this.#say('zoomHint')}
        @wheel=${this.#wheel}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
        @pointercancel=${this.#cancel}
        @pointerleave=${this.#leave}
        @dblclick=${this.#reset}
        @keydown=${this.#key}
      >
        ${
          scene
            ? svg`<svg class="scatter-under" width=${width} height=${height} aria-hidden="true">${grid(scene)}</svg>`
            : nothing
        }
        <div class="scatter-canvas"></div>
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
      ${axes ? this.#axisPickers(axes) : nothing}
      ${thetaTable(this.state, this.#say('scatterTable'))}
      </div>
    `;
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
        this.store.dispatch({ type: 'axes', ...axes, [side]: chosen });
      }}
    >
      ${options.map((axis) => html`<option .selected=${same(axis, axes[side])}>${this.#axisName(axis)}</option>`)}
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
      ${this.#axisName(points.x)} ${value(points.px[hover.row]!, points.xAxis)},
      ${this.#axisName(points.y)} ${value(points.py[hover.row]!, points.yAxis)}
    </div>`;
  }

  protected override updated(): void {
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
    if (this.#size.width === 0) this.#measure();
  }

  #ensureRenderer(): PointsRenderer | undefined {
    const holder = this.querySelector('.scatter-canvas');
    if (!holder) return undefined;
    if (this.#renderer && this.#canvas?.isConnected) return this.#renderer;
    if (this.#lost) return undefined;
    this.#renderer?.dispose();
    this.#shownPoints = undefined;
    this.#shownColours = undefined;
    this.#motion = undefined;
    const fresh = (): HTMLCanvasElement => {
      const canvas = document.createElement('canvas');
      canvas.setAttribute('aria-hidden', 'true');
      holder.replaceChildren(canvas);
      this.#canvas = canvas;
      return canvas;
    };
    try {
      const canvas = fresh();
      this.#renderer = new GlPoints(canvas);
      canvas.addEventListener('webglcontextlost', (event) => {
        event.preventDefault();
        this.#lost = true;
        this.#renderer = undefined;
      });
      canvas.addEventListener('webglcontextrestored', () => {
        this.#lost = false;
        this.requestUpdate();
      });
    } catch {
      // A canvas that was asked for WebGL gives no other context.
      this.#renderer = new CanvasPoints(fresh());
    }
    return this.#renderer;
  }

  #draw(): void {
    const scene = this.#scene();
    const renderer = scene && this.#ensureRenderer();
    if (!scene || !renderer) return;
    const { points, frame, window, box } = scene;
    const n = points.px.length;
    if (this.#shownPoints !== points) {
      renderer.setPoints(points.px, points.py);
      this.#motion = new Motion(n, renderer.software);
      this.#shownPoints = points;
    }
    // Before the first colours arrive the points wear the secondary text's.
    const colours = frame.colours?.length === 4 * n ? frame.colours : this.state.theme.secondary;
    if (this.#shownColours !== colours && !(typeof colours === 'string' && this.#shownColours instanceof Uint8Array)) {
      renderer.setColours(typeof colours === 'string' ? plain(colours, n) : colours);
      this.#shownColours = colours;
    }
    const ratio = devicePixelRatio;
    this.#canvas!.style.left = `${box.left}px`;
    this.#canvas!.style.top = `${box.top}px`;
    this.#canvas!.style.width = `${box.width}px`;
    this.#canvas!.style.height = `${box.height}px`;
    if (this.#moving) {
      this.#motion!.frame(performance.now(), this.#rested);
      this.#rested = false;
      this.#restSoon();
    }
    const stride = this.#moving ? this.#motion!.stride : 1;
    const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    renderer.draw(window, width, height, pointSize(n / stride) * ratio, pointOpacity(n / stride), stride);
  }

  /** The window has changed: drawn with the next frame, in full once it rests. */
  #went(window: Window | undefined): void {
    this.#window = window;
    this.#moving = true;
    clearTimeout(this.#resting);
    this.#soon();
  }

  /**
   * Everything is drawn again once nothing has moved for a while, counted from when this frame was taken over: a graphics
   * card that lags behind holds the next frame back, and that is no rest.
   */
  #restSoon(): void {
    requestAnimationFrame(() => {
      clearTimeout(this.#resting);
      if (!this.isConnected) return;
      this.#resting = setTimeout(() => {
        this.#moving = false;
        this.#rested = true;
        this.requestUpdate();
      }, this.#motion?.rest);
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

  readonly #wheel = (event: WheelEvent): void => {
    const scene = this.#scene();
    if (!scene) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(Math.max(-1, Math.min(1, -event.deltaY * lines * 0.0022)));
    const [x, y] = this.#place(event);
    this.#went(zoomed(scene.window, factor, scene.at.px(x), scene.at.py(y)));
  };

  #place(event: MouseEvent): [number, number] {
    const { left, top } = this.querySelector('.scatter-plot')!.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  readonly #down = (event: PointerEvent): void => {
    const scene = this.#scene();
    if (!scene || event.button !== 0) return;
    const [x, y] = this.#place(event);
    this.#drag = { x, y, window: scene.window, far: false };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly #move = (event: PointerEvent): void => {
    const scene = this.#scene();
    if (!scene) return;
    const [x, y] = this.#place(event);
    const drag = this.#drag;
    if (drag) {
      drag.far ||= Math.hypot(x - drag.x, y - drag.y) > 4;
      if (!drag.far) return;
      const at = projection(drag.window, scene.box);
      this.#hover = undefined;
      this.#went(moved(drag.window, at.px(drag.x) - at.px(x), at.py(drag.y) - at.py(y)));
      return;
    }
    const row = this.#rowAt(scene, x, y);
    this.#hover = row === undefined ? undefined : { row, x, y };
    const mark = (event.target as Element).closest<SVGElement>('.mean[data-component]');
    const component = mark?.dataset.component;
    this.store.dispatch({
      type: 'highlight',
      highlight:
        component === undefined ? (row === undefined ? {} : { row }) : { term: 'mean', component: Number(component) },
    });
    this.#soon();
  };

  #rowAt({ points, at, box, window }: Scene, x: number, y: number): number | undefined {
    const sx = box.width / (window.x1 - window.x0);
    const sy = box.height / (window.y1 - window.y0);
    return nearest(points.px, points.py, at.px(x), at.py(y), sx, sy, reach);
  }

  readonly #up = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#drag = undefined;
    const scene = this.#scene();
    if (!drag || drag.far || !scene) {
      this.requestUpdate();
      return;
    }
    const row = this.#rowAt(scene, ...this.#place(event));
    if (row !== undefined) this.store.chooseRow(row, true);
  };

  readonly #cancel = (): void => {
    this.#drag = undefined;
  };

  readonly #leave = (): void => {
    this.#hover = undefined;
    this.store.dispatch({ type: 'highlight', highlight: {} });
    this.requestUpdate();
  };

  readonly #reset = (): void => this.#went(undefined);

  readonly #key = (event: KeyboardEvent): void => {
    const scene = this.#scene();
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const { window } = scene;
    const [w, h] = [window.x1 - window.x0, window.y1 - window.y0];
    const [cx, cy] = [(window.x0 + window.x1) / 2, (window.y0 + window.y1) / 2];
    const steps: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#went(moved(window, -0.1 * w, 0)),
      ArrowRight: () => this.#went(moved(window, 0.1 * w, 0)),
      ArrowUp: () => this.#went(moved(window, 0, 0.1 * h)),
      ArrowDown: () => this.#went(moved(window, 0, -0.1 * h)),
      '+': () => this.#went(zoomed(window, 1.25, cx, cy)),
      '=': () => this.#went(zoomed(window, 1.25, cx, cy)),
      '-': () => this.#went(zoomed(window, 0.8, cx, cy)),
      '0': () => this.#went(undefined),
      Enter: () => {
        const row =
          this.#rowAt(scene, scene.at.x(cx), scene.at.y(cy)) ??
          nearest(scene.points.px, scene.points.py, cx, cy, 1 / w, 1 / h, 2);
        if (row !== undefined) this.store.chooseRow(row, true);
      },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
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
