/** `<elbo-small-scatter>`: the rows in the scatter's plane, small and still, with components as ellipses over them. */
import { html, nothing, type PropertyDeclarations, type SVGTemplateResult, svg } from 'lit';
import type { MixtureMessage } from '../../../src/protocol/run.ts';
import { colourClass, markPath } from '../../colour/disc.ts';
import { type Densities, densities, heights, onOneColumn } from '../../data/densities.ts';
import { Discs } from '../../data/discs.ts';
import { around, outline, project, shadow } from '../../data/ellipse.ts';
import { type Box, type Projection, projection, type Window, wholeWindow } from '../../data/plane.ts';
import type { PanelState, Points } from '../../store.ts';
import { RoadView } from '../roadView.ts';

/** Rows beyond this many are thinned: a small picture cannot show more. */
const mostRows = 4000;

/** Up to this height a ring on row i would be in the way. */
const smallHeight = 160;

type Components = Pick<MixtureMessage, 'k' | 'd' | 'means' | 'covariances'> & Partial<Pick<MixtureMessage, 'weights'>>;

/** A point of the plane that was drawn from component `component`. */
export interface Drawn {
  readonly x: number;
  readonly y: number;
  readonly component: number;
}

export class SmallScatter extends RoadView {
  static override properties: PropertyDeclarations = {
    ...RoadView.properties,
    theta: { attribute: false },
    dashed: { attribute: false },
    drawn: { attribute: false },
    label: { attribute: false },
    height: { attribute: false },
    arrows: { attribute: false },
    plain: { attribute: false },
    curves: { attribute: false },
  };
  /** The components that are drawn in full, and others, dashed, to compare. */
  declare theta: Components | undefined;
  declare dashed: Components | undefined;
  declare drawn: readonly Drawn[];
  declare label: string;
  declare height: number;
  /** [D] each: directions drawn from the first mean. */
  declare arrows: readonly Float64Array[];
  /** One Gaussian for all rows: neither number nor colour of a component. */
  declare plain: boolean;
  /** [points·D] each: lines through the columns' space. */
  declare curves: readonly Float64Array[];
  #window: { of: Points; window: Window } | undefined;
  readonly #discs = new Discs();

  constructor() {
    super();
    this.drawn = [];
    this.label = '';
    this.height = 0;
    this.arrows = [];
    this.plain = false;
    this.curves = [];
  }

  protected override select({ frame, points, theme, ui }: PanelState): readonly unknown[] {
    return [frame, points, theme, ui.row, ui.highlight.component];
  }

