/** `<elbo-bayes>`: variational Bayes on the reader's rows, sub-step by sub-step: the bound, its seven terms, what is left. */
import { html, nothing, type TemplateResult } from 'lit';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import type { RoadKey } from '../../../src/words/road.ts';
import { disc } from '../../colour/disc.ts';
import { decimalsThatAddUp, fixed } from '../../figures.ts';
import { icons } from '../../icons.ts';
import { BridgeView } from './bridgeView.ts';
import { climbChart } from './climb.ts';

type Answer = BridgeAnswerOf<'bayes'>;

const mostComponents = 12;
/** A component with fewer rows than this has emptied. */
const emptied = 1;
/** In the order of the answer. */
const terms = [
  '\\mathbb{E}[\\ln p(X \\mid Z, \\mu, \\Lambda)]',
  '+\\,\\mathbb{E}[\\ln p(Z \\mid \\weight)]',
  '+\\,\\mathbb{E}[\\ln p(\\weight)]',
  '+\\,\\mathbb{E}[\\ln p(\\mu, \\Lambda)]',
  '-\\,\\mathbb{E}[\\ln \\term{q}{q}(Z)]',
  '-\\,\\mathbb{E}[\\ln \\term{q}{q}(\\weight)]',
  '-\\,\\mathbb{E}[\\ln \\term{q}{q}(\\mu, \\Lambda)]',
] as const;
const saidTerms: readonly RoadKey[] = [
  'bayesTerm1',
  'bayesTerm2',
  'bayesTerm3',
  'bayesTerm4',
  'bayesTerm5',
  'bayesTerm6',
  'bayesTerm7',
];
const parts = ['bayesAfterZ', 'bayesAfterWeights', 'bayesAfterComponents'] as const;

export class Bayes extends BridgeView<'bayes'> {
  protected readonly page = 'bayes' as const;

  protected figure(answer: Answer): unknown {
    const { at, bounds, evidence, components, done } = answer;
    const last = bounds.length - 1;
    const bound = bounds[at]!;
    const told = this.word(parts[at % 3]!, { step: at + 1 });
    return html`
      ${this.#stepper(components)}
      ${climbChart({
        width: this.width,
        name: 'bayes',
        label: this.word('bayesPicture', { bound: fixed(bound, 4), count: bounds.length }),
        elbo: bounds,
        ...(evidence === undefined
          ? {}
          : { top: { value: evidence, text: this.word('bayesEvidence', { value: fixed(evidence, 4) }) } }),
        at,
        bound: this.word('bayesBound'),
        steps: this.word('bayesStep'),
        go: (to) => this.goTo(to),
      })}
      ${this.moments(at, last, 'bayesSlider', told)}
      <p class="road-caption">${told} ${done ? nothing : this.word('bayesGoingOn')}</p>
      <div class="bridge-pair">${this.#terms(answer, bound)}${this.#components(answer)}</div>
      ${
        evidence === undefined
          ? html`<p class="road-caption">${this.word('bayesUnknown')}</p>`
          : html`<p class="road-caption">${this.word('bayesKnown')} ${this.number('evidence', evidence, 6, 'logLikelihood')} − ${this.number('last', bounds[last]!, 6, 'elbo')} = ${this.number('gap', evidence - bounds[last]!, 9, 'kl')}</p>`
      }
    `;
  }

  #stepper(k: number): TemplateResult {
    const set = (components: number) => {
      const { bayes: _at, ...at } = this.state.ui.handles.at;
      this.hold({ components, at });
    };
    return html`<div class="road-buttons"><span>${this.word('bayesComponents')}</span>
      <button class="icon-only" data-action="fewer" ?disabled=${k <= 1} aria-label=${this.word('bayesFewer')} title=${this.word('bayesFewer')} @click=${() => set(k - 1)}>${icons.back}</button>
      <span class="figure strong" data-value="bayes.components" data-exact=${k}>${k}</span>
      <button class="icon-only" data-action="more" ?disabled=${k >= mostComponents} aria-label=${this.word('bayesMore')} title=${this.word('bayesMore')} @click=${() => set(k + 1)}>${icons.chevronRight}</button>
      <button data-choice="one" ?disabled=${k === 1} @click=${() => set(1)}>${this.word('bayesOne')}</button>
    </div>`;
  }

  #terms({ terms: values, at }: Answer, bound: number): TemplateResult {
    const digits = decimalsThatAddUp([...values], bound, 3);
    const label = this.word('bayesTerms', { step: at + 1 });
    return html`<div class="road-scroll" tabindex="0" role="group" aria-label=${label}><table class="road-table" aria-label=${label}>
      <tbody>${terms.map(
        (tex, i) =>
          html`<tr><th scope="row"><span aria-hidden="true">${this.tex(tex, `bayes term ${i}`)}</span><span class="hidden-title">${this.word(saidTerms[i]!)}</span></th>
            <td class="figure" data-value=${`bayes.term.${i}`} data-exact=${values[i]} title=${values[i]!}>${fixed(values[i]!, digits)}</td></tr>`,
      )}
      <tr class="total"><th scope="row">${this.word('bayesBound')}</th><td class="figure strong" data-term="elbo" data-value="bayes.bound" data-exact=${bound} title=${bound}>${fixed(bound, digits)}</td></tr></tbody>
    </table></div>`;
  }

  #components({ counts, weights }: Answer): TemplateResult {
    const label = this.word('bayesLeft');
    return html`<div class="road-scroll" tabindex="0" role="group" aria-label=${label}><table class="road-table" aria-label=${label}>
      <thead><tr><td></td><th scope="col">${this.tex('N_{\\comp}', 'bayes counts')}<span class="hidden-title">${this.word('bayesCount')}</span></th>
        <th scope="col">${this.tex('\\mathbb{E}[\\prior{\\comp}]', 'bayes weights')}<span class="hidden-title">${this.word('bayesWeight')}</span></th></tr></thead>
      <tbody>${Array.from(
        counts,
        (count, j) =>
          html`<tr class=${count < emptied ? 'emptied' : ''}><th scope="row">${disc(j)} ${count < emptied ? this.word('bayesEmptied') : nothing}</th>
            <td class="figure" data-value=${`bayes.count.${j}`} data-exact=${count} title=${count}>${fixed(count, 2)}</td>
            <td class="figure" data-value=${`bayes.weight.${j}`} data-exact=${weights[j]} title=${weights[j]!}>${fixed(weights[j]!, 4)}</td></tr>`,
      )}</tbody>
    </table></div>`;
  }
}

customElements.define('elbo-bayes', Bayes);
