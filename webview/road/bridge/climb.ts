/** ELBO and ℓ over the steps of some ascent, the gap between them hatched, and the height that neither can pass. */
import { nothing, type SVGTemplateResult, svg } from 'lit';
import { fixed } from '../../figures.ts';
import { hatch, heights, scaleTo } from '../figures/drawing.ts';

/** From so many steps on a bold line would hide its own noise. */
const many = 150;

const margin = { left: 68, right: 14, top: 16, bottom: 26 };
/** Names at the right keep so far from the last moment's line and ring. */
const clear = 10;

export interface Climb {
  readonly width: number;
  /** Tells its patterns from those of another chart on the page. */
  readonly name: string;
  readonly label: string;
  readonly elbo: ArrayLike<number>;
  /** Absent: there is no ℓ that is known. */
  readonly logLikelihood?: ArrayLike<number>;
  /** Another bound, dashed: of other rows, over the same steps. */
  readonly second?: { readonly values: ArrayLike<number>; readonly text: string };
  readonly top?: { readonly value: number; readonly text: string };
  readonly at: number;
  /** What the bound is called. */
  readonly bound: string;
  readonly steps: string;
  /** What the first and the last step are called, where they are not simply counted. */
  readonly ends?: readonly [number, number];
  /** Lowest value worth showing; absent: that of the bound where the ascent has made most of its way. */
  readonly low?: number;
  go?(at: number): void;
}

export function climbChart(climb: Climb): SVGTemplateResult {
  const { width, elbo, logLikelihood, second, top, name } = climb;
  const at = Math.min(climb.at, elbo.length - 1);
  const height = Math.round(Math.max(160, Math.min(230, width * 0.34)));
  const last = elbo.length - 1;
  const { low, high } = range(climb);
  const x = scaleTo(0, Math.max(1, last), margin.left, width - margin.right);
  const y = scaleTo(low, high, height - margin.bottom, margin.top);
  const held = (value: number) => Math.max(-height, Math.min(2 * height, y(value)));
  const path = (values: ArrayLike<number>) =>
    Array.from(values, (value, i) => `${x(i).toFixed(1)} ${held(value).toFixed(1)}`);
  const lower = path(elbo);
  const upper = logLikelihood ? path(logLikelihood) : undefined;
  const ref = `${name}-hatch`;
  const clip = `${name}-clip`;
  const go = (event: PointerEvent) => {
    if (!climb.go || (event.type === 'pointermove' && !(event.buttons & 1))) return;
    const { left } = (event.currentTarget as Element).getBoundingClientRect();
    const share = (event.clientX - left - margin.left) / (width - margin.left - margin.right);
    climb.go(Math.round(Math.max(0, Math.min(1, share)) * last));
  };
  return svg`<svg class="road-picture climb-chart ${elbo.length > many ? 'fine' : ''}" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${climb.label}
    @pointerdown=${go} @pointermove=${go}>
    <defs>${hatch(ref)}<clipPath id=${clip}><rect x=${margin.left - 6} y="0" width=${width - margin.left + 6} height=${height - margin.bottom + 2} /></clipPath></defs>
    ${heights(low, high, 4).map(({ value, text }) => svg`<path class="grid" d="M${margin.left} ${y(value)}H${width - margin.right}" /><text class="tick" text-anchor="end" x=${margin.left - 8} y=${y(value) + 4}>${text}</text>`)}
    <path class="axis" d="M${margin.left} ${height - margin.bottom}H${width - margin.right}" />
    <g clip-path="url(#${clip})">
      ${
        upper
          ? svg`<g data-term="kl"><path class="gap" d="M${upper.join('L')}L${lower.toReversed().join('L')}Z" />
            <path class="hatched" .style=${`fill:url(#${ref})`} d="M${upper.join('L')}L${lower.toReversed().join('L')}Z" /></g>`
          : nothing
      }
      ${top ? svg`<path class="ceiling" d="M${margin.left} ${y(top.value)}H${width - margin.right}" />` : nothing}
      ${second ? svg`<path class="line-elbo dashed" d="M${path(second.values).join('L')}" />` : nothing}
      <path class="line-elbo" data-term="elbo" d="M${lower.join('L')}" />
      ${upper ? svg`<path class="line-l" data-term="logLikelihood" d="M${upper.join('L')}" />` : nothing}
      <path class="drop" d="M${x(at)} ${margin.top}V${height - margin.bottom}" />
      ${logLikelihood ? svg`<circle class="dot-l" cx=${x(at)} cy=${held(logLikelihood[at]!)} r="4" />` : nothing}
      <circle class="ring-elbo" cx=${x(at)} cy=${held(elbo[at]!)} r="6.5" />
    </g>
    ${top ? svg`<text class="tick strong" text-anchor="end" x=${width - margin.right - clear} y=${y(top.value) - 5}>${top.text}</text>` : nothing}
    <g class="legend" transform="translate(${width - margin.right - clear} ${height - margin.bottom - 12})">
      ${logLikelihood ? svg`<text class="tick strong" text-anchor="end" y="-18">ℓ ${fixed(logLikelihood[at]!, 4)}</text>` : nothing}
      ${second ? svg`<text class="tick strong" text-anchor="end" y="-18">${second.text} ${fixed(second.values[at] ?? Number.NaN, 4)}</text>` : nothing}
      <text class="name elbo" text-anchor="end">${climb.bound} ${fixed(elbo[at]!, 4)}</text>
    </g>
    <text class="tick" x=${margin.left} y=${height - 8}>${climb.steps} ${climb.ends?.[0] ?? 1}</text>
    <text class="tick" text-anchor="end" x=${width - margin.right} y=${height - 8}>${climb.ends?.[1] ?? last + 1}</text>
  </svg>`;
}

/** From where most of the way has been made up to the ceiling, with room for a name above it. */
function range({ elbo, logLikelihood, second, top, low }: Climb): { low: number; high: number } {
  const finite = [...Array.from(elbo), ...Array.from(logLikelihood ?? []), ...Array.from(second?.values ?? [])].filter(
    Number.isFinite,
  );
  const highest = finite.reduce((most, value) => Math.max(most, value), top?.value ?? -Infinity);
  const early = elbo[Math.min(elbo.length - 1, Math.max(2, Math.floor(elbo.length / 12)))]!;
  const from = low ?? Math.min(early, elbo[elbo.length - 1]!);
  const room = Math.max(highest - from, 1e-9 * Math.abs(highest), 1e-9);
  return { low: from - 0.1 * room, high: highest + 0.14 * room };
}
