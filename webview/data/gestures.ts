/** What hands do with the plane: wheel and drag, click, double-click and keys become windows, rows and components. */
import type { Scene } from './overlay.ts';
import { nearest } from './pick.ts';
import { moved, projection, type Window, zoomed } from './plane.ts';

/** A point this many pixels away is still meant. */
const reach = 16;

/** Where the pointer rests on a row, in pixels of the plot. */
export interface Hover {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/** The view whose plane it is. */
export interface PlaneView {
  scene(): Scene | undefined;
  /** The element that bears the gestures. */
  plot(): Element;
  /** Shows another window; undefined: everything. */
  went(window: Window | undefined): void;
  /** The pointer is at another row, or on the mark of a component. */
  pointed(hover: Hover | undefined, component: number | undefined): void;
  choose(row: number): void;
}

export class PlaneGestures {
  #drag: { x: number; y: number; window: Window; far: boolean } | undefined;

  constructor(private readonly view: PlaneView) {}

  get dragging(): boolean {
    return this.#drag?.far ?? false;
  }

  readonly wheel = (event: WheelEvent): void => {
    const scene = this.view.scene();
    if (!scene) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const factor = Math.exp(Math.max(-1, Math.min(1, -event.deltaY * lines * 0.0022)));
    const [x, y] = this.#place(event);
    this.view.went(zoomed(scene.window, factor, scene.at.px(x), scene.at.py(y)));
  };

  readonly down = (event: PointerEvent): void => {
    const scene = this.view.scene();
    if (!scene || event.button !== 0) return;
    const [x, y] = this.#place(event);
    this.#drag = { x, y, window: scene.window, far: false };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    const scene = this.view.scene();
    if (!scene) return;
    const [x, y] = this.#place(event);
    const drag = this.#drag;
    if (drag) {
      drag.far ||= Math.hypot(x - drag.x, y - drag.y) > 4;
      if (!drag.far) return;
      const at = projection(drag.window, scene.box);
      this.view.pointed(undefined, undefined);
      this.view.went(moved(drag.window, at.px(drag.x) - at.px(x), at.py(drag.y) - at.py(y)));
      return;
    }
    const row = rowAt(scene, x, y);
    const component = (event.target as Element).closest<SVGElement>('.mean[data-component]')?.dataset.component;
    this.view.pointed(
      row === undefined ? undefined : { row, x, y },
      component === undefined ? undefined : Number(component),
    );
  };

  readonly up = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#drag = undefined;
    const scene = this.view.scene();
    if (!drag || drag.far || !scene) {
      this.view.pointed(undefined, undefined);
      return;
    }
    const row = rowAt(scene, ...this.#place(event));
    if (row !== undefined) this.view.choose(row);
  };

  readonly cancel = (): void => {
    this.#drag = undefined;
  };

  readonly leave = (): void => this.view.pointed(undefined, undefined);

  readonly reset = (): void => this.view.went(undefined);

  readonly key = (event: KeyboardEvent): void => {
    const scene = this.view.scene();
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const { window } = scene;
    const [w, h] = [window.x1 - window.x0, window.y1 - window.y0];
    const [cx, cy] = [(window.x0 + window.x1) / 2, (window.y0 + window.y1) / 2];
    const go = (to: Window | undefined) => () => this.view.went(to);
    const steps: Readonly<Record<string, () => void>> = {
      ArrowLeft: go(moved(window, -0.1 * w, 0)),
      ArrowRight: go(moved(window, 0.1 * w, 0)),
      ArrowUp: go(moved(window, 0, 0.1 * h)),
      ArrowDown: go(moved(window, 0, -0.1 * h)),
      '+': go(zoomed(window, 1.25, cx, cy)),
      '=': go(zoomed(window, 1.25, cx, cy)),
      '-': go(zoomed(window, 0.8, cx, cy)),
      '0': go(undefined),
      Enter: () => {
        const row =
          rowAt(scene, scene.at.x(cx), scene.at.y(cy)) ??
          nearest(scene.points.px, scene.points.py, cx, cy, 1 / w, 1 / h, 2);
        if (row !== undefined) this.view.choose(row);
      },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };

  #place(event: MouseEvent): [number, number] {
    const { left, top } = this.view.plot().getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }
}

/** The row whose point is nearest to a pixel of the plot, if one is near. */
function rowAt({ points, at, box, window }: Scene, x: number, y: number): number | undefined {
  const sx = box.width / (window.x1 - window.x0);
  const sy = box.height / (window.y1 - window.y0);
  return nearest(points.px, points.py, at.px(x), at.py(y), sx, sy, reach);
}
