/** `<elbo-vae-health>`: the figures of this epoch over all sets of rows, and how well the training is. */
import { html, nothing, type TemplateResult } from 'lit';
import type { VaeFrame } from '../../src/protocol/vaeFrame.ts';
import type { VaeKey } from '../../src/words/vae.ts';
import { decimalsThatAddUp, fixed, grouped } from '../figures.ts';
import { icons } from '../icons.ts';
import type { PanelState } from '../store.ts';
import { sayFault } from '../words.ts';
import { checkpointAt } from './slot.ts';
import { subscript } from './symbols.ts';
import { VaeView } from './vaeView.ts';

/** A dimension whose q hardly moves from row to row carries nothing (Burda et al. 2016). */
const active = 0.01;
const mostNoise = 12;

const stopWords: Readonly<Record<string, VaeKey>> = {
  heldOut: 'stopHeldOut',
  plateau: 'stopPlateau',
  epochs: 'stopEpochs',
  limit: 'stopLimit',
};

interface Line {
  readonly name: string;
  readonly key: string;
  readonly reconstruction: number;
  readonly kl: number;
  readonly elbo: number;
  readonly logLikelihood?: number | undefined;
}

export class VaeHealth extends VaeView {
  protected override select({ vae, ui, started, stopReason, runState }: PanelState): readonly unknown[] {
    return [vae, ui.notation, started, stopReason, runState];
  }

  protected override render(): unknown {
    const { frame } = this;
    if (!frame || !this.state.started) return nothing;
    return html`${this.#table(frame)} ${this.#totalsNote()} ${this.#facts(frame)} ${this.#warnings(frame)}`;
  }

  #table(frame: VaeFrame): TemplateResult {
    const { setting, totals } = this.vae;
    const checkpoint = checkpointAt(this.vae, frame.at);
    const lines: Line[] = [
      { name: this.word('overTrainShort', { rows: grouped(setting?.trainRows ?? 0) }), key: 'train', ...frame.train },
    ];
    if (frame.heldOut) {
      lines.push({
        name: this.word('overHeldShort', { rows: grouped(setting?.heldOutRows ?? 0) }),
        key: 'heldOut',
        ...frame.heldOut,
      });
    }
    if (checkpoint) {
      const { reconstruction, kl, elbo, logLikelihood, rows } = checkpoint;
      lines.push({
        name: this.word('overSampleShort', { rows: grouped(rows) }),
        key: 'sample',
        reconstruction,
        kl,
        elbo,
        logLikelihood,
      });
    }
    const figures = totals?.at === frame.at ? totals.figures : undefined;
    const head = (tex: string, spoken: string) =>
      html`<th scope="col">${this.tex(tex, `head ${spoken}`)}<span class="hidden-title">${spoken}</span></th>`;
    return html`<div class="vae-scroll" tabindex="0" role="group" aria-label=${this.word('figuresTable')}><table class="vae-table">
      <caption class="hidden-title">${this.word('figuresTable')}</caption>
      <thead><tr><th scope="col">${this.word('natsARow')}</th>${head('\\term{elbo}{\\E{\\Qall}\\log \\P(x\\mid z)}', this.word('reconstruction'))}<td aria-hidden="true"></td>${head('\\term{elbo}{\\mathrm{KL}(\\Qall\\|\\P(z))}', this.word('klPrior'))}<td aria-hidden="true"></td>${head('\\term{elbo}{\\mathrm{ELBO}}', 'ELBO')}<td aria-hidden="true"></td>${head('\\term{kl}{\\mathrm{KL}(\\Qall\\|\\P(z\\mid x))}', this.word('gap'))}<td aria-hidden="true"></td>${head('\\term{logLikelihood}{\\log \\P(x)}', 'log p')}</tr></thead>
      <tbody>${lines.map((line) => this.#line(line))}
      ${figures && totals ? html`<tr><th class="vae-total-name" scope="rowgroup" colspan="10">${this.word('totalsHead', { rows: grouped(totals.rows) })}</th></tr>${this.#line({ name: this.word('overAllShort'), key: 'total', ...figures })}` : nothing}</tbody></table></div>`;
  }

