/**
 * Jensen's inequality on row i: the curve of log (or of −log, the convex twin), the row's own ratios P/Q on it, the
 * chords between them, and at the mean of the ratios the gap between curve and chord, which is KL_i.
 */
import { nothing, type SVGTemplateResult, svg } from 'lit';
import { decimal, significant } from '../../src/lesson/numeral.ts';
import type { Reading } from '../../src/lesson/reading.ts';
import { roundStep } from '../bound/scales.ts';
import { colourClass, markPath } from '../colour/disc.ts';
import './picture.css';

export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  /** With a grid, the two heights written at the side, and Q and ratio at each mark. */
  readonly detail?: boolean;
  readonly convex?: boolean;
  /** Names of what is defined in the picture begin with this: one page may hold several. */
  readonly id: string;
  /** What a screen reader says. */
  readonly label: string;
}

/** Ratios with less weight than this hardly move the mean and would stretch the picture beyond use. */
const leastWeight = 1e-3;

interface Dot {
  readonly component: number;
  readonly q: string;
  readonly ratio: string;
  /** The ratio in units of P(x), and its log. */
  readonly x: number;
  readonly y: number;
}

/** The picture of one row at one half-step; nothing where there is no ratio to draw. */
export function jensenPicture(reading: Reading, options: PictureOptions): SVGTemplateResult | typeof nothing {
  const { width, height, detail = false, convex = false, id, label } = options;
  const logL = reading.figures.logLikelihood;
  // Everything in units of P(x): the mean ratio is 1, its log 0, whatever the size of the densities.
  const dots = reading.components
    .filter((c) => c.component !== undefined && c.share.logRatio !== undefined && c.share.q >= leastWeight)
    .map(
      (c): Dot => ({
        component: c.component!,
        q: c.q.text,
        ratio: c.ratio!.text,
        x: Math.exp(c.share.logRatio! - logL),
        y: c.share.logRatio! - logL,
      }),
    )
    .sort((a, b) => a.x - b.x);
  if (dots.length === 0 || !Number.isFinite(logL)) return nothing;
  const frame = detail ? { left: 52, right: 14, top: 14, bottom: 26 } : { left: 14, right: 12, top: 14, bottom: 24 };
  const bound = reading.figures.elbo - logL;
  const [least, most] = [Math.min(1, dots[0]!.x), Math.max(1, dots.at(-1)!.x)];
  const spread = Math.max(most - least, 0.6);
  const middle = (least + most) / 2;
  const from = Math.max(least * 0.6, middle - 0.62 * spread);
  const to = middle + 0.66 * spread;
  const [low, high] = [Math.min(Math.log(from), bound), Math.log(to)];
  const [top, ground] = [frame.top, height - frame.bottom];
  const px = (x: number) => frame.left + ((x - from) / (to - from)) * (width - frame.left - frame.right);
  // The twin is the same picture upside down.
  const py = (y: number) => {
    const share = (high - y) / (high - low);
    return top + (convex ? 1 - share : share) * (ground - top);
  };
  const at = (x: number, y: number) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`;
  const curve = Array.from({ length: 81 }, (_, i) => from + ((to - from) * i) / 80).map((x) => at(x, Math.log(x)));
  const tight = reading.figures.kl < 1e-9;
  const gapTop = Math.min(py(0), py(bound));
  const gapHeight = Math.abs(py(bound) - py(0));
  const gapWidth = detail ? 20 : 10;
  const sign = convex ? -1 : 1;
  return svg`
    <svg class="jensen ${detail ? 'detail' : ''}" viewBox="0 0 ${width} ${height}" width=${width} height=${height} role="img" aria-label=${label}>
      <defs>
        <pattern id="${id}-hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="hatch" d="M0 0V4" />
        </pattern>
      </defs>
      ${detail ? levels(low, high, logL, sign).map(({ y, text }) => svg`<path class="grid" d="M${frame.left} ${py(y)}H${width - frame.right}" /><text class="tick side" x=${frame.left - 8} y=${py(y) + 4}>${text}</text>`) : nothing}
      <path class="axis" d="M${frame.left - 8} ${ground + 6}H${width - 4}" />
      <path class="drop" d="M${at(1, convex ? Math.min(bound, 0) : Math.max(bound, 0))}V${ground + 6}" />
      ${(tight ? [] : dots).map((dot) => svg`<path class="drop faint" d="M${at(dot.x, dot.y)}V${ground + 6}" />`)}
      ${
        detail
          ? svg`<path class="drop" d="M${frame.left} ${py(0)}H${px(1)}" /><path class="drop bound" d="M${frame.left} ${py(bound)}H${px(1)}" />`
          : nothing
      }
      <path class="curve" data-term="logLikelihood" d="M${curve.join('L')}" />
      ${dots.length > 2 ? svg`<path class="chords" d="M${dots.map((d) => at(d.x, d.y)).join('L')}Z" />` : nothing}
      ${dots.length === 2 ? svg`<path class="chord" data-term="elbo" d="M${dots.map((d) => at(d.x, d.y)).join('L')}" />` : nothing}
      ${
        tight
          ? svg`<circle class="touch" cx=${px(1)} cy=${py(0)} r=${detail ? 10 : 7} />`
          : svg`<g data-term="kl"><rect class="gap" x=${px(1) - gapWidth / 2} y=${gapTop} width=${gapWidth} height=${gapHeight} />
            <rect class="gap-hatch" fill="url(#${id}-hatch)" x=${px(1) - gapWidth / 2} y=${gapTop} width=${gapWidth} height=${gapHeight} /></g>
            <text class="gap-label" x=${px(1) + gapWidth} y=${convex ? Math.max(12, gapTop - 4) : Math.min(gapTop + gapHeight + 14, ground)}>${detail ? 'KL = ' : ''}${reading.kl.text}</text>`
      }
      ${tight ? nothing : dots.map((dot, i) => mark(dot, px(dot.x), py(dot.y), detail, width, i === dots.length - 1))}
      <circle class="on-curve" cx=${px(1)} cy=${py(0)} r="3.5" />
      <circle class="on-chord" cx=${px(1)} cy=${py(bound)} r="3.5" />
      ${
        detail && !tight
          ? svg`<text class="level" x=${frame.left + 6} y=${py(0) - 5}>${reading.logLikelihood.text}</text>
            <text class="level bound" x=${frame.left + 6} y=${py(bound) + 15}>${reading.elbo.text}</text>`
          : nothing
      }
      ${
        convex
          ? svg`<text class="curve-name" text-anchor="end" x=${px(1) - 8} y=${ground}>−log</text>`
          : svg`<text class="curve-name" x=${px(from + 0.55 * (to - from)) - 34} y=${py(Math.log(from + 0.55 * (to - from))) - 10}>log</text>`
      }
      ${feet(dots, px, logL, width).map(({ x, text, strong }) => svg`<text class="tick ${strong ? 'strong' : ''}" x=${x} y=${height - 5}>${text}</text>`)}
    </svg>
  `;
}

function mark(dot: Dot, x: number, y: number, detail: boolean, width: number, last: boolean): SVGTemplateResult {
  const side = x > width - 110 || last ? 'end' : 'start';
  return svg`<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">
    <path class="jensen-mark ${colourClass(dot.component)}" d=${markPath(dot.component, detail ? 9 : 8)} />
    <text class="jensen-number" y="4">${dot.component + 1}</text>
    ${
      detail
        ? svg`<text class="jensen-weight" text-anchor=${side} x=${side === 'end' ? 8 : 14} y="29">${dot.q}</text>
          <text class="jensen-ratio" text-anchor=${side} x=${side === 'end' ? 8 : 14} y="45">${dot.ratio}</text>`
        : nothing
    }
  </g>`;
}

interface Foot {
  readonly x: number;
  readonly text: string;
  readonly strong: boolean;
}

/** The mean first; a ratio's figure only where there is room. */
function feet(dots: readonly Dot[], px: (x: number) => number, logL: number, width: number): Foot[] {
  const scale = Math.exp(logL);
  // The mean with three digits, the ratios down to the same place.
  const decimals = 2 - Math.floor(logL / Math.LN10);
  const text = (x: number): string =>
    decimals >= 0 && decimals < 8 ? decimal(x * scale, decimals).text : significant(x * scale, 2).text;
  const taken: Foot[] = [];
  for (const { x, strong } of [{ x: 1, strong: true }, ...dots.map((dot) => ({ x: dot.x, strong: false }))]) {
    const at = Math.min(width - 20, Math.max(20, px(x)));
    if (taken.some((foot) => Math.abs(foot.x - at) < 46)) continue;
    if (scale > 0) taken.push({ x: at, text: text(x), strong });
  }
  return taken;
}

/** Round heights between the lowest and the highest; `y` is relative to log P(x), the text absolute. */
function levels(low: number, high: number, logL: number, sign: number): { y: number; text: string }[] {
  const step = roundStep((high - low) / 4);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const out: { y: number; text: string }[] = [];
  for (let i = Math.ceil((low + logL) / step); i * step <= high + logL; i++)
    out.push({ y: i * step - logL, text: decimal(sign * i * step, decimals).text });
  return out;
}
