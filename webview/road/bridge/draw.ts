/** `<elbo-draw>`: the reparameterisation by hand: ε under the reader's finger, z = μ + σ⊙ε, x̂, and where the slope goes. */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { significant } from '../../../src/lesson/numeral.ts';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { project } from '../../data/ellipse.ts';
import { fixed } from '../../figures.ts';
import type { Drawn } from '../figures/smallScatter.ts';
import { BridgeView } from './bridgeView.ts';
import { ellipsePath, independent, zPlane } from './plane.ts';
import '../figures/smallScatter.ts';

type Answer = BridgeAnswerOf<'gradient'>;

/** ε by hand, in deviations. */
const reach = 3;
const mostColumns = 8;

export class Draw extends BridgeView<'gradient'> {
  protected readonly page = 'gradient' as const;

  protected figure(answer: Answer): unknown {
    return html`
      <div class="bridge-pair">
        ${this.#plane(answer)}
        <div class="draw-hands">${Array.from(answer.q.mean, (_, j) => this.#slider(j, answer))}
          ${this.#sum(answer)}</div>
      </div>
      <p class="road-caption">${this.word('drawPlaneNote')}</p>
      ${this.#decoded(answer)} ${this.#gradients(answer)}
    `;
  }

  #slider(j: number, { draw }: Answer): TemplateResult {
    const { epsilon } = this.state.ui.handles;
    return this.slider({
      field: `epsilon${j}`,
      name: this.tex(`\\varepsilon_${j + 1}`, `draw epsilon ${j}`),
      label: this.word('drawSlider', { dimension: j + 1 }),
      min: -reach,
      max: reach,
      step: 0.05,
      value: epsilon[j] ?? 0,
      text: fixed(epsilon[j] ?? 0, 2),
      set: (value) => {
        this.hold({ epsilon: [j === 0 ? value : epsilon[0], j === 1 ? value : epsilon[1]] });
        this.announce(
          this.word('drawSaid', {
            z: Array.from(draw.z, (z) => fixed(z, 3)).join(', '),
            log: fixed(draw.logDensity, 3),
          }),
        );
      },
    });
  }

  /** z_l = μ_l + σ_l ε_l, a line for each dimension. */
  #sum({ q, draw }: Answer): TemplateResult {
    const label = this.word('drawSum');
    return html`<div class="road-scroll" tabindex="0" role="group" aria-label=${label}><table class="road-table identity draw-sum" aria-label=${label}>
      <thead><tr>${['z', 'mu', 'sigma', 'epsilon'].map((name, at) => {
        const tex = { z: 'z_l', mu: '\\mu_l', sigma: '\\term{q}{\\sigma_l}', epsilon: '\\varepsilon_l' }[name]!;
        const sign = ['', '=', '+', '·'][at];
        return html`${sign ? html`<td class="sign" aria-hidden="true">${sign}</td>` : nothing}<th scope="col">${this.tex(tex, `draw ${name}`)}<span class="hidden-title">${name}</span></th>`;
      })}</tr></thead>
      <tbody>${Array.from(
        q.mean,
        (mean, j) => html`<tr>
          <td>${this.number(`draw.z.${j}`, draw.z[j]!, 4)}</td><td class="sign">=</td>
          <td>${this.number(`draw.mean.${j}`, mean, 4, 'q')}</td><td class="sign">+</td>
          <td>${this.number(`draw.deviation.${j}`, q.deviations[j]!, 4, 'q')}</td><td class="sign">·</td>
          <td>${this.number(`draw.epsilon.${j}`, draw.epsilon[j]!, 2)}</td></tr>`,
      )}</tbody></table></div>`;
  }

  /** q as it is at this step of the ascent, where it has to come to, and the draw. */
  #plane({ q, best, draw, row }: Answer): SVGTemplateResult {
    const size = Math.min(this.width, 300);
    const [own, top] = [independent(q.mean, q.deviations), independent(best.mean, best.deviations)];
    const plane = zPlane([own, top], size, reach + 0.2);
    const at = (z: ArrayLike<number>) => [plane.x(z[0]!), plane.y(z[1] ?? 0)] as const;
    const [mx, my] = at(q.mean);
    const [zx, zy] = at(draw.z);
    return svg`<svg class="road-picture framed" width=${size} height=${size} viewBox="0 0 ${size} ${size}" role="img" aria-label=${this.word('drawPlane', { row: row + 1 })}>
      <path class="best-shape" d=${ellipsePath(top, 2, plane)} />
      <g data-term="q"><path class="q-shape" d=${ellipsePath(own, 2, plane)} /><path class="q-shape" d=${ellipsePath(own, 1, plane)} />
        <circle class="q-dot" cx=${mx} cy=${my} r="3.5" /></g>
      <path class="draw-step" d="M${mx} ${my}H${zx}V${zy}" />
      <circle class="draw-point" cx=${zx} cy=${zy} r="6" />
      <text class="name" x=${Math.min(size - 16, zx + 10)} y=${Math.max(14, zy - 8)}>z</text>
      <text class="name q" x=${mx - 8} y=${my + 16} text-anchor="end">μ</text>
      <text class="math" x=${size - 22} y=${size - 10}><tspan class="italic">z</tspan><tspan class="sub" dy="3">1</tspan></text>
      <text class="math" x="10" y="22"><tspan class="italic">z</tspan><tspan class="sub" dy="3">2</tspan></text>
      <text class="name q" x="10" y=${size - 26}>${this.word('drawNow')}</text>
      <text class="tick" x="10" y=${size - 10}>${this.word('drawBest')}</text>
    </svg>`;
  }

  /** What the decoder makes of z, among the rows and beside row i. */
  #decoded({ draw, row }: Answer): TemplateResult {
    const { points, started, frame } = this.state;
    const names = started?.names ?? [];
    const label = this.word('drawDecoded', { row: row + 1 });
    const place = points ? project(points, draw.reconstruction) : undefined;
    const drawn: Drawn[] = place ? [{ x: place[0], y: place[1], component: 0 }] : [];
    return html`${
      points && points.origin.length === draw.reconstruction.length
        ? html`<elbo-small-scatter .store=${this.store} .theta=${none(draw.reconstruction.length)} .plain=${true} .drawn=${drawn} .label=${label}></elbo-small-scatter>`
        : nothing
    }
      <p class="road-caption">${label}</p>
      <div class="road-scroll" tabindex="0" role="group" aria-label=${this.word('drawTable')}><table class="road-table" aria-label=${this.word('drawTable')}>
        <thead><tr><td></td>${names.slice(0, mostColumns).map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>
          <tr><th scope="row">${this.tex('\\hat{x} = b + W z', 'draw decoded')}<span class="hidden-title">x̂</span></th>${Array.from(
            draw.reconstruction.slice(0, mostColumns),
            (x, c) =>
              html`<td class="figure" data-term="mean" data-value=${`gradient.decoded.${c}`} data-exact=${x} title=${x}>${significant(x, 5).text}</td>`,
          )}</tr>
          ${
            frame?.row && frame.row.row === row
              ? html`<tr><th scope="row">${this.word('bentRow', { row: row + 1 })}</th>${Array.from(
                  frame.row.values.slice(0, mostColumns),
                  (x) => html`<td class="figure">${significant(x, 5).text}</td>`,
                )}</tr>`
              : nothing
          }
        </tbody></table></div>
      <p class="road-caption">${this.word('drawLog')} ${this.number('draw.log', draw.logDensity, 4, 'density')}</p>`;
  }

  /** The slope at z, and what of it reaches μ and σ. */
  #gradients({ q, draw }: Answer): TemplateResult {
    const l = q.mean.length;
    const label = this.word('drawGradients');
    const number = (which: string, x: number) =>
      html`<td class="figure" data-value=${`gradient.draw.${which}`} data-exact=${x} title=${x}>${significant(x, 5).text}</td>`;
    return html`<div class="road-scroll" tabindex="0" role="group" aria-label=${label}><table class="road-table" aria-label=${label}>
      <thead><tr><td></td>${Array.from(q.mean, (_, j) => html`<th scope="col">${this.tex(`l = ${j + 1}`, `draw l ${j}`)}<span class="hidden-title">${j + 1}</span></th>`)}</tr></thead>
      <tbody>
        <tr><th scope="row">${this.tex('g_l = \\partial \\log \\P(\\x \\mid z) / \\partial z_l', 'draw slope')}<span class="hidden-title">g</span></th>${Array.from(draw.slope, (g, j) => number(`slope.${j}`, g))}</tr>
        <tr><th scope="row">${this.tex('\\partial / \\partial \\mu_l = g_l - \\mu_l', 'draw to mu')}<span class="hidden-title">μ</span></th>${Array.from({ length: l }, (_, j) => number(`toMean.${j}`, draw.reparameterisation[j]!))}</tr>
        <tr><th scope="row">${this.tex('\\partial / \\partial \\sigma_l = g_l\\, \\varepsilon_l + 1/\\sigma_l - \\sigma_l', 'draw to sigma')}<span class="hidden-title">σ</span></th>${Array.from({ length: l }, (_, j) => number(`toDeviation.${j}`, draw.reparameterisation[l + j]!))}</tr>
      </tbody></table></div>
      <p class="road-caption">${this.word('drawGradientsNote')}</p>`;
  }
}

/** No Gaussian over the scatter: the draw alone. */
const none = (d: number) => ({ k: 0, d, means: new Float64Array(0), covariances: new Float64Array(0) });

customElements.define('elbo-draw', Draw);
