/** `<elbo-free>`: three kinds of q on the mixture at this half-step, a bar each: what the bound reaches of log p, and KL. */
import { html, type SVGTemplateResult, svg } from 'lit';
import type { BridgeAnswerOf, IdentityMessage } from '../../../src/protocol/bridge.ts';
import { fixed } from '../../figures.ts';
import { hatch, heights, scaleTo } from '../figures/drawing.ts';
import { BridgeView, perRow } from './bridgeView.ts';

type Answer = BridgeAnswerOf<'free'>;
type Kind = Answer['kinds'][number];
type Scope = 'row' | 'mean';

const names = { uniform: 'freeUniform', hard: 'freeHard', posterior: 'freePosterior' } as const;
const margin = { left: 10, right: 14, top: 22, bottom: 24 };
const step = 50;

export class Free extends BridgeView<'free'> {
  protected readonly page = 'free' as const;
  #scope: Scope = 'row';

  protected figure(answer: Answer): unknown {
    const { row, n, kinds } = answer;
    const scopes = { row: this.word('bentRow', { row: row + 1 }), mean: this.word('bridgeMean') };
    const part = (kind: Kind): IdentityMessage => (this.#scope === 'row' ? kind.ofRow : perRow(kind.total, n));
    return html`
      <div class="road-buttons"><div class="segmented" role="group" aria-label=${this.word('freeScope')}>${(
        ['row', 'mean'] as const
      ).map(
        (scope) =>
          html`<button data-choice=${scope} aria-pressed=${String(this.#scope === scope)} @click=${() => this.#look(scope)}>${scopes[scope]}</button>`,
      )}</div></div>
      ${this.#bars(kinds.map((kind) => ({ name: this.word(names[kind.q]), part: part(kind) })))}
      ${this.identities(
        this.word('freeTable', { row: row + 1 }),
        kinds.flatMap((kind) => [
          { name: `${this.word(names[kind.q])}, ${scopes.row}`, which: `${kind.q}.row`, part: kind.ofRow },
          { name: `${this.word(names[kind.q])}, ${this.word('bentAll')}`, which: `${kind.q}.all`, part: kind.total },
        ]),
      )}
      <p class="road-caption">${this.word('freeNote')}</p>
    `;
  }

  protected override waiting() {
    return this.state.frame
      ? super.waiting()
      : html`<p class="bridge-refused" role="note">${this.word('freeNoMixture')}</p>`;
  }

  #look(scope: Scope): void {
    this.#scope = scope;
    this.requestUpdate();
  }

  /** On an axis that begins somewhere below the lowest bound: heights of a log density have no natural zero. */
  #bars(bars: readonly { name: string; part: IdentityMessage }[]): SVGTemplateResult {
    const { width } = this;
    const height = margin.top + step * bars.length + margin.bottom;
    const top = bars[0]!.part.logLikelihood;
    // A q that puts weight where there is no density has a bound of −∞.
    const bounds = bars.map(({ part }) => part.elbo).filter(Number.isFinite);
    const room = Math.max(top - Math.min(...bounds), 1e-3 * Math.max(1, Math.abs(top)));
    const low = top - 1.35 * room;
    const x = scaleTo(low, top + 0.04 * room, margin.left, width - margin.right);
    const at = (value: number) => Math.max(margin.left, x(value));
    const floor = height - margin.bottom;
    const label = bars
      .map(({ name, part }) => this.word('freeSaid', { name, elbo: fixed(part.elbo, 4), kl: fixed(part.kl, 4) }))
      .join('. ');
    return svg`<svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
      <defs>${hatch('free-hatch')}</defs>
      ${heights(low, top, width < 420 ? 3 : 6).map(({ value, text }) => svg`<path class="grid" d="M${x(value)} ${margin.top}V${floor}" /><text class="tick" text-anchor="middle" x=${Math.max(24, Math.min(width - 24, x(value)))} y=${height - 8}>${text}</text>`)}
      ${bars.map(({ name, part }, i) => {
        const y = margin.top + step * i + 20;
        const end = at(part.elbo);
        return svg`<text class="name" x=${margin.left} y=${y - 5}>${name}</text>
          <text class="tick strong" text-anchor="end" x=${x(top) - 6} y=${y - 5}>KL ${fixed(part.kl, 4)}</text>
          <rect class="bar-elbo" data-term="elbo" x=${margin.left} y=${y} width=${Math.max(0, end - margin.left)} height="20" />
          <g data-term="kl"><rect class="gap" x=${end} y=${y} width=${Math.max(0, x(top) - end)} height="20" /><rect fill="url(#free-hatch)" x=${end} y=${y} width=${Math.max(0, x(top) - end)} height="20" /></g>`;
      })}
      <path class="line-l thick" data-term="logLikelihood" d="M${x(top)} ${margin.top - 6}V${floor}" />
      <text class="name" text-anchor="end" x=${width - margin.right} y="12">log P = ${fixed(top, 4)}</text>
    </svg>`;
  }
}

customElements.define('elbo-free', Free);