  get #height(): number {
    return this.height || Math.round(Math.max(120, Math.min(300, this.width * 0.52)));
  }

  protected override render(): unknown {
    if (this.width === 0) return nothing;
    const { points } = this.state;
    const height = this.#height;
    return html`<div class="small-scatter" role="img" aria-label=${this.label}>
      <canvas width=${this.width} height=${height} aria-hidden="true"></canvas>
      ${points && this.theta ? this.#over(points, this.theta, height) : nothing}
    </div>`;
  }

  #over(points: Points, theta: Components, height: number): SVGTemplateResult {
    const window = this.#shown(points);
    const at = projection(window, this.#box(height));
    // Two mixtures in one picture are drawn to one scale.
    const highest = onOneColumn(points)
      ? Math.max(...[theta, this.dashed].map((one) => (one ? over(points, one, window).highest : 0)))
      : 1;
    const { row } = this.state.ui;
    const all = components(points, theta, window, highest);
    const small = height <= smallHeight;
    return svg`<svg width=${this.width} height=${height} aria-hidden="true">
      ${this.curves.map((curve) => svg`<path class="small-curve" d=${line(points, curve, at)} />`)}
      ${this.dashed ? components(points, this.dashed, window, highest).map(({ one }) => svg`<path class="small-known" d=${path(one, at)} />`) : nothing}
      ${all.map(
        ({ one, two, k }) => svg`<g class=${this.#classes(k)}>
          <path class="small-one" d=${path(one, at)} /><path class="small-two" d=${path(two, at)} /></g>`,
      )}
      ${
        this.plain
          ? nothing
          : all.map(
              ({
                mean,
                k,
              }) => svg`<g class=${this.#classes(k)} transform="translate(${at.x(mean[0])} ${at.y(mean[1])})">
            <path class="jensen-mark" d=${markPath(k, small ? 6 : 8)} /><text class="jensen-number" y="4">${k + 1}</text>
          </g>`,
            )
      }
      ${this.arrows.length > 0 ? this.#directions(points, theta, at) : nothing}
      ${this.drawn.map(
        (one) => svg`<g class=${colourClass(one.component)} transform="translate(${at.x(one.x)} ${at.y(one.y)})">
          <circle class="small-drawn-under" r="6.5" /><circle class="small-drawn" r="4.5" /></g>`,
      )}
      ${
        row !== undefined && row < points.px.length && !small
          ? svg`<circle class="small-row" cx=${at.x(points.px[row]!)} cy=${at.y(points.py[row]!)} r="7" />`
          : nothing
      }
    </svg>`;
  }

  #classes(k: number): string {
    return `${this.plain ? 'small-plain' : colourClass(k)} ${this.state.ui.highlight.component === k ? 'lit' : ''}`;
  }

  /** From the mean along each direction, named z₁, z₂. */
  #directions(points: Points, { means }: Components, at: Projection): SVGTemplateResult {
    const [x, y] = project(points, means);
    return svg`<g data-term="mean"><defs><marker id="small-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="small-head" d="M0 0L8 4L0 8z" /></marker></defs>
      ${this.arrows.map((arrow, j) => {
        const [u, v] = project(
          points,
          arrow.map((step, d) => step + means[d]!),
        );
        const [x0, y0, x1, y1] = [at.x(x), at.y(y), at.x(u), at.y(v)];
        const length = Math.hypot(x1 - x0, y1 - y0) || 1;
        return svg`<path class="small-direction under" d="M${x0} ${y0}L${x1} ${y1}" /><path class="small-direction" marker-end="url(#small-arrow)" d="M${x0} ${y0}L${x1} ${y1}" />
          <text class="small-name" text-anchor="middle" x=${x1 + (12 * (x1 - x0)) / length} y=${y1 + (12 * (y1 - y0)) / length + 4}>z${j === 0 ? '₁' : '₂'}</text>`;
      })}</g>`;
  }

  #box(height: number): Box {
    return { left: 0, top: 0, width: this.width, height };
  }

  #shown(points: Points): Window {
    if (this.#window?.of !== points) {
      const { frame } = this.state;
      const ellipses =
        frame && frame.theta.d === points.origin.length
          ? Array.from({ length: frame.theta.k }, (_, k) => around(shadow(points, frame.theta, k), 2)).filter((e) =>
              Object.values(e).every(Number.isFinite),
            )
          : [];
      const [x0, x1, y0, y1] = points.extent;
      this.#window = {
        of: points,
        window: wholeWindow([x0, x1], onOneColumn(points) ? heights : [y0, y1], ellipses, 0.15),
      };
    }
    return this.#window.window;
  }

  protected override updated(): void {
    const canvas = this.querySelector('canvas');
    const { points, frame } = this.state;
    if (!canvas || !points) return;
    const n = points.px.length;
    const height = this.#height;
    const ratio = devicePixelRatio;
    const picture = this.#discs.draw(
      {
        px: points.px,
        py: points.py,
        rgba: frame?.colours?.length === 4 * n ? frame.colours : new Uint8Array(4 * n).fill(128),
      },
      {
        window: this.#shown(points),
        width: Math.round(this.width * ratio),
        height: Math.round(height * ratio),
        size: (n > 1000 ? 2.4 : 3.6) * ratio,
        opacity: 0.8,
      },
      Math.max(1, Math.ceil(n / mostRows)),
    );
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d')!.putImageData(picture, 0, 0);
    canvas.style.width = `${this.width}px`;
    canvas.style.height = `${height}px`;
  }
}

interface Drawing {
  readonly k: number;
  readonly mean: readonly [number, number];
  readonly one: readonly (readonly [number, number])[];
  readonly two: readonly (readonly [number, number])[];
}

/** Over one column a component is no ellipse but its density. */
const over = (points: Points, theta: Components, { x0, x1 }: Window): Densities =>
  densities(points, { ...theta, weights: theta.weights ?? new Float64Array(theta.k).fill(1 / theta.k) }, x0, x1);

function components(points: Points, theta: Components, window: Window, highest: number): Drawing[] {
  if (theta.d !== points.origin.length) return [];
  const column = onOneColumn(points) ? over(points, theta, window) : undefined;
  const curve = ({ at, components: each, highest: own }: Densities, k: number): [number, number][] => [
    [window.x0, 0],
    ...Array.from(at, (x, s): [number, number] => [x, (each[k]![s]! * own) / highest]),
    [window.x1, 0],
  ];
  return Array.from({ length: theta.k }, (_, k) => {
    const gaussian = shadow(points, theta, k);
    return {
      k,
      mean: project(points, theta.means, k * theta.d),
      one: column ? curve(column, k) : outline(gaussian, 1),
      two: column ? [] : outline(gaussian, 2),
    };
  }).filter(({ mean }) => mean.every(Number.isFinite));
}

/** A line through points of the columns' space as the plane shows it. */
function line(points: Points, curve: Float64Array, at: Projection): string {
  const d = points.origin.length;
  const corners = Array.from({ length: curve.length / d }, (_, i) => {
    const [x, y] = project(points, curve, i * d);
    return `${at.x(x).toFixed(1)} ${at.y(y).toFixed(1)}`;
  });
  return `M${corners.join('L')}`;
}

const path = (corners: readonly (readonly [number, number])[], at: Projection): string =>
  corners.length === 0 ? '' : `M${corners.map(([x, y]) => `${at.x(x).toFixed(1)} ${at.y(y).toFixed(1)}`).join('L')}Z`;

customElements.define('elbo-small-scatter', SmallScatter);
