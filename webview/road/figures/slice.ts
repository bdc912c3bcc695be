/**
 * `<elbo-slice>`: the lecture's picture, computed. ℓ and two lower bounds from θ_t through θ_{t+1}: the first touches at
 * θ_t and peaks at θ_{t+1}, the second, dashed, touches at θ_{t+1}.
 */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { coordinateAt } from '../../../src/lesson/road/coordinates.ts';
import type { SliceMessage } from '../../../src/protocol/run.ts';
import { decimalsThatShow, fixed } from '../../figures.ts';
import { Arrivals } from '../../shell/arrivals.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';
import { symbols } from '../words.ts';
import { curveThrough, hatch, heights, scaleTo } from './drawing.ts';
import { type Curve, placeBeside, type Rect, textWidth } from './sliceNames.ts';
import './smallScatter.ts';

const margin = { left: 68, right: 10, top: 18, bottom: 30 };
/** Coordinates offered one by one; beyond them a number is typed. */
const mostListed = 400;

export class Slice extends RoadView {
  /** After the picture, the two θ it is between. */
  readonly #arrivals = new Arrivals(this);

  protected override select({ frame, slice, ui, chosen, started, points, theme }: PanelState): readonly unknown[] {
    return [frame, slice, ui.notation, ui.road.coordinate, chosen, started, points, theme];
  }

  protected override render(): unknown {
    const { frame, slice } = this.state;
    if (!frame || slice === undefined || this.width === 0) return nothing;
    if (!slice) return html`<p class="secondary">${this.word('sliceMissing')}</p>`;
    return html`
      ${this.#picker(slice)}
      ${this.#picture(slice)}
      ${slice.coordinate === undefined ? this.#climb(slice) : nothing}
      ${
        slice.coordinate === undefined &&
        frame.theta !== frame.thetaOfQ &&
        frame.half % 2 === 1 &&
        this.#arrivals.has(0)
          ? html`<div class="slice-thetas">
              ${this.#theta('\\theta_t', frame.thetaOfQ, 'θ t')} ${this.#theta('\\theta_{t+1}', frame.theta, 'θ t+1')}
            </div>`
          : nothing
      }
      <p class="road-caption">${this.word(slice.coordinate === undefined ? 'sliceNote' : 'sliceNoteOne')}</p>
    `;
  }

  #theta(tex: string, theta: NonNullable<PanelState['frame']>['theta'], spoken: string): TemplateResult {
    return html`<figure class="slice-theta">
      <figcaption>${this.tex(tex, tex)} <span class="secondary figure">${this.state.ui.notation === 'cs229' ? 'φ' : 'π'} ${Array.from(theta.weights.slice(0, 4), (w) => w.toFixed(3)).join(', ')}${theta.k > 4 ? ' …' : ''}</span></figcaption>
      <elbo-small-scatter .store=${this.store} .theta=${theta} .height=${150} .label=${this.word('thetaPicture', { theta: spoken })}></elbo-small-scatter>
    </figure>`;
  }

