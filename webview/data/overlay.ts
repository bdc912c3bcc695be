/** What stands over the points: grid and ticks, ellipses, paths of the means, their marks, the ring on row i. */
import { nothing, type SVGTemplateResult, svg } from 'lit';
import { colourClass, markPath } from '../colour/disc.ts';
import type { Highlight, MixtureFrame, Points } from '../store.ts';
import { band, type Densities } from './densities.ts';
import { outline, project, shadow } from './ellipse.ts';
import { type Box, type Projection, scaleOf, type Tick, ticks, type Window } from './plane.ts';

export interface Scene {
  readonly frame: MixtureFrame;
  readonly points: Points;
  readonly window: Window;
  readonly box: Box;
  readonly at: Projection;
  readonly row: number | undefined;
  /** What to write at row i. */
  readonly rowLabel: string;
  readonly highlight: Highlight;
  /** What stands over the rows of a single column. */
  readonly column: Column | undefined;
}

interface Column {
  readonly densities: Densities;
  /** The density that fills the picture, per unit of the plane's axis. */
  readonly ceiling: number;
}

/** Densities in units of the file, from 0 on: under it lie the rows. */
function densityTicks({ points, window, box }: Scene, { ceiling }: Column): Tick[] {
  const slope = ceiling / scaleOf(points.xAxis, points.origin).slope;
  return ticks(Math.max(0, window.y0), window.y1, box.height / 62, { slope, shift: 0 });
}

export const grid = (scene: Scene): SVGTemplateResult => {
  const { points, window, box, at, column } = scene;
  const across = ticks(window.x0, window.x1, box.width / 74, scaleOf(points.xAxis, points.origin));
  const up = column
    ? densityTicks(scene, column)
    : ticks(window.y0, window.y1, box.height / 62, scaleOf(points.yAxis, points.origin));
  return svg`
    ${across.map(
      ({ p, text }) => svg`<path class="grid" d="M${at.x(p)} ${box.top}v${box.height}" />
        <text class="tick across" x=${at.x(p)} y=${box.top + box.height + 16}>${text}</text>`,
    )}
    ${up.map(
      ({ p, text }) => svg`<path class="grid" d="M${box.left} ${at.y(p)}h${box.width}" />
        <text class="tick up" x=${box.left - 8} y=${at.y(p) + 4}>${text}</text>`,
    )}
  `;
};

export const components = (scene: Scene): SVGTemplateResult => {
  const { frame, at } = scene;
  // A component without rows plays no part and has no place.
  const all = Array.from({ length: frame.theta.k }, (_, k) => k).filter((k) => frame.theta.weights[k]! > 0);
  return svg`
    ${scene.column ? curves(scene, scene.column, all) : all.map((k) => ellipses(scene, k))}
    ${frame.paths ? all.map((k) => path(scene, k)) : nothing}
    ${all.map((k) => {
      const [x, y] = project(scene.points, frame.theta.means, k * frame.theta.d);
      return svg`<g class="mean ${colourClass(k)} ${state(scene, k)}" data-component=${k} data-term="mean"
          transform="translate(${at.x(x)} ${at.y(y)})">
          <path class="halo" d=${markPath(k, 9)} /><path class="disc" d=${markPath(k, 8)} />
          <text y="4">${k + 1}</text>
        </g>`;
    })}
  `;
};

/** Whether component k is to stand out, to step back, or is drawn hollow because its fit cannot be trusted. */
function state({ frame, highlight }: Scene, k: number): string {
  const emptied = frame.type === 'viFrame' && frame.emptied.includes(k) ? 'emptied' : '';
  const hollow = frame.warnings.some(({ component }) => component === k) ? `hollow ${emptied}` : '';
  if (highlight.component === undefined) return hollow;
  return `${hollow} ${highlight.component === k ? 'lit' : 'dim'}`;
}

