/** Jensen's inequality on row i: the curve of log, the row's own ratios on it, the chord below, and the gap. */
import { nothing, type SVGTemplateResult, svg } from 'lit';
import { decimal, significant } from '../../src/lesson/numeral.ts';
import type { Reading } from '../../src/lesson/reading.ts';
import { colourClass, markPath } from '../colour/disc.ts';

const [width, height] = [264, 128];
const frame = { left: 14, right: 12, top: 14, bottom: 24 };
/** Ratios with less weight than this hardly move the mean and would stretch the picture beyond use. */
const leastWeight = 1e-3;

interface Dot {
  readonly component: number;
  readonly x: number;
  readonly y: number;
}

/** The picture of one row at one half-step; nothing where there is no ratio to draw. */
export function jensenPicture(reading: Reading, label: string): SVGTemplateResult | typeof nothing {
  const logL = reading.figures.logLikelihood;
  // Everything in units of P(x): the mean ratio is 1, its log 0, whatever the size of the densities.
  const dots = reading.components
    .filter((c) => c.component !== undefined && c.share.logRatio !== undefined && c.share.q >= leastWeight)
    .map((c): Dot => ({ component: c.component!, x: Math.exp(c.share.logRatio! - logL), y: c.share.logRatio! - logL }));
  if (dots.length === 0 || !Number.isFinite(logL)) return nothing;
  const bound = reading.figures.elbo - logL;
  const [least, most] = [Math.min(1, ...dots.map(({ x }) => x)), Math.max(1, ...dots.map(({ x }) => x))];
  const spread = Math.max(most - least, 0.6);
  const middle = (least + most) / 2;
  const from = Math.max(least * 0.6, middle - 0.62 * spread);
  const to = middle + 0.66 * spread;
  const [low, high] = [Math.min(Math.log(from), bound), Math.log(to)];
  const px = (x: number) => frame.left + ((x - from) / (to - from)) * (width - frame.left - frame.right);
  const py = (y: number) => frame.top + ((high - y) / (high - low)) * (height - frame.top - frame.bottom);
  const at = (x: number, y: number) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`;
  const curve = Array.from({ length: 65 }, (_, i) => from + ((to - from) * i) / 64).map((x) => at(x, Math.log(x)));
  const outline = hull(dots);
  const tight = reading.figures.kl < 1e-9;
  return svg`
    <svg class="jensen" viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="img" aria-label=${label}>
      <defs>
        <pattern id="jensen-hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="hatch" d="M0 0V4" />
        </pattern>
      </defs>
      <path class="axis" d="M${frame.left - 8} ${height - frame.bottom + 6}H${width - 4}" />
      <path class="drop" d="M${at(1, Math.max(bound, 0))}V${height - frame.bottom + 6}" />
      ${dots.map((dot) => svg`<path class="drop faint" d="M${at(dot.x, dot.y)}V${height - frame.bottom + 6}" />`)}
      <path class="curve" data-term="logLikelihood" d="M${curve.join('L')}" />
      ${outline.length > 2 ? svg`<path class="chords" d="M${outline.map((d) => at(d.x, d.y)).join('L')}Z" />` : nothing}
      ${outline.length === 2 ? svg`<path class="chord" data-term="elbo" d="M${outline.map((d) => at(d.x, d.y)).join('L')}" />` : nothing}
      ${
        tight
          ? svg`<circle class="touch" cx=${px(1)} cy=${py(0)} r="7" />`
          : svg`<g data-term="kl"><rect class="gap" x=${px(1) - 5} y=${py(0)} width="10" height=${Math.max(0, py(bound) - py(0))} />
            <rect class="gap-hatch" x=${px(1) - 5} y=${py(0)} width="10" height=${Math.max(0, py(bound) - py(0))} /></g>
            <text class="gap-label" x=${px(1) + 10} y=${Math.min(py(bound) + 14, height - frame.bottom)}>${reading.kl.text}</text>`
      }
      ${dots.map(
        (dot) => svg`<g transform="translate(${px(dot.x).toFixed(1)} ${py(dot.y).toFixed(1)})">
          <path class="jensen-mark ${colourClass(dot.component)}" d=${markPath(dot.component, 8)} />
          <text class="jensen-number" y="4">${dot.component + 1}</text></g>`,
      )}
      <circle class="on-curve" cx=${px(1)} cy=${py(0)} r="3.5" />
      <circle class="on-chord" cx=${px(1)} cy=${py(bound)} r="3.5" />
      <text class="curve-name" x=${px(from) + 14} y=${Math.max(12, py(Math.log(from + 0.12 * (to - from))) - 10)}>log</text>
      ${ticks(dots, px, logL).map(({ x, text, strong }) => svg`<text class="tick ${strong ? 'strong' : ''}" x=${x} y=${height - 5}>${text}</text>`)}
    </svg>
  `;
}

interface Tick {
  readonly x: number;
  readonly text: string;
  readonly strong: boolean;
}

/** The mean first; a ratio's figure only where there is room. */
function ticks(dots: readonly Dot[], px: (x: number) => number, logL: number): Tick[] {
  const scale = Math.exp(logL);
  // The mean with three digits, the ratios down to the same place.
  const decimals = 2 - Math.floor(logL / Math.LN10);
  const text = (x: number): string =>
    decimals >= 0 && decimals < 8 ? decimal(x * scale, decimals).text : significant(x * scale, 2).text;
  const taken: Tick[] = [];
  for (const { x, strong } of [{ x: 1, strong: true }, ...dots.map((dot) => ({ x: dot.x, strong: false }))]) {
    const at = Math.min(width - 20, Math.max(20, px(x)));
    if (taken.some((tick) => Math.abs(tick.x - at) < 46)) continue;
    if (scale > 0) taken.push({ x: at, text: text(x), strong });
  }
  return taken;
}

/** The points' outline: on a concave curve every point is on it, in the order of x. */
const hull = (dots: readonly Dot[]): readonly Dot[] => [...dots].sort((a, b) => a.x - b.x);
