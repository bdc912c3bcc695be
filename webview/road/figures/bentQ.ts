/**
 * `<elbo-bent-q>`: a Q that the reader bends by hand. The bound of row i over one component's Q, the point to drag, a
 * slider a component, and the identity of the row and of all rows: ELBO falls by what KL rises.
 */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { RowFigures } from '../../../src/lesson/figures.ts';
import { cast } from '../../../src/lesson/figures.ts';
import { bent, uniform, withQ } from '../../../src/lesson/road/bend.ts';
import { disc } from '../../colour/disc.ts';
import { decimalsThatAddUp, decimalsThatShow, fixed, underMark } from '../../figures.ts';
import type { PanelState } from '../../store.ts';
import { heads } from '../identityHeads.ts';
import { RoadView } from '../roadView.ts';
import { hatch, scaleTo } from './drawing.ts';

const samples = 97;
const margin = { left: 12, right: 12, top: 24, bottom: 40 };

export class BentQ extends RoadView {
  /** What the hand made of Q; undefined: that of the half-step. */
  #q: Float64Array | undefined;
  /** The component that was bent last. */
  #held = 0;
  #of = '';

  protected override select({ frame, ui }: PanelState): readonly unknown[] {
    return [frame, ui.notation, ui.highlight];
  }

  protected override render(): unknown {
    const { row } = this;
    const { frame } = this.state;
    if (!row || !frame || this.width === 0) return nothing;
    // Another row or half-step has another posterior: begin there.
    const of = `${this.state.run} ${frame.half} ${row.row}`;
    if (of !== this.#of) {
      this.#of = of;
      this.#q = undefined;
      this.#held = row.posterior.indexOf(Math.max(...row.posterior));
    }
    const q = this.#q ?? Float64Array.from(row.q);
    const now = withQ(row, q);
    return html`
      ${row.q.length > 1 ? this.#picture(row, now) : nothing}
      <div class="bent-hands">
        <div class="bent-sliders">${cast(row).shown.map((j) => this.#slider(row, q, j))}</div>
        <div class="road-buttons">
          <button data-action="posterior" @click=${() => this.#bend(Float64Array.from(row.posterior))}>${this.word('bentPosterior')}</button>
          <button data-action="own" ?disabled=${row.kl < 1e-9} @click=${() => this.#bend(Float64Array.from(row.q))}>${this.word('bentOwn')}</button>
          <button data-action="uniform" @click=${() => this.#bend(uniform(row.q.length))}>${this.word('bentUniform')}</button>
        </div>
      </div>
      ${this.#identity(row, now)}
      <p class="road-caption">${this.word('bentHint')}</p>
    `;
  }

