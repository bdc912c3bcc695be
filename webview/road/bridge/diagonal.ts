/** `<elbo-diagonal>`: the decoder is turned away from the principal axes; ℓ stands still while the gap of a diagonal q opens. */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { decimalsThatAddUp, fixed } from '../../figures.ts';
import { hatch, heights, scaleTo } from '../figures/drawing.ts';
import { BridgeView, perRow } from './bridgeView.ts';
import { ellipsePath, independent, zPlane } from './plane.ts';

type Answer = BridgeAnswerOf<'diagonal'>;

const margin = { left: 56, right: 14, top: 14, bottom: 30 };
const reach = 90;

export class Diagonal extends BridgeView<'diagonal'> {
  protected readonly page = 'diagonal' as const;

  protected figure(answer: Answer): unknown {
    const { angle, row, n, gap } = answer;
    return html`
      ${this.angleSlider(this.state.ui.handles.angle, gap)}
      <div class="bridge-pair">${this.#curve(answer)}${this.#plane(answer)}</div>
      ${this.#formula(answer)}
      ${this.identities(this.word('bridgeTable', { row: row + 1 }), [
        { name: this.word('bentRow', { row: row + 1 }), which: 'row', part: answer.ofRow },
        { name: this.word('bridgeMean'), which: 'mean', part: perRow(answer.total, n) },
        { name: this.word('bentAll'), which: 'all', part: answer.total },
      ])}
      <p class="road-caption">${this.word(answer.held ? 'diagonalHeld' : 'diagonalNote', { angle: fixed(angle, 0) })}</p>
    `;
  }

  private angleSlider(angle: number, gap: number): TemplateResult {
    return this.slider({
      field: 'angle',
      name: this.word('diagonalAngle'),
      label: this.word('diagonalSlider'),
      min: -reach,
      max: reach,
      step: 1,
      value: angle,
      text: `${fixed(angle, 0)}°`,
      set: (value) => {
        this.hold({ angle: value });
        this.announce(this.word('diagonalSaid', { angle: fixed(value, 0), gap: fixed(gap, 4) }));
      },
    });
  }

  /** ½(Σ ln M_jj − ln|M|), with the numbers. */
  #formula({ m, logDeterminant, gap }: Answer): TemplateResult {
    const logs = [Math.log(m[0]!), Math.log(m[3]!)];
    const digits = decimalsThatAddUp([logs[0]! / 2, logs[1]! / 2, -logDeterminant / 2], gap, 4);
    const half = (x: number, which: string) => this.number(which, x / 2, digits);
    return html`<div class="bridge-sum" role="group" aria-label=${this.word('diagonalSum')}>
      <span class="bridge-part">${this.tex('\\term{kl}{\\word{gap}}', 'diagonal gap')}${this.number('gap', gap, digits, 'kl')}</span>
      <span class="sign">=</span><span class="bridge-part">${this.tex('\\tfrac12 \\ln M_{11}', 'diagonal m1')}${half(logs[0]!, 'm1')}</span>
      <span class="sign">+</span><span class="bridge-part">${this.tex('\\tfrac12 \\ln M_{22}', 'diagonal m2')}${half(logs[1]!, 'm2')}</span>
      <span class="sign">−</span><span class="bridge-part">${this.tex('\\tfrac12 \\ln |M|', 'diagonal det')}${half(logDeterminant, 'det')}</span>
    </div>`;
  }

  /** The gap of every row over the angle. */
  #curve({ angles, gaps, angle, gap }: Answer): SVGTemplateResult {
    const width = this.#side();
    const height = Math.round(Math.max(180, Math.min(230, width * 0.7)));
    const most = Math.max(...gaps, 1e-6);
    const x = scaleTo(-reach, reach, margin.left, width - margin.right);
    const y = scaleTo(0, most * 1.12, height - margin.bottom, margin.top);
    const line = Array.from(angles, (a, at) => `${x(a).toFixed(1)} ${y(gaps[at]!).toFixed(1)}`).join('L');
    const floor = height - margin.bottom;
    const right = angle > 20;
    return svg`<svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img"
      aria-label=${this.word('diagonalCurve', { gap: fixed(gap, 4), angle: fixed(angle, 0) })}>
      <defs>${hatch('diagonal-hatch')}</defs>
      ${heights(0, most * 1.12, 4).map(({ value, text }) => svg`<path class="grid" d="M${margin.left} ${y(value)}H${width - margin.right}" /><text class="tick" text-anchor="end" x=${margin.left - 8} y=${y(value) + 4}>${text}</text>`)}
      <path class="axis" d="M${margin.left} ${floor}H${width - margin.right}" />
      <g data-term="kl"><path class="gap" d="M${x(-reach)} ${floor}L${line}L${x(reach)} ${floor}Z" /><path class="hatched" .style=${'fill:url(#diagonal-hatch)'} d="M${x(-reach)} ${floor}L${line}L${x(reach)} ${floor}Z" /></g>
      <path class="drop" d="M${x(angle)} ${margin.top}V${floor}" />
      <circle class="grip kl-grip" cx=${x(angle)} cy=${y(gap)} r="6" />
      <text class="name kl" x=${x(angle) + (right ? -10 : 10)} y=${Math.max(24, y(gap) - 8)} text-anchor=${right ? 'end' : 'start'}>${fixed(gap, 4)}</text>
      ${[-90, -45, 0, 45, 90].map((tick) => svg`<text class="tick" text-anchor="middle" x=${x(tick)} y=${height - 10}>${fixed(tick, 0)}°</text>`)}
    </svg>`;
  }

  /** Row i's posterior in the plane of z, leaning, and the q that may not lean. */
  #plane({ posterior, q, row }: Answer): SVGTemplateResult {
    const size = Math.min(this.#side(), 300);
    const own = independent(q.mean, q.deviations);
    const plane = zPlane([posterior, own], size);
    const label = this.word('diagonalPlane', { row: row + 1 });
    return svg`<svg class="road-picture framed" width=${size} height=${size} viewBox="0 0 ${size} ${size}" role="img" aria-label=${label}>
      <g data-term="posterior"><path class="posterior-shape" d=${ellipsePath(posterior, 2, plane)} /><path class="posterior-shape" d=${ellipsePath(posterior, 1, plane)} /></g>
      <g data-term="q"><path class="q-shape" d=${ellipsePath(own, 2, plane)} /><path class="q-shape" d=${ellipsePath(own, 1, plane)} />
      <circle class="q-dot" cx=${plane.x(q.mean[0]!)} cy=${plane.y(q.mean[1]!)} r="3" /></g>
      <text class="math" x=${size - 22} y=${size - 10}><tspan class="italic">z</tspan><tspan class="sub" dy="3">1</tspan></text>
      <text class="math" x="10" y="22"><tspan class="italic">z</tspan><tspan class="sub" dy="3">2</tspan></text>
      <text class="name" x="10" y=${size - 26}>${this.word('normalisePosterior')}</text>
      <text class="name q" x="10" y=${size - 10}>${this.word('diagonalQ')}</text>
    </svg>`;
  }

  #side(): number {
    return this.width >= 620 ? Math.floor((this.width - 20) / 2) : this.width;
  }
}

customElements.define('elbo-diagonal', Diagonal);