  #picker(slice: SliceMessage): TemplateResult {
    const { road } = this.state.ui;
    const count = Math.min(slice.coordinates, mostListed);
    return html`<label class="slice-picker"
      >${this.word('slicePicker')}
      <select
        data-field="coordinate"
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          this.store.dispatch({
            type: 'road',
            road: { coordinate: value === '' ? undefined : Number(value) },
          });
        }}
      >
        <option value="" .selected=${road.coordinate === undefined}>${this.word('slicePickLine')}</option>
        ${Array.from({ length: count }, (_, at) => html`<option value=${at} .selected=${road.coordinate === at}>${this.#name(at)}</option>`)}
      </select></label
    >`;
  }

  #name(at: number): string {
    const { frame, started, chosen } = this.state;
    const { k, d } = frame!.theta;
    const coordinate = coordinateAt(at, chosen?.family ?? 'full', k, d);
    if (!coordinate) return String(at + 1);
    const column = (c: number | undefined) => (c === undefined ? '' : (started?.names[c] ?? String(c + 1)));
    const component = coordinate.component === undefined ? this.word('ofAll') : coordinate.component + 1;
    const args = { component, column: column(coordinate.column), other: column(coordinate.other) };
    switch (coordinate.kind) {
      case 'weight':
        return this.word('weightOf', args);
      case 'mean':
        return this.word('meanOf', args);
      case 'deviation':
        return this.word(coordinate.column === undefined ? 'deviationOf' : 'deviationOfColumn', args);
      case 'factor':
        return this.word('factorOf', args);
    }
  }

  #picture(slice: SliceMessage): SVGTemplateResult {
    const { at, logLikelihood, bound, nextBound, touch, coordinate } = slice;
    const { width } = this;
    const height = Math.round(Math.max(220, Math.min(380, width * 0.6)));
    const last = at.length - 1;
    const one = at.indexOf(at.find((share) => share >= 1 - 1e-9) ?? at[last]!);
    // Along one coordinate θ_{t+1} is only where that coordinate has its new value.
    const [first, peak, next] = coordinate === undefined ? touch : [touch[0], bound[one]!, logLikelihood[one]!];
    const top = Math.max(...logLikelihood.filter(Number.isFinite));
    const rise = Math.max(top - first, next - first, 1e-9 * Math.abs(first), first - peak);
    const low = Math.min(first - 0.85 * rise, peak - 0.2 * rise, first - 1e-12);
    const x = scaleTo(at[0]!, at[last]!, margin.left, width - margin.right);
    const y = scaleTo(low, top + 0.12 * (top - low), height - margin.bottom, margin.top);
    const curveOf = (values: Float64Array): Curve =>
      Array.from(values, (value, p) => [x(at[p]!), clamp(y(value), height)] as const);
    const [ofBound, ofNext, ofLikelihood] = [curveOf(bound), curveOf(nextBound), curveOf(logLikelihood)];
    const [x0, x1] = [x(0), x(1)];
    const [yFirst, yPeak, yNext] = [y(first), y(peak), y(next)];
    const kl = next - peak;
    const ground = height - margin.bottom;
    const digits = decimalsThatShow([kl, peak - first]);
    const roomy = width > 460;
    const gapTop = Math.min(yNext, yPeak);
    const label = this.word('slicePicture', {
      where: this.word('sliceLine'),
      first: fixed(first, digits),
      second: fixed(peak, digits),
      third: fixed(next, digits),
    });
    const lName = Math.max(
      14,
      y(Math.max(...logLikelihood.filter((_, p) => x(at[p]!) > width - margin.right - 52))) - 8,
    );
    // The name of the bound stands where it has left ℓ behind.
    const named = nameAt(at, bound, logLikelihood, y, margin.top, ground - 30);
    const second = this.#placeOfNext({
      before: ofNext.slice(0, one + 1),
      beyond: ofNext.slice(one),
      others: [ofBound, ofLikelihood],
      inside: { left: margin.left + 2, top: 2, right: width - margin.right, bottom: ground - 2 },
      taken: [
        { left: x0 - 10, top: yFirst - 10, right: x0 + 10, bottom: yFirst + 10 },
        { left: x1 - 18, top: gapTop - 12, right: x1 + 18, bottom: Math.max(yNext, yPeak) + 10 },
        // Along the lines that drop from both.
        { left: x0 - 3, top: yFirst, right: x0 + 3, bottom: ground },
        { left: x1 - 3, top: yPeak, right: x1 + 3, bottom: ground },
        {
          left: x1 + 13,
          top: (yPeak + yNext) / 2 - 10,
          right: x1 + 30 + textWidth(`KL ${fixed(kl, digits)}`) * 1.15,
          bottom: (yPeak + yNext) / 2 + 10,
        },
        { left: width - margin.right - 46, top: 0, right: width, bottom: lName + 6 },
        ...(roomy
          ? [
              {
                left: x0 + 10,
                top: yFirst + 5,
                right: x0 + 16 + textWidth(this.word('sliceTouches')),
                bottom: yFirst + 31,
              },
              { left: x1 - 20 - textWidth(this.word('sliceNext')), top: yNext - 23, right: x1, bottom: yNext - 5 },
            ]
          : []),
        ...(coordinate === undefined && roomy
          ? [{ left: x1 - 18 - textWidth(this.word('slicePeaks')), top: yPeak + 8, right: x1, bottom: yPeak + 26 }]
          : []),
        ...(named
          ? [
              {
                left: x(named.at) - 14 - nameWidth(this.state, 'whole'),
                top: named.y - 15,
                right: x(named.at) - 6,
                bottom: named.y + 6,
              },
            ]
          : []),
      ],
    });
    return svg`<svg class="road-picture slice" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
      <defs>${hatch('slice-hatch')}<clipPath id="slice-clip"><rect x=${margin.left} y="0" width=${width - margin.left - margin.right} height=${ground} /></clipPath></defs>
      ${heights(low, top, height / 70).map(({ value, text }) => svg`<path class="grid" d="M${margin.left} ${y(value)}H${width - margin.right}" /><text class="tick" text-anchor="end" x=${margin.left - 8} y=${y(value) + 4}>${text}</text>`)}
      <path class="axis" d="M${margin.left} ${ground}H${width - margin.right}" />
      <g clip-path="url(#slice-clip)">
        <g data-term="kl"><rect class="gap" x=${x1 - 9} y=${gapTop} width="18" height=${Math.abs(yPeak - yNext)} /><rect fill="url(#slice-hatch)" x=${x1 - 9} y=${gapTop} width="18" height=${Math.abs(yPeak - yNext)} /></g>
        <path class="line-elbo dashed" d=${curveThrough(ofNext)} />
        <path class="line-elbo" data-term="elbo" d=${curveThrough(ofBound)} />
        <path class="line-l" data-term="logLikelihood" d=${curveThrough(ofLikelihood)} />
      </g>
      <path class="drop" d="M${x0} ${yFirst}V${ground}" /><path class="drop" d="M${x1} ${yPeak}V${ground}" />
      <circle class="ring-elbo" cx=${x0} cy=${yFirst} r="7" /><circle class="dot-l" cx=${x0} cy=${yFirst} r="3" />
      <circle class="ring-elbo dashed" cx=${x1} cy=${yNext} r="7" /><circle class="dot-l" cx=${x1} cy=${yNext} r="3" />
      <path class="peak" d="M${x1} ${yPeak - 7}l7 12h-14z" />
      ${roomy ? svg`<text class="remark" x=${x0 + 12} y=${yFirst + 18}>${this.word('sliceTouches')}</text><text class="remark" text-anchor="end" x=${x1 - 16} y=${yNext - 10}>${this.word('sliceNext')}</text>` : nothing}
      ${coordinate === undefined && roomy ? svg`<text class="remark" text-anchor="end" x=${x1 - 14} y=${Math.min(yPeak + 22, ground - 6)}>${this.word('slicePeaks')}</text>` : nothing}
      ${Math.abs(yPeak - yNext) > 3 ? svg`<text class="name kl" x=${x1 + 15} y=${(yPeak + yNext) / 2 + 5}>KL ${fixed(kl, digits)}</text>` : nothing}
      ${named ? svg`<text class="math elbo" text-anchor="end" x=${x(named.at) - 10} y=${named.y}>${boundName(this.state.ui.notation)}(<tspan class="italic">${symbols(this.state).Q}</tspan><tspan class="sub" dy="3">t</tspan><tspan dy="-3">, </tspan><tspan class="italic">θ</tspan>)</text>` : nothing}
      ${second ? this.#nameOfNext(second) : nothing}
      <text class="math l" text-anchor="end" x=${width - margin.right - 4} y=${lName}>ℓ(<tspan class="italic">θ</tspan>)</text>
      <text class="math" text-anchor="middle" x=${x0} y=${height - 10}><tspan class="italic">θ</tspan><tspan class="sub" dy="3">t</tspan></text>
      <text class="math" text-anchor="middle" x=${x1} y=${height - 10}><tspan class="italic">θ</tspan><tspan class="sub" dy="3">t+1</tspan></text>
      ${roomy ? svg`<text class="tick" text-anchor="end" x=${width - margin.right} y=${height - 10}>${coordinate === undefined ? this.word('sliceLine') : this.#name(coordinate)}</text>` : nothing}
    </svg>`;
  }

  /**
   * Where the second bound has its name: right of θ_{t+1}, for left of it the two bounds cross and it could be either's;
   * else anywhere. The whole of it, or where there is no room its Q alone.
   */
  #placeOfNext({ before, beyond, others, taken, inside }: Room): NamePlace | undefined {
    for (const [own, rest] of [
      [beyond, [...others, before]],
      [[...before, ...beyond], others],
    ] as const)
      for (const form of ['whole', 'short'] as const) {
        const place = placeBeside(own, rest, taken, inside, { width: nameWidth(this.state, form), height: 18 });
        if (place) return { form, place };
      }
    return undefined;
  }

  #nameOfNext({ form, place }: NamePlace): SVGTemplateResult {
    const q = svg`<tspan class="italic">${symbols(this.state).Q}</tspan><tspan class="sub" dy="3">t+1</tspan>`;
    return svg`<text class="math elbo next" x=${place.left} y=${place.bottom - 5}>${
      form === 'short'
        ? q
        : svg`${boundName(this.state.ui.notation)}(${q}<tspan dy="-3">, </tspan><tspan class="italic">θ</tspan>)`
    }</text>`;
  }

  /** ℓ(θ_t) = ELBO(Q_t, θ_t) ≤ ELBO(Q_t, θ_{t+1}) ≤ ℓ(θ_{t+1}) with its numbers. */
  #climb({ touch }: SliceMessage): TemplateResult {
    const [first, peak, next] = touch;
    const digits = decimalsThatShow([peak - first, next - peak]);
    const bound = (theta: string) => `\\boundAt{_t}{_{${theta}}}`;
    const cell = (tex: string, place: string, value: string, role = '') =>
      html`<span class="climb-part"><span class="climb-tex">${this.tex(tex, place)}</span><span class="figure ${role}">${value}</span></span>`;
    return html`<div class="climb" role="group" aria-label=${`${fixed(first, digits)} ≤ ${fixed(peak, digits)} ≤ ${fixed(next, digits)}`}>
      ${cell(`\\ell(\\theta_t) = ${bound('t')}`, 'climb 1', fixed(first, digits))}
      <span class="climb-sign">≤</span>
      ${cell(bound('t+1'), 'climb 2', fixed(peak, digits), 'role-elbo')}
      <span class="climb-sign">≤</span>
      ${cell('\\ell(\\theta_{t+1})', 'climb 3', fixed(next, digits))}
    </div>`;
  }
}

interface Room {
  /** The second bound up to θ_{t+1}, where it touches ℓ, and from there on. */
  readonly before: Curve;
  readonly beyond: Curve;
  readonly others: readonly Curve[];
  readonly taken: readonly Rect[];
  readonly inside: Rect;
}

interface NamePlace {
  readonly form: 'whole' | 'short';
  readonly place: Rect;
}

/** Of ELBO(Q_{t+1}, θ) in the type of formulas, or of Q_{t+1}. */
const nameWidth = ({ ui }: PanelState, form: 'whole' | 'short'): number =>
  form === 'short' ? 34 : ui.notation === 'cs229' ? 112 : 78;

const boundName = (notation: PanelState['ui']['notation']): string => (notation === 'cs229' ? 'ELBO' : 'ℒ');

/** A curve that leaves the picture is drawn well beyond it, so that its slope in sight is its own, and cut. */
const clamp = (y: number, height: number): number =>
  Number.isFinite(y) ? Math.max(-20 * height, Math.min(20 * height, y)) : 20 * height;

/** Right of θ_{t+1}, where the bound is well below ℓ and still in sight. */
function nameAt(
  at: Float64Array,
  bound: Float64Array,
  above: Float64Array,
  y: (value: number) => number,
  top: number,
  ground: number,
): { at: number; y: number } | undefined {
  for (let p = at.length - 1; p >= 0; p--) {
    if (at[p]! < 1.15) return undefined;
    const height = y(bound[p]!);
    if (height < ground && height > top && height - y(above[p]!) > 40) return { at: at[p]!, y: height + 14 };
  }
  return undefined;
}

customElements.define('elbo-slice', Slice);
