/** What hands do with the heatmap: wheel and drag move the window over the rows, a click and the arrows choose a row. */
import type { HeatmapMessage } from '../../src/protocol/run.ts';
import { bandAt, closer, type Span, shifted } from './bands.ts';
import type { Layout } from './paint.ts';

/** Where the pointer rests: a position in the heatmap's order, and pixels of the plot. */
export interface Hover {
  readonly position: number;
  readonly x: number;
  readonly y: number;
}

/** The view whose rows they are. */
export interface RowsView {
  /** Undefined while there is nothing to handle. */
  heatmap(): HeatmapMessage | undefined;
  layout(): Layout;
  /** The element that bears the gestures. */
  plot(): Element;
  /** How many rows there are in all. */
  rows(): number;
  /** Where row i lies among them; undefined while it is not known. */
  position(): number | undefined;
  span(): Span;
  go(span: Span): void;
  /** The pointer is over a band, and over the column of a component or over the bars. */
  pointed(hover: Hover | undefined, component: number | undefined): void;
  choose(row: number): void;
}

export class RowGestures {
  #drag: { at: number; span: Span; far: boolean } | undefined;
  /** The position of a click where the rows had not come yet. */
  #awaited: number | undefined;
  /** Where the row lies that was chosen here last, until the view knows it. */
  #chosen: number | undefined;

  constructor(private readonly view: RowsView) {}

  readonly wheel = (event: WheelEvent): void => {
    const rows = this.view.rows();
    if (rows === 0 || !this.view.heatmap()) return;
    event.preventDefault();
    this.#awaited = undefined;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(Math.max(-1, Math.min(1, -event.deltaY * lines * 0.0025)));
    this.view.go(closer(this.view.span(), factor, this.#under(event).position, rows));
  };

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#awaited = undefined;
    this.#drag = { at: this.#along(event), span: this.view.span(), far: false };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    if (!this.view.heatmap()) return;
    const drag = this.#drag;
    if (drag) {
      const by = this.#along(event) - drag.at;
      drag.far ||= Math.abs(by) > 4;
      const rowsPerPixel = (drag.span.to - drag.span.from) / this.view.layout().along;
      if (drag.far) this.view.go(shifted(drag.span, -by * rowsPerPixel, this.view.rows()));
      return;
    }
    const { component, ...hover } = this.#under(event);
    this.view.pointed(hover, component);
  };

  readonly up = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#drag = undefined;
    if (drag?.far) return;
    const { position } = this.#under(event);
    if (!this.#choose(position)) this.#awaited = position;
  };

  /** Other rows are on show: those of a click, perhaps. */
  arrived(): void {
    if (this.view.position() !== undefined) this.#chosen = undefined;
    if (this.#awaited === undefined || !this.#choose(this.#awaited)) return;
    this.#awaited = undefined;
  }

  readonly cancel = (): void => {
    this.#drag = undefined;
  };

  readonly leave = (): void => this.view.pointed(undefined, undefined);

  readonly reset = (): void => this.view.go({ from: 0, to: this.view.rows() });

  readonly key = (event: KeyboardEvent): void => {
    const heatmap = this.view.heatmap();
    if (!heatmap || event.ctrlKey || event.metaKey || event.altKey) return;
    const span = this.view.span();
    const rows = this.view.rows();
    const position = this.view.position() ?? this.#chosen ?? heatmap.position ?? span.from;
    const stride = heatmap.rowsPerBand;
    const by = (step: number) => () => {
      const target = Math.max(0, Math.min(rows - 1, position + step));
      if (target < span.from || target >= span.to) this.view.go(shifted(span, step * 4, rows));
      else this.#choose(target);
    };
    const zoom = (factor: number) => () => this.view.go(closer(span, factor, position, rows));
    const steps: Readonly<Record<string, () => void>> = {
      ArrowUp: by(-stride),
      ArrowLeft: by(-stride),
      ArrowDown: by(stride),
      ArrowRight: by(stride),
      PageUp: by(-10 * stride),
      PageDown: by(10 * stride),
      '+': zoom(1.5),
      '=': zoom(1.5),
      '-': zoom(1 / 1.5),
      '0': this.reset,
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    this.#awaited = undefined;
    step();
  };

  #along(event: MouseEvent): number {
    return this.view.layout().vertical ? event.clientY : event.clientX;
  }

  /** The position under the pointer, and the component if it is over a column. */
  #under(event: MouseEvent): Hover & { component: number | undefined } {
    const plot = this.view.plot().getBoundingClientRect();
    const [x, y] = [event.clientX - plot.left, event.clientY - plot.top];
    const { from, to } = this.view.span();
    const layout = this.view.layout();
    const [along, across] = layout.vertical ? [y, x] : [x, y];
    const position = Math.max(from, Math.min(to - 1e-9, from + (along / layout.along) * (to - from)));
    const component = layout.columns.findIndex((at) => across >= at && across < at + layout.columnWidth);
    return { position, component: component < 0 ? undefined : component, x, y };
  }

  /** False where the row at that position is not known: it is on its way. */
  #choose(position: number): boolean {
    const heatmap = this.view.heatmap();
    const band = heatmap ? bandAt(heatmap, position) : undefined;
    if (!heatmap || band === undefined) return false;
    this.#chosen = Math.floor(heatmap.from + band * heatmap.rowsPerBand);
    this.view.choose(heatmap.rows[band]!);
    return true;
  }
}
