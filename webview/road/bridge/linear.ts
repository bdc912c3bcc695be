/** `<elbo-linear>`: EM on a linear decoder, run on the reader's rows: ℓ climbs to the closed form, KL is 0 after every E. */
import { html, nothing, type TemplateResult } from 'lit';
import { significant } from '../../../src/lesson/numeral.ts';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { fixed } from '../../figures.ts';
import { BridgeView, perRow } from './bridgeView.ts';
import { climbChart } from './climb.ts';
import '../figures/smallScatter.ts';

type Answer = BridgeAnswerOf<'linear'>;

/** Columns whose loadings are written out. */
const mostColumns = 8;

export class Linear extends BridgeView<'linear'> {
  protected readonly page = 'linear' as const;

  protected figure(answer: Answer): unknown {
    const { at, halves, elbo, logLikelihood, best, latent, most } = answer;
    const last = elbo.length - 1;
    const short = best - logLikelihood[at]!;
    const told = this.word(at % 2 === 0 ? 'linearAfterE' : 'linearAfterM', { half: halves[at]! + 1 });
    return html`
      ${
        most > 1
          ? html`<div class="road-buttons"><span>${this.word('bridgeLatent')}</span>
              <div class="segmented" role="group" aria-label=${this.word('bridgeLatent')}>${([1, 2] as const).map(
                (l) =>
                  html`<button data-choice=${`latent${l}`} aria-pressed=${String(latent === l)} @click=${() => this.#latent(l)}>${l}</button>`,
              )}</div></div>`
          : nothing
      }
      ${climbChart({
        width: this.width,
        name: 'linear',
        label: this.word('linearPicture', { best: fixed(best, 4), now: fixed(logLikelihood[at]!, 4) }),
        elbo,
        logLikelihood,
        top: { value: best, text: `ℓ* ${fixed(best, 4)}` },
        at,
        bound: 'ELBO',
        steps: this.word('bridgeHalfStep'),
        ends: [1, halves[last]! + 1],
        go: (to) => this.goTo(to),
      })}
      ${this.moments(at, last, 'linearSlider', told)}
      <p class="road-caption">${told} ${this.word('linearLeft')} ${this.number('short', short, Math.abs(short) < 1e-7 ? 9 : 6)}.</p>
      ${this.identities(this.word('bridgeTable', { row: answer.row + 1 }), [
        { name: this.word('bentRow', { row: answer.row + 1 }), which: 'row', part: answer.ofRow },
        { name: this.word('bridgeMean'), which: 'mean', part: perRow(answer.total, answer.n) },
        { name: this.word('bentAll'), which: 'all', part: answer.total },
      ])}
      ${this.#decoder(answer)}
    `;
  }

  #latent(l: 1 | 2): void {
    const { handles } = this.state.ui;
    const { linear: _at, ...at } = handles.at;
    this.hold({ latent: { ...handles.latent, linear: l }, at });
  }

  /** The decoder over the rows: N(b, WWᵀ + σ²I) as an ellipse, the columns of W as arrows. */
  #decoder({ decoder, latent, row }: Answer): TemplateResult {
    const { mean, loadings, noise } = decoder;
    const d = mean.length;
    const covariances = Float64Array.from({ length: d * d }, (_, at) => {
      const [r, c] = [Math.floor(at / d), at % d];
      let sum = r === c ? noise : 0;
      for (let j = 0; j < latent; j++) sum += loadings[r * latent + j]! * loadings[c * latent + j]!;
      return sum;
    });
    const arrows = Array.from({ length: latent }, (_, j) =>
      Float64Array.from({ length: d }, (_, r) => loadings[r * latent + j]!),
    );
    const names = this.state.started?.names ?? [];
    const number = (x: number) => significant(x, 4).text;
    return html`<elbo-small-scatter .store=${this.store} .theta=${{ k: 1, d, means: mean, covariances }} .plain=${true} .arrows=${arrows}
        .label=${this.word('linearScatter', { row: row + 1 })}></elbo-small-scatter>
      <p class="road-caption">${this.word('linearScatter', { row: row + 1 })}</p>
      <div class="road-scroll" tabindex="0" role="group" aria-label=${this.word('linearLoadings')}><table class="road-table" aria-label=${this.word('linearLoadings')}>
        <thead><tr><td></td><th scope="col">${this.tex('b', 'linear b')}<span class="hidden-title">b</span></th>${arrows.map(
          (_, j) =>
            html`<th scope="col">${this.tex(`W_{\\cdot ${j + 1}}`, `linear w${j}`)}<span class="hidden-title">W ${j + 1}</span></th>`,
        )}</tr></thead>
        <tbody>${names
          .slice(0, mostColumns)
          .map(
            (name, r) =>
              html`<tr><th scope="row">${name}</th><td class="figure" data-value=${`linear.b.${r}`} data-exact=${mean[r]}>${number(mean[r]!)}</td>${arrows.map(
                (w, j) =>
                  html`<td class="figure" data-term="mean" data-value=${`linear.w.${r}.${j}`} data-exact=${w[r]}>${number(w[r]!)}</td>`,
              )}</tr>`,
          )}
        <tr class="total"><th scope="row">${this.tex('\\sigma^2', 'linear noise')}<span class="hidden-title">σ²</span></th><td class="figure" data-term="covariance" data-value="linear.noise" data-exact=${noise}>${number(noise)}</td>${arrows.map(() => html`<td></td>`)}</tr></tbody>
      </table></div>`;
  }
}

customElements.define('elbo-linear', Linear);