  #line({ name, key, reconstruction, kl, elbo, logLikelihood }: Line): TemplateResult {
    const gap = logLikelihood === undefined ? undefined : logLikelihood - elbo;
    let digits = decimalsThatAddUp([reconstruction, -kl], elbo, 2);
    if (gap !== undefined) digits = Math.max(digits, decimalsThatAddUp([elbo, gap], logLikelihood!, digits));
    const cell = (part: string, value: number | undefined, term: string) =>
      html`<td>${value === undefined ? '' : this.number(`${key}.${part}`, value, digits, term)}</td>`;
    const sign = (text: string) => html`<td class="sign" aria-hidden="true">${text}</td>`;
    return html`<tr><th scope="row">${name}</th>${cell('reconstruction', reconstruction, 'elbo')}${sign('−')}${cell('kl', kl, 'elbo')}${sign('=')}${cell('elbo', elbo, 'elbo')}${sign(gap === undefined ? '' : '+')}${cell('gap', gap, 'kl')}${sign(gap === undefined ? '' : '=')}${cell('logLikelihood', logLikelihood, 'logLikelihood')}</tr>`;
  }

  /** How far the sums over all rows are. */
  #totalsNote(): TemplateResult | typeof nothing {
    const { totals } = this.vae;
    if (!totals) return nothing;
    if (totals.figures) {
      const { samples, effectiveSampleSize, standardError } = totals.figures;
      return samples > 0
        ? html`<p class="vae-note">${this.word('totalsSampled', { samples, effective: effectiveSampleSize.toFixed(0), error: fixed(standardError, 3) })}</p>`
        : nothing;
    }
    if (totals.stopped) return html`<p class="vae-note">${this.word('totalsStopped')}</p>`;
    return html`<p class="vae-note">${this.word('totalsComing', { percent: Math.floor(100 * totals.fraction) })}
      <progress max="1" .value=${totals.fraction} aria-label=${this.word('totalsComing', { percent: Math.floor(100 * totals.fraction) })}></progress></p>`;
  }

  #facts(frame: VaeFrame): TemplateResult {
    const { activity, active: count, atLogVarianceBound } = frame.health;
    const { stopReason, runState } = this.state;
    const { trace, setting } = this.vae;
    const settled = trace.length > 0 ? trace.epochs[Math.min(frame.at, trace.length - 1)]! : 0;
    const stop = stopReason === undefined || runState !== 'converged' ? undefined : stopWords[stopReason];
    const most = Math.max(1, ...activity);
    const heldBest = bestHeldOut(trace.heldOut?.elbo, trace.length);
    return html`<ul class="vae-facts">
      <li><strong>${this.word('activeUnits', { active: count, latent: activity.length })}</strong>
        <span class="vae-activity">${Array.from(
          activity,
          (
            value,
            l,
          ) => html`<span class="vae-unit ${value > active ? 'on' : 'off'}" title=${String(value)}>z${subscript(l + 1)}
          <svg width="44" height="8" role="img" aria-label=${this.word('activityOf', { dimension: l + 1, value: fixed(value, 3) })}><rect class="vae-track" width="44" height="8" /><rect class="vae-fill" width=${44 * Math.min(1, value / most)} height="8" /></svg>
          ${this.number(`activity.${l + 1}`, value, 3)}</span>`,
        )}</span>
        <span class="vae-note">${this.word('activeMeaning')}</span></li>
      ${this.#noise(frame)}
      <li>${atLogVarianceBound === 0 ? this.word('boundsFree') : this.word('boundsHit', { rows: atLogVarianceBound })}</li>
      ${heldBest === undefined || !setting ? nothing : html`<li>${this.word('heldBest', { epoch: grouped(trace.epochs[heldBest]!), elbo: fixed(trace.heldOut!.elbo[heldBest]!, 3) })}</li>`}
      ${stop ? html`<li>${this.word(stop, { epoch: grouped(settled) })}</li>` : nothing}
    </ul>`;
  }

  #noise({ noise, health }: VaeFrame): TemplateResult {
    const { names } = this.state.started!;
    const binary = this.vae.setting?.binary;
    const gaussian = Array.from(noise, (_, j) => j).filter((j) => binary?.[j] !== 1);
    if (gaussian.length === 0) return html`<li>${this.word('noiseNone')}</li>`;
    const floored = new Set(health.atNoiseFloor);
    // What is held at the floor is what people must see.
    const shown = [...gaussian.filter((j) => floored.has(j)), ...gaussian.filter((j) => !floored.has(j))].slice(
      0,
      mostNoise,
    );
    const text = (value: number) => fixed(value, Math.max(0, Math.min(8, 2 - Math.floor(Math.log10(value || 1)))));
    return html`<li><strong>${this.word('noiseTitle')}</strong>
      <span class="vae-noise">${shown.map((j) => html`<span class=${floored.has(j) ? 'floored' : ''}>${names[j]} <span class="figure" data-value=${`noise.${j}`} data-exact=${String(noise[j])} title=${String(noise[j])}>${text(noise[j]!)}</span>${floored.has(j) ? html` ${this.word('atFloor')}` : nothing}</span>`)}${gaussian.length > shown.length ? html`<span>+${gaussian.length - shown.length}</span>` : nothing}</span>
      <span class="vae-note">${this.word('noiseMeaning')}</span></li>`;
  }

  #warnings({ warnings }: VaeFrame): TemplateResult | typeof nothing {
    // A column is named by its number in the model; people know it by its name.
    const { names } = this.state.started!;
    if (warnings.length === 0) return nothing;
    return html`<ul class="vae-warnings">${warnings.map(({ code, args }) => {
      const column = Number(args.column);
      const named = args.column === undefined ? args : { ...args, column: names[column - 1] ?? column };
      return html`<li>${code === 'vaePositive' ? icons.info : icons.warning} ${sayFault(this.state, { code, args: named })}</li>`;
    })}</ul>`;
  }
}

/** The moment whose held-out ELBO is the best so far. */
function bestHeldOut(elbo: Float64Array | undefined, length: number): number | undefined {
  if (!elbo || length === 0) return undefined;
  let best = 0;
  for (let at = 1; at < length; at++) if (elbo[at]! > elbo[best]!) best = at;
  return best;
}

customElements.define('elbo-vae-health', VaeHealth);
