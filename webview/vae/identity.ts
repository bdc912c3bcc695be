/** `<elbo-vae-identity>`: log p(x) = ELBO + amortisation + approximation at the epoch on show, and what moved. */
import { html, nothing, type TemplateResult } from 'lit';
import { flashChanges } from '../derivation/flash.ts';
import { decimalsThatAddUp, decimalsThatShow, fixed, grouped } from '../figures.ts';
import { figure } from '../identity/figure.ts';
import type { PanelState, Term } from '../store.ts';
import { type MomentFigures, momentFigures } from './figures.ts';
import { VaeView } from './vaeView.ts';
import '../identity/identity.css';

const mostShown = 4;

export class VaeIdentity extends VaeView {
  protected override select({ vae, started, ui }: PanelState): readonly unknown[] {
    return [vae, started, ui.notation, ui.highlight.term];
  }

  protected override render(): unknown {
    const figures = momentFigures(this.vae);
    const { frame } = this;
    if (!frame || !figures) return nothing;
    const { trace, setting } = this.vae;
    const epochs = trace.length > 0 ? trace.epochs[trace.length - 1]! : frame.epoch;
    return html`
      <h2 class="identity-title">
        ${this.word('epochOf')
          .split(/(\{epoch\}|\{epochs\})/)
          .map((part) =>
            part === '{epoch}'
              ? figure('epoch', grouped(frame.epoch), frame.epoch)
              : part === '{epochs}'
                ? figure('epochs', grouped(epochs), epochs)
                : part,
          )}
        <span class="identity-facts">
          L ${figure('latent', setting?.latent ?? 0, setting?.latent ?? 0)} · ${this.word('steps')} ${figure('steps', grouped(frame.steps), frame.steps)}
        </span>
      </h2>
      ${this.#sum(figures)}
      <p class="identity-sentence">${this.#sentences(figures).join(' ')}</p>
    `;
  }

  #sum(figures: MomentFigures): TemplateResult {
    const { elbo, logLikelihood, split } = figures;
    const parts = split
      ? [split.amortisation, split.approximation]
      : logLikelihood === undefined
        ? []
        : [logLikelihood - elbo];
    const digits =
      logLikelihood === undefined
        ? 3
        : decimalsThatAddUp([elbo, ...parts], logLikelihood, Math.min(mostShown, decimalsThatShow(parts)));
    const text = (value: number | undefined) => (value === undefined ? '…' : fixed(value, digits));
    const label =
      logLikelihood === undefined
        ? this.word('identityElbo', { elbo: text(elbo) })
        : split
          ? this.word('identitySplit', {
              logLikelihood: text(logLikelihood),
              elbo: text(elbo),
              amortisation: text(split.amortisation),
              approximation: text(split.approximation),
            })
          : this.word('identityGap', { logLikelihood: text(logLikelihood), elbo: text(elbo), gap: text(parts[0]) });
    return html`<div class="identity-sum vae-sum ${split ? 'four' : 'three'}" role="group" aria-label=${label}
      @pointerover=${this.#point} @pointerleave=${this.#letGo}>
      <div class=${this.#part('elbo')} data-part="elbo" aria-hidden="true">
        <span class="swatch swatch-elbo"></span><span class="vae-name">${this.tex('\\term{elbo}{\\mathrm{ELBO}}', 'elbo')}</span>
        ${figure('elbo', text(elbo), elbo)}
      </div>
      ${
        split
          ? html`<span class="identity-sign plus" aria-hidden="true">+</span>
              <div class=${this.#part('kl')} data-part="kl" aria-hidden="true">
                <span class="swatch swatch-kl"></span><span class="vae-name">${this.word('amortisation')}</span>
                ${figure('amortisation', text(split.amortisation), split.amortisation)}
              </div>
              <span class="identity-sign plus" aria-hidden="true">+</span>
              <div class=${this.#part('kl')} data-part="kl" aria-hidden="true">
                <span class="swatch swatch-kl cross"></span><span class="vae-name">${this.word('approximation')}</span>
                ${figure('approximation', text(split.approximation), split.approximation)}
              </div>`
          : html`<span class="identity-sign plus" aria-hidden="true">+</span>
              <div class=${this.#part('kl')} data-part="kl" aria-hidden="true">
                <span class="swatch swatch-kl"></span><span class="vae-name">${this.tex('\\term{kl}{\\mathrm{KL}(\\Qall\\,\\|\\,\\P(z\\mid x))}', 'kl')}</span>
                ${parts[0] === undefined ? html`<span class="figure">…</span>` : figure('kl', text(parts[0]), parts[0])}
              </div>`
      }
      <span class="identity-sign equals" aria-hidden="true">=</span>
      <div class=${`${this.#part('logLikelihood')} whole`} data-part="logLikelihood" aria-hidden="true">
        <span class="swatch"></span><span class="vae-name">${this.tex('\\term{logLikelihood}{\\log \\P(x)}', 'l')}</span>
        ${logLikelihood === undefined ? html`<span class="figure">…</span>` : figure('logLikelihood', text(logLikelihood), logLikelihood)}
      </div>
    </div>`;
  }

  /** Which rows, how log p was had, and what the last epochs did. */
  #sentences(figures: MomentFigures): string[] {
    const frame = this.frame!;
    const { over, rows, method, checkpoint, partly, logLikelihood } = figures;
    const said: string[] = [];
    if (over === 'train') said.push(this.word('overTrain', { rows: grouped(rows) }));
    else if (method === 'importance' && checkpoint) {
      said.push(
        this.word('overSampled', {
          rows: grouped(rows),
          samples: checkpoint.samples,
          effective: checkpoint.effectiveSampleSize.toFixed(0),
        }),
      );
    } else said.push(this.word(method === 'closed' ? 'overClosed' : 'overQuadrature', { rows: grouped(rows) }));
    if (partly) {
      const digits = decimalsThatShow([partly.amortisation, partly.approximation]);
      said.push(
        this.word('partly', {
          rows: partly.rows,
          amortisation: fixed(partly.amortisation, digits),
          approximation: fixed(partly.approximation, digits),
        }),
      );
    }
    const { previous, moved } = frame;
    if (previous && moved) {
      const rise = frame.train.elbo - previous.train.elbo;
      const digits = Math.min(5, decimalsThatShow([rise]));
      said.push(
        this.word('movedBoth', {
          steps: frame.steps - previous.steps,
          theta: Number(moved.theta.toPrecision(2)),
          phi: Number(moved.phi.toPrecision(2)),
          rise: `${rise < 0 ? '' : '+'}${fixed(rise, digits)}`,
        }),
      );
    } else if (frame.at === 0) said.push(this.word('movedStart'));
    if (this.vae.setting && !this.vae.setting.climbsElbo) said.unshift(this.word('notElbo'));
    if (Math.max(frame.train.elbo, logLikelihood ?? frame.train.elbo) > 0) said.push(this.say('positiveDensity'));
    return said;
  }

  #part(term: Term): string {
    return `identity-part role-${term} ${this.state.ui.highlight.term === term ? 'lit' : ''}`;
  }

  #point(event: Event): void {
    const part = (event.target as HTMLElement).closest<HTMLElement>('[data-part]');
    const term = part?.dataset.part as Term | undefined;
    this.store.dispatch({ type: 'highlight', highlight: term ? { term } : {} });
  }

  #letGo(): void {
    this.store.dispatch({ type: 'highlight', highlight: {} });
  }

  protected override updated(): void {
    flashChanges(this, this.state);
  }
}

customElements.define('elbo-vae-identity', VaeIdentity);