function ellipses(scene: Scene, k: number): SVGTemplateResult {
  const gaussian = shadow(scene.points, scene.frame.theta, k);
  const { term } = scene.highlight;
  const d = (sigma: number) =>
    `M${outline(gaussian, sigma)
      .map(([x, y]) => `${scene.at.x(x).toFixed(1)} ${scene.at.y(y).toFixed(1)}`)
      .join('L')}Z`;
  const bold = term === 'covariance' || term === 'density' ? 'bold' : '';
  return svg`<g class="ellipses ${colourClass(k)} ${state(scene, k)} ${bold}">
    <path class="one" d=${d(1)} /><path class="two" d=${d(2)} />
  </g>`;
}

/** Over one column: the density of each component, and their sum, which is P(x; θ). */
function curves(scene: Scene, { densities, ceiling }: Column, all: readonly number[]): SVGTemplateResult {
  const { at: place, window, highlight } = scene;
  const { at, components: each, sum, highest } = densities;
  const scale = highest / ceiling;
  const line = (heights: Float64Array): string =>
    Array.from(at, (x, s) => `${place.x(x).toFixed(1)} ${place.y(heights[s]! * scale).toFixed(1)}`).join('L');
  const ground = place.y(0).toFixed(1);
  const [from, to] = [place.x(window.x0).toFixed(1), place.x(window.x1).toFixed(1)];
  const bold = highlight.term === 'covariance' || highlight.term === 'density' ? 'bold' : '';
  return svg`
    ${all.map(
      (k) => svg`<g class="ellipses ${colourClass(k)} ${state(scene, k)} ${bold}">
        <path class="one" d="M${from} ${ground}L${line(each[k]!)}L${to} ${ground}Z" /></g>`,
    )}
    <path class="density-sum" data-term="logLikelihood" d="M${line(sum)}" />`;
}

/** Steps of fewer pixels than this are not marked. */
const leastStep = 5;

/** The way component k's mean took, with a ring at every step that can be told from the one before. */
function path({ frame, points, at }: Scene, k: number): SVGTemplateResult | typeof nothing {
  const { d } = frame.theta;
  const length = frame.paths!.length / (d * frame.theta.k);
  if (length < 2) return nothing;
  const steps = Array.from({ length }, (_, t) => {
    const [x, y] = project(points, frame.paths!, (t * frame.theta.k + k) * d);
    return [at.x(x), at.y(y)] as const;
  });
  const marked: (readonly [number, number])[] = [];
  for (const step of steps.slice(0, -1)) {
    const last = marked.at(-1);
    if (!last || Math.hypot(step[0] - last[0], step[1] - last[1]) >= leastStep) marked.push(step);
  }
  const line = steps.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
  return svg`<g class="path"><path class="under" d="M${line}" /><path class="line" d="M${line}" />
    ${marked.map(([x, y]) => svg`<circle cx=${x} cy=${y} r="2.8" />`)}</g>`;
}

/** Where a row lies in the plane; without points of its own it is known of the row on show alone. */
function placeOf({ points, frame, column }: Scene, row: number): readonly [number, number] | undefined {
  if (row < points.px.length) return [points.px[row]!, points.py[row]!];
  if (points.px.length > 0 || frame.row?.row !== row) return undefined;
  const [x, y] = project(points, frame.row.values);
  return [x, column ? (band.from + band.to) / 2 : y];
}

export const ring = (scene: Scene): SVGTemplateResult | typeof nothing => {
  const { row, at, box, highlight } = scene;
  const place = row === undefined ? undefined : placeOf(scene, row);
  if (!place) return nothing;
  const [x, y] = [at.x(place[0]), at.y(place[1])];
  const inside = x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
  if (!inside) return nothing;
  // The label goes where there is room, away from the middle of the picture's crowd.
  const left = x > box.left + box.width - 64;
  const lit = highlight.term === 'joint' || highlight.term === 'logLikelihood' || highlight.term === 'posterior';
  return svg`<g class="ring ${lit ? 'lit' : ''}" transform="translate(${x} ${y})">
    <circle class="under" r="7.5" /><circle r="7.5" />
    <text x=${left ? -13 : 14} y="18" text-anchor=${left ? 'end' : 'start'}>${scene.rowLabel}</text>
  </g>`;
};
