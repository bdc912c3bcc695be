/** `<elbo-amortised>`: a linear VAE climbs from a random start; one encoder for all rows closes the gap of every one. */
import { html, nothing, type SVGTemplateResult, svg } from 'lit';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { fixed } from '../../figures.ts';
import { BridgeView, perRow } from './bridgeView.ts';
import { climbChart } from './climb.ts';
import { gapParts } from './gapParts.ts';
import { ellipsePath, independent, zPlane } from './plane.ts';

type Answer = BridgeAnswerOf<'amortised'>;

export class Amortised extends BridgeView<'amortised'> {
  protected readonly page = 'amortised' as const;

  protected figure(answer: Answer): unknown {
    const { at, steps, elbo, logLikelihood, kicked, best, row, n, done, total } = answer;
    const last = elbo.length - 1;
    const told = this.word(kicked[at] ? 'amortisedKicked' : 'amortisedTold', {
      step: steps[at]!,
      gap: fixed(total.kl / n, 4),
      short: fixed((best - total.logLikelihood) / n, 4),
    });
    return html`
      ${climbChart({
        width: this.width,
        name: 'amortised',
        label: this.word('amortisedPicture', { best: fixed(best, 4), now: fixed(elbo[at]!, 4) }),
        elbo,
        logLikelihood,
        top: { value: best, text: `ℓ* ${fixed(best, 4)}` },
        at,
        bound: 'ELBO',
        steps: this.word('bridgeStep'),
        ends: [0, steps[last]!],
        go: (to) => this.goTo(to),
      })}
      ${this.moments(at, last, 'amortisedSlider', told)}
      <p class="road-caption">${told} ${done ? nothing : this.word('bayesGoingOn')}
        ${this.word('amortisedLeft')} ${this.number('short', best - total.elbo, 6)}.</p>
      ${gapParts(
        [
          { name: this.word('bentRow', { row: row + 1 }), which: 'amortised.row', ...answer.rowGap },
          {
            name: this.word('bridgeMean'),
            which: 'amortised.mean',
            approximation: answer.totalGap.approximation / n,
            amortisation: answer.totalGap.amortisation / n,
          },
        ],
        {
          label: this.word('gapTable', { row: row + 1 }),
          gap: this.word('gapGap'),
          approximation: this.word('gapApproximation'),
          amortisation: this.word('gapAmortisation'),
        },
        this.width,
      )}
      ${
        answer.latent === 2
          ? html`${this.#plane(answer)}<p class="road-caption">${this.word('amortisedAxes')} ${this.number('cosine', cosine(answer.decoder.loadings), 6)}</p>`
          : nothing
      }
      ${this.identities(this.word('bridgeTable', { row: row + 1 }), [
        { name: this.word('bentRow', { row: row + 1 }), which: 'row', part: answer.ofRow },
        { name: this.word('bridgeMean'), which: 'mean', part: perRow(total, n) },
        { name: this.word('bentAll'), which: 'all', part: total },
      ])}
    `;
  }

  /** What the encoder says of row i, and the best diagonal q for that row alone. */
  #plane({ q, bestQ, row }: Answer): SVGTemplateResult {
    const size = Math.min(this.width, 300);
    const [own, best] = [independent(q.mean, q.deviations), independent(bestQ.mean, bestQ.deviations)];
    const plane = zPlane([own, best], size);
    return svg`<svg class="road-picture framed" width=${size} height=${size} viewBox="0 0 ${size} ${size}" role="img" aria-label=${this.word('amortisedPlane', { row: row + 1 })}>
      <g data-term="q"><path class="q-shape" d=${ellipsePath(own, 2, plane)} /><path class="q-shape" d=${ellipsePath(own, 1, plane)} /></g>
      <path class="best-shape" d=${ellipsePath(best, 2, plane)} /><path class="best-shape" d=${ellipsePath(best, 1, plane)} />
      <text class="math" x=${size - 22} y=${size - 10}><tspan class="italic">z</tspan><tspan class="sub" dy="3">1</tspan></text>
      <text class="math" x="10" y="22"><tspan class="italic">z</tspan><tspan class="sub" dy="3">2</tspan></text>
      <text class="name q" x="10" y=${size - 26}>${this.word('amortisedOwn')}</text>
      <text class="tick" x="10" y=${size - 10}>${this.word('amortisedAlone')}</text>
    </svg>`;
  }
}

/** Of the angle between the two columns of W: 0 on the principal axes, where the posterior does not lean. */
function cosine(loadings: Float64Array): number {
  let [a, b, dot] = [0, 0, 0];
  for (let r = 0; r < loadings.length; r += 2) {
    a += loadings[r]! ** 2;
    b += loadings[r + 1]! ** 2;
    dot += loadings[r]! * loadings[r + 1]!;
  }
  return dot / Math.sqrt(a * b || 1);
}

customElements.define('elbo-amortised', Amortised);
