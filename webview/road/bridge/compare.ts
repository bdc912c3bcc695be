/** `<elbo-compare>`: EM, VI, a linear decoder and the VAE on the same rows, the identity of each with its numbers. */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { BridgeAnswerOf, IdentityMessage } from '../../../src/protocol/bridge.ts';
import type { RoadKey } from '../../../src/words/road.ts';
import { decimalsThatAddUp, fixed, grouped, underMark } from '../../figures.ts';
import { sayFault } from '../../words.ts';
import { hatch, heights, scaleTo } from '../figures/drawing.ts';
import { BridgeView } from './bridgeView.ts';

type Answer = BridgeAnswerOf<'compare'>;
type Scope = 'row' | 'train' | 'heldOut';

const methods = ['em', 'vi', 'linear', 'vae'] as const;
type Method = (typeof methods)[number];
const titles: Readonly<Record<Method, RoadKey>> = {
  em: 'compareEm',
  vi: 'compareVi',
  linear: 'compareLinear',
  vae: 'compareVae',
};
const sentences: Readonly<Record<Method, RoadKey>> = {
  em: 'compareEmSays',
  vi: 'compareViSays',
  linear: 'compareLinearSays',
  vae: 'compareVaeSays',
};

/** What a method says of one scope: the identity, or a density alone. */
type Figures =
  | { readonly kind: 'identity'; readonly part: IdentityMessage }
  | { readonly kind: 'density'; readonly value: number };

/** Decimals at which what is shown adds up. */
const decimalsOf = (figures: Figures | undefined): number =>
  figures?.kind === 'identity'
    ? decimalsThatAddUp([figures.part.elbo, figures.part.kl], figures.part.logLikelihood, 4)
    : 4;

export class Compare extends BridgeView<'compare'> {
  protected readonly page = 'compare' as const;

  protected figure(answer: Answer): unknown {
    const { row, trained, heldOut, scored, done, components, latent } = answer;
    return html`
      <p class="road-caption">${this.word('compareRows', { trained: grouped(trained), heldOut: grouped(heldOut), train: scored.train, held: scored.heldOut })}
        ${answer.rowHeldOut ? this.word('curvedRowHeldOut', { row: row + 1 }) : nothing}</p>
      ${this.#dots(answer)}
      <div class="road-scroll" tabindex="0" role="group" aria-label=${this.word('compareTable')}><table class="road-table identity compare" aria-label=${this.word('compareTable')}>
        <thead><tr><td></td><th scope="col">ELBO</th><td aria-hidden="true"></td><th scope="col">${this.word('gapGap')}</th><td aria-hidden="true"></td><th scope="col">${this.word('compareLeft')}</th></tr></thead>
        ${methods.map((method) => this.#method(method, answer))}
      </table></div>
      ${done ? nothing : this.waiting()}
      ${answer.vi ? this.#evidence(answer.vi, trained) : nothing}
      <p class="road-caption">${this.word('compareModels', { components, latent })}</p>
      <ul class="compare-notes">${(['compareMay1', 'compareMay2', 'compareMay3', 'compareMay4'] as const).map(
        (key) => html`<li>${this.word(key)}</li>`,
      )}</ul>
    `;
  }

