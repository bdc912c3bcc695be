/** `<elbo-curved>`: a VAE with a bent decoder, trained on the reader's rows: its posterior, and the gap in two parts. */
import { html, nothing, type TemplateResult } from 'lit';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { fixed } from '../../figures.ts';
import { BridgeView } from './bridgeView.ts';
import { climbChart } from './climb.ts';
import { gapParts } from './gapParts.ts';
import { type CurvedRow, cloud, densities, paint } from './posterior.ts';
import '../figures/smallScatter.ts';

type Answer = BridgeAnswerOf<'curved'>;

export class Curved extends BridgeView<'curved'> {
  protected readonly page = 'curved' as const;

  protected figure(answer: Answer): unknown {
    const { at, epochs, train, heldOut, row, done, latent, ofRow } = answer;
    const last = epochs.length - 1;
    const told = this.word('curvedTold', { epoch: epochs[at]!, elbo: fixed(train[at]!, 4) });
    return html`
      <div class="road-buttons"><span>${this.word('bridgeLatent')}</span>
        <div class="segmented" role="group" aria-label=${this.word('bridgeLatent')}>${([1, 2] as const).map(
          (l) =>
            html`<button data-choice=${`latent${l}`} aria-pressed=${String(latent === l)} @click=${() => this.#latent(l)}>${l}</button>`,
        )}</div></div>
      ${climbChart({
        width: this.width,
        name: 'curved',
        label: this.word('curvedPicture', { elbo: fixed(train[at]!, 4) }),
        elbo: train,
        ...(heldOut.length === train.length ? { second: { values: heldOut, text: this.word('curvedHeldOut') } } : {}),
        at,
        bound: this.word('curvedTrained'),
        steps: this.word('curvedEpoch'),
        ends: [0, epochs[last]!],
        go: (to) => this.goTo(to),
      })}
      ${this.moments(at, last, 'curvedSlider', told)}
      <p class="road-caption">${told} ${this.word(done ? 'curvedDone' : 'bayesGoingOn')}</p>
      ${this.#decoder(answer)}
      ${ofRow ? this.#row(answer, ofRow) : html`<p class="road-caption bridge-pending">${this.word(done ? 'bridgeWorking' : 'curvedLater')}</p>`}
      ${answer.rowHeldOut ? html`<p class="road-caption">${this.word('curvedRowHeldOut', { row: row + 1 })}</p>` : nothing}
    `;
  }

  #latent(l: 1 | 2): void {
    const { handles } = this.state.ui;
    const { curved: _at, ...at } = handles.at;
    this.hold({ latent: { ...handles.latent, curved: l }, at });
  }

  #decoder({ mesh, row, latent }: Answer): unknown {
    const { points } = this.state;
    const d = points?.origin.length ?? 0;
    if (!mesh || mesh.means.length !== mesh.lines * mesh.points * d) return nothing;
    const label = this.word(latent === 1 ? 'curvedLine' : 'curvedNet', { row: row + 1 });
    const curves = Array.from({ length: mesh.lines }, (_, i) =>
      mesh.means.subarray(i * mesh.points * d, (i + 1) * mesh.points * d),
    );
    const none = { k: 0, d, means: new Float64Array(0), covariances: new Float64Array(0) };
    return html`<elbo-small-scatter .store=${this.store} .theta=${none} .plain=${true} .curves=${curves} .label=${label}></elbo-small-scatter>
      <p class="road-caption">${label}</p>`;
  }

  #row(answer: Answer, ofRow: CurvedRow): TemplateResult {
    const { row, sample } = answer;
    const words = {
      label: this.word('curvedPosterior', { row: row + 1 }),
      posterior: this.word('normalisePosterior'),
      own: this.word('amortisedOwn'),
      best: this.word('curvedBest'),
    };
    const name = this.word('bentRow', { row: row + 1 });
    const mean = sample ? this.word('curvedSample', { rows: sample.rows }) : '';
    return html`
      ${answer.latent === 1 ? densities(ofRow, words, this.width) : cloud(ofRow, words, Math.min(this.width, 340))}
      <p class="road-caption">${words.label}</p>
      ${gapParts(
        [
          { name, which: 'curved.row', approximation: ofRow.approximation, amortisation: ofRow.amortisation },
          ...(sample
            ? [
                {
                  name: mean,
                  which: 'curved.mean',
                  approximation: sample.approximation,
                  amortisation: sample.amortisation,
                },
              ]
            : []),
        ],
        {
          label: this.word('gapTable', { row: row + 1 }),
          gap: this.word('gapGap'),
          approximation: this.word('gapApproximation'),
          amortisation: this.word('gapAmortisation'),
        },
        this.width,
      )}
      ${this.identities(this.word('bridgeTable', { row: row + 1 }), [
        { name, which: 'row', part: { ...ofRow, kl: ofRow.approximation + ofRow.amortisation } },
        ...(sample
          ? [{ name: mean, which: 'mean', part: { ...sample, kl: sample.approximation + sample.amortisation } }]
          : []),
      ])}
      <p class="road-caption">${this.word('curvedExact')} ${this.number('uncertainty', ofRow.uncertainty, 7)}</p>`;
  }

  protected override updated(): void {
    const canvas = this.querySelector<HTMLCanvasElement>('.posterior-plane canvas');
    const ofRow = this.answer?.ofRow;
    if (canvas && ofRow) paint(canvas, ofRow, this.state.theme.foreground);
  }
}

customElements.define('elbo-curved', Curved);