  #bend(q: Float64Array | undefined): void {
    this.#q = q;
    this.requestUpdate();
    const { row } = this;
    if (!row) return;
    const { elbo, kl, logLikelihood } = withQ(row, q ?? row.q);
    this.announce(
      this.word('bentSaid', { elbo: fixed(elbo, 4), kl: fixed(kl, 4), logLikelihood: fixed(logLikelihood, 4) }),
    );
  }

  #slider(row: RowFigures, q: Float64Array, j: number): TemplateResult {
    const label = this.word('bentSlider', { component: j + 1 });
    return html`<label class="bent-slider">
      ${disc(j)}
      <input
        type="range"
        min="0"
        max="1000"
        data-component=${j}
        .value=${String(Math.round(1000 * q[j]!))}
        aria-label=${label}
        aria-valuetext=${`${q[j]!.toFixed(3)}, KL ${fixed(withQ(row, q).kl, 4)}`}
        ?disabled=${row.q.length < 2}
        @input=${(event: Event) => {
          this.#held = j;
          this.#bend(bent(q, j, Number((event.target as HTMLInputElement).value) / 1000));
        }}
      />
      <span class="figure role-q" data-value=${`bent.q.${j}`} data-exact=${q[j]!}>${q[j]!.toFixed(4)}</span>
    </label>`;
  }

  /** ELBO_i over the held component's share, the others keeping their proportions: concave, its top is log P. */
  #picture(row: RowFigures, now: RowFigures): SVGTemplateResult {
    const held = this.#held;
    const { width } = this;
    const height = Math.round(Math.max(186, Math.min(256, width * 0.36 + 16)));
    const curve = Array.from({ length: samples }, (_, s) => {
      const share = s / (samples - 1);
      return [share, withQ(row, bent(now.q, held, share)).elbo] as const;
    });
    const top = row.logLikelihood;
    // Far tails of the bound run off the picture.
    const sorted = curve.map(([, y]) => y).sort((a, b) => a - b);
    const low = Math.min(Math.max(sorted[0]!, top - 6), now.elbo, top - 0.2);
    const x = scaleTo(0, 1, margin.left, width - margin.right);
    const y = scaleTo(low - 0.06 * (top - low), top, height - margin.bottom, margin.top);
    const share = now.q[held]!;
    const [px, on, up] = [x(share), y(now.elbo), y(top)];
    const line = curve.map(([s, value]) => `${x(s).toFixed(1)} ${Math.min(height * 2, y(value)).toFixed(1)}`).join('L');
    const posterior = x(row.posterior[held]!);
    const digits = decimalsThatAddUp(
      [now.elbo, now.kl],
      top,
      now.kl < 1e-9 ? 4 : Math.max(4, decimalsThatShow([now.kl])),
    );
    const right = px > width * 0.6;
    // Where the bound falls away from the posterior there is room for the gap's name.
    const before = (share <= row.posterior[held]! && px > 96) || px > width - 96;
    const label = this.word('bentPicture', {
      row: row.row + 1,
      component: held + 1,
      elbo: fixed(now.elbo, digits),
      logLikelihood: fixed(top, digits),
      kl: fixed(now.kl, digits),
    });
    return svg`<svg class="road-picture bent" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}
      @pointerdown=${this.#grab} @pointermove=${this.#drag}>
      <defs>${hatch('bent-hatch')}<clipPath id="bent-clip"><rect x="0" y="0" width=${width} height=${height - margin.bottom + 4} /></clipPath></defs>
      <path class="axis" d="M${margin.left} ${height - margin.bottom}H${width - margin.right}" />
      ${[0, 0.25, 0.5, 0.75, 1].map((tick) => svg`<text class="tick" x=${x(tick)} y=${height - 22} text-anchor=${tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle'}>${tick}</text>`)}
      <text class="tick" x=${width / 2} y=${height - 5} text-anchor="middle">${this.word('bentSlider', { component: held + 1 })}</text>
      <g clip-path="url(#bent-clip)">
        <path class="line-l" data-term="logLikelihood" d="M${margin.left} ${up}H${width - margin.right}" />
        <path class="line-elbo" data-term="elbo" d="M${line}" />
        <path class="drop" d="M${posterior} ${up}V${height - margin.bottom}" />
        <g data-term="kl"><rect class="gap" x=${px - 8} y=${up} width="16" height=${Math.max(0, on - up)} />
        <rect fill="url(#bent-hatch)" x=${px - 8} y=${up} width="16" height=${Math.max(0, on - up)} /></g>
      </g>
      <text class="name" x=${width - margin.right} y=${up - 7} text-anchor="end">log P = ${fixed(top, digits)}</text>
      <text class="tick" x=${posterior} y=${height - margin.bottom - 6} text-anchor=${posterior > width * 0.7 ? 'end' : 'start'} dx=${posterior > width * 0.7 ? -5 : 5}>${this.word('normalisePosterior')}</text>
      ${now.kl > 1e-9 ? svg`<text class="name kl" x=${px + (before ? -14 : 14)} y=${(up + on) / 2 + 4} text-anchor=${before ? 'end' : 'start'}>KL ${fixed(now.kl, digits)}</text>` : nothing}
      <text class="name elbo" x=${px + (right ? -14 : 14)} y=${Math.min(on + 26, height - margin.bottom - 4)} text-anchor=${right ? 'end' : 'start'}>ELBO ${fixed(now.elbo, digits)}</text>
      <circle class="grip" cx=${px} cy=${on} r="7" />
    </svg>`;
  }

  readonly #grab = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#drag(event);
  };

  readonly #drag = (event: PointerEvent): void => {
    if (!(event.buttons & 1) || !this.row) return;
    const { left } = (event.currentTarget as Element).getBoundingClientRect();
    const share = (event.clientX - left - margin.left) / (this.width - margin.left - margin.right);
    this.#bend(bent(this.#q ?? this.row.q, this.#held, share));
  };

  /** Row i and all rows: ELBO + KL = log P, and what the bending changed. */
  #identity(row: RowFigures, now: RowFigures): TemplateResult {
    const { step } = this.state.frame!;
    const all = {
      elbo: step.elbo - row.elbo + now.elbo,
      kl: step.kl - row.kl + now.kl,
      logLikelihood: step.logLikelihood,
    };
    const own = { elbo: now.elbo, kl: now.kl, logLikelihood: row.logLikelihood };
    const digitsOf = (part: typeof all) => decimalsThatAddUp([part.elbo, part.kl], part.logLikelihood, 4);
    const most = Math.max(digitsOf(own), digitsOf(all));
    const line = (name: string, which: 'row' | 'all', part: typeof all): TemplateResult => {
      const digits = digitsOf(part);
      const cell = (term: 'elbo' | 'kl' | 'logLikelihood') =>
        html`<td class="figure strong" data-term=${term} data-value=${`bent.${which}.${term}`} data-exact=${part[term]} title=${part[term]} .style=${underMark(digits, most, 14)}>${fixed(part[term], digits)}</td>`;
      return html`<tr><th scope="row">${name}</th>${cell('elbo')}<td class="sign" aria-hidden="true">+</td>${cell('kl')}<td class="sign" aria-hidden="true">=</td>${cell('logLikelihood')}</tr>`;
    };
    const change = (kl: number) => (Math.abs(kl) < 5e-5 ? '0.0000' : `${kl > 0 ? '+' : ''}${fixed(kl, 4)}`);
    return html`<div class="road-scroll" tabindex="0" role="group" aria-label=${this.word('bentTable', { row: row.row + 1 })}><table class="road-table identity" aria-label=${this.word('bentTable', { row: row.row + 1 })}>
      <thead><tr><td></td><th scope="col">${this.tex(heads.elbo[this.state.ui.notation], 'bent elbo')}<span class="hidden-title">ELBO</span></th><td aria-hidden="true"></td>
        <th scope="col">${this.tex(heads.kl, 'bent kl')}<span class="hidden-title">KL</span></th><td aria-hidden="true"></td>
        <th scope="col">${this.tex(heads.left, 'bent l')}<span class="hidden-title">log P</span></th></tr></thead>
      <tbody>
        ${line(this.word('bentRow', { row: row.row + 1 }), 'row', own)}
        ${line(this.word('bentAll'), 'all', all)}
        <tr class="change"><th scope="row">${this.word('bentChange')}</th><td class="figure" data-term="elbo" .style=${underMark(4, most, 14)}>${change(now.elbo - row.logLikelihood)}</td><td></td><td class="figure" data-term="kl" .style=${underMark(4, most, 14)}>${change(now.kl)}</td><td></td><td class="figure" .style=${underMark(4, most, 14)}>${change(0)}</td></tr>
      </tbody>
    </table></div>`;
  }
}

customElements.define('elbo-bent-q', BentQ);