  #figures(answer: Answer, method: Method, scope: Scope): Figures | undefined {
    if (method === 'vi') {
      const { vi } = answer;
      const value = vi && { row: vi.ofRow, train: vi.train, heldOut: vi.heldOut }[scope];
      return value === undefined ? undefined : { kind: 'density', value };
    }
    const own = answer[method];
    const part = own && { row: own.ofRow, train: own.train, heldOut: own.heldOut }[scope];
    return part && { kind: 'identity', part };
  }

  #scopes({ row, scored }: Answer): { scope: Scope; name: string }[] {
    return [
      { scope: 'row', name: this.word('bentRow', { row: row + 1 }) },
      { scope: 'train', name: this.word('compareTrain') },
      ...(scored.heldOut > 0 ? [{ scope: 'heldOut' as const, name: this.word('compareHeldOut') }] : []),
    ];
  }

  #method(method: Method, answer: Answer): TemplateResult {
    const missing = method === 'linear' && answer.without;
    const most = Math.max(
      ...methods.flatMap((of) => this.#scopes(answer).map(({ scope }) => decimalsOf(this.#figures(answer, of, scope)))),
    );
    return html`<tbody data-method=${method}>
      <tr class="compare-head"><th scope="rowgroup" colspan="6"><strong>${this.word(titles[method])}</strong>
        <span class="note">${this.word(sentences[method])}</span></th></tr>
      ${
        missing
          ? html`<tr><td colspan="6">${sayFault(this.state, missing)}</td></tr>`
          : this.#scopes(answer).map(({ scope, name }) =>
              this.#line(method, scope, name, this.#figures(answer, method, scope), most),
            )
      }
      ${missing ? nothing : html`<tr><th scope="row">${this.word('compareMadeOf')}</th><td colspan="5">${this.#madeOf(method, answer)}</td></tr>`}
    </tbody>`;
  }

  #line(method: Method, scope: Scope, name: string, figures: Figures | undefined, most: number): TemplateResult {
    const cell = (term: keyof IdentityMessage, value: number, digits: number) =>
      html`<td class="figure strong" data-term=${term} data-value=${`compare.${method}.${scope}.${term}`} data-exact=${value} title=${value} .style=${underMark(digits, most, 14)}>${fixed(value, digits)}</td>`;
    if (!figures) return html`<tr><th scope="row">${name}</th><td colspan="5" class="secondary">…</td></tr>`;
    if (figures.kind === 'density') {
      return html`<tr><th scope="row">${name}</th><td class="figure secondary">–</td><td></td><td class="figure secondary">–</td><td></td>${cell('logLikelihood', figures.value, 4)}</tr>`;
    }
    const { elbo, kl, logLikelihood } = figures.part;
    const digits = decimalsOf(figures);
    return html`<tr><th scope="row">${name}</th>${cell('elbo', elbo, digits)}<td class="sign" aria-hidden="true">+</td>${cell('kl', kl, digits)}<td class="sign" aria-hidden="true">=</td>${cell('logLikelihood', logLikelihood, digits)}</tr>`;
  }

  #madeOf(method: Method, { vae, row }: Answer): unknown {
    switch (method) {
      case 'em':
        return this.word('compareNoneEm');
      case 'vi':
        return this.word('compareUnknownVi');
      case 'linear':
        return this.word('compareNoneLinear');
      case 'vae': {
        if (!vae) return '…';
        const { gap, sample, ofRow } = vae;
        const digits = decimalsThatAddUp([gap.approximation, gap.amortisation], ofRow.kl, 4);
        return html`${this.word('gapApproximation')} ${this.number('vae.approximation', gap.approximation, digits, 'kl')} +
          ${this.word('gapAmortisation')} ${this.number('vae.amortisation', gap.amortisation, digits, 'kl')} (${this.word('bentRow', { row: row + 1 })});
          ${this.number('vae.sample.approximation', sample.approximation, 4, 'kl')} + ${this.number('vae.sample.amortisation', sample.amortisation, 4, 'kl')}
          (${this.word('curvedSample', { rows: sample.rows })})`;
      }
    }
  }

  /** VI's own identity, on an axis of its own. */
  #evidence({ bound, evidence, left }: NonNullable<Answer['vi']>, trained: number): TemplateResult {
    return html`<p class="road-caption" data-method="evidence">${this.word('compareBound', { trained: grouped(trained), left })}
      ${this.number('vi.bound', bound, 4, 'elbo')}${evidence === undefined ? nothing : html`; log p(X) = ${this.number('vi.evidence', evidence, 4, 'logLikelihood')}`}</p>`;
  }

  /** log density of the mean row by method, trained on and held out, with the bound below it, all on one axis. */
  #dots(answer: Answer): SVGTemplateResult | typeof nothing {
    const { width } = this;
    const lines = methods.flatMap((method) => {
      const [train, heldOut] = [this.#figures(answer, method, 'train'), this.#figures(answer, method, 'heldOut')];
      return train ? [{ method, train, heldOut }] : [];
    });
    if (lines.length === 0) return nothing;
    const numbers = (figures: Figures | undefined): number[] =>
      !figures ? [] : figures.kind === 'density' ? [figures.value] : [figures.part.elbo, figures.part.logLikelihood];
    const all = lines.flatMap(({ train, heldOut }) => [...numbers(train), ...numbers(heldOut)]);
    const room = Math.max(Math.max(...all) - Math.min(...all), 1e-3);
    const [low, high] = [Math.min(...all) - 0.06 * room, Math.max(...all) + 0.06 * room];
    const x = scaleTo(low, high, 12, width - 12);
    const rowHeight = 56;
    const height = lines.length * rowHeight + 46;
    const floor = height - 46;
    const mark = (figures: Figures | undefined, y: number, held: boolean) => {
      if (!figures) return nothing;
      const top = figures.kind === 'density' ? figures.value : figures.part.logLikelihood;
      const gap =
        figures.kind === 'identity' && x(figures.part.logLikelihood) - x(figures.part.elbo) > 0.5
          ? svg`<g data-term="kl"><rect class="gap" x=${x(figures.part.elbo)} y=${y - 5} width=${x(top) - x(figures.part.elbo)} height="10" /><rect fill="url(#compare-hatch)" x=${x(figures.part.elbo)} y=${y - 5} width=${x(top) - x(figures.part.elbo)} height="10" /></g>`
          : nothing;
      const bound =
        figures.kind === 'identity'
          ? svg`<path class="compare-elbo" d="M${x(figures.part.elbo)} ${y - 7}V${y + 7}" />`
          : nothing;
      return svg`${gap}${bound}<circle class=${held ? 'compare-held' : 'dot-l'} cx=${x(top)} cy=${y} r="4.5" />`;
    };
    return svg`<svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${this.word('comparePicture')}>
      <defs>${hatch('compare-hatch')}</defs>
      ${heights(low, high, width < 420 ? 3 : 6).map(({ value, text }) => svg`<path class="grid" d="M${x(value)} 4V${floor}" /><text class="tick" text-anchor="middle" x=${Math.max(20, Math.min(width - 20, x(value)))} y=${floor + 16}>${text}</text>`)}
      ${lines.map(({ method, train, heldOut }, i) => {
        const y = i * rowHeight;
        return svg`<text class="name" x="2" y=${y + 14}>${this.word(titles[method])}</text>${mark(train, y + 26, false)}${mark(heldOut, y + 43, true)}`;
      })}
      <g transform="translate(12 ${height - 10})"><circle class="dot-l" r="4.5" cy="-4" /><text class="tick" x="9">${this.word('compareTrain')}</text>
        <circle class="compare-held" r="4.5" cx=${width * 0.34} cy="-4" /><text class="tick" x=${width * 0.34 + 9}>${this.word('compareHeldOut')}</text>
        <path class="compare-elbo" d="M${width * 0.68} -10V2" /><text class="tick" x=${width * 0.68 + 7}>ELBO</text></g>
    </svg>`;
  }
}

customElements.define('elbo-compare', Compare);
