/** `<elbo-status>`: one line on what is going on and what to do next, spoken too; behind it the notices. */
import { html, nothing, type TemplateResult } from 'lit';
import { fixed } from '../figures.ts';
import { icons } from '../icons.ts';
import { figure } from '../identity/figure.ts';
import { changed } from '../run/options.ts';
import { frameOf, momentsKnown, type PanelState } from '../store.ts';
import { View } from '../view.ts';
import { sayFault } from '../words.ts';
import { changesOf } from './changes.ts';
import { type Stage, stageOf } from './stage.ts';
import './status.css';

export class Status extends View {
  protected override readonly follows = 'asText';

  protected override select(state: PanelState): readonly unknown[] {
    const { reading, progress, runState, fault, edited, notices, criteria, coming, stopReason, ui } = state;
    const frame = frameOf(state);
    return [
      reading,
      progress,
      runState,
      fault,
      edited,
      notices,
      frame?.warnings,
      edited ? frame : undefined,
      criteria,
      coming,
      stopReason,
      momentsKnown(state),
      ui.explored,
    ];
  }

  protected override render(): unknown {
    const stage = stageOf(this.state);
    return html`
      <div class="status status-${stage.kind}">
        ${stage.kind === 'failed' ? html`<span class="status-icon">${icons.error}</span>` : nothing}
        <div class="status-text" aria-live=${stage.fraction === undefined ? 'polite' : 'off'}>${this.#sentence(stage)} ${this.#next(stage)}</div>
        ${this.#notices()}
      </div>
      ${
        stage.fraction === undefined
          ? nothing
          : html`<progress .value=${stage.fraction} aria-label=${stage.text}></progress>`
      }
    `;
  }

  #sentence(stage: Stage): unknown {
    if (stage.kind !== 'converged') return stage.text;
    const { criteria } = this.state;
    // Who opens the panel for the first time is told in one line what there is to do.
    const hint =
      this.state.ui.explored || !this.state.frame
        ? nothing
        : html`<span class="hint">${this.say(this.state.frame.theta.k === 1 ? 'firstHintOne' : 'firstHint')}</span>`;
    const changes = changesOf(this.state).join(' · ');
    return html`${stage.text} ${changes ? html`<span data-field="changes">${changes}.</span>` : nothing} ${criteria ? html`<span class="secondary">${this.#criteria(criteria)}</span>` : nothing} ${hint}`;
  }

  /** "BIC … · AIC … · ICL …" with its numbers as live figures. */
  #criteria(criteria: NonNullable<PanelState['criteria']>): unknown[] {
    const { bic, aic, icl, df, eligible } = criteria;
    const figures: Readonly<Record<string, TemplateResult>> = {
      '{bic}': figure('bic', fixed(bic, 2), bic),
      '{aic}': figure('aic', fixed(aic, 2), aic),
      '{icl}': figure('icl', fixed(icl, 2), icl),
      '{df}': figure('df', df, df),
    };
    const parts = this.say('criteria')
      .split(/(\{\w+\})/)
      .map((part) => figures[part] ?? part);
    return [...parts, '. ', eligible ? nothing : this.say('notEligible')];
  }

  /** What can be done about it, as a link at the end of the sentence. */
  #next(stage: Stage): TemplateResult | typeof nothing {
    const link = (text: string, click: () => void) => html`<button class="link" @click=${click}>${text}</button>`;
    const { options } = this.state;
    const frame = frameOf(this.state);
    switch (stage.kind) {
      case 'cancelled':
        return frame ? link(this.say('goOn'), () => this.store.send({ type: 'resume' })) : this.#again();
      case 'failed':
        return this.#again();
      case 'empty':
        return link(this.say('fit'), () => this.store.fit(options));
      default:
        return nothing;
    }
  }

  #again(): TemplateResult {
    return html`<button class="link" @click=${() => this.store.fit(changed(this.state.options, { start: undefined }))}>
      ${this.say('tryAgain')}
    </button>`;
  }

  #notices(): TemplateResult | typeof nothing {
    const { notices, table } = this.state;
    const all = [...(frameOf(this.state)?.warnings ?? []), ...notices, ...(table?.notices ?? [])];
    if (all.length === 0) return nothing;
    const title = all.length === 1 ? this.say('notice') : this.say('notices', { count: all.length });
    return html`
      <button class="link notices" data-field="notices" popovertarget="popover-notices">${icons.warning} ${title}</button>
      <div class="popover" id="popover-notices" popover aria-label=${title}>
        <ul>
          ${all.map((notice) => html`<li>${sayFault(this.state, notice)}</li>`)}
        </ul>
      </div>
    `;
  }
}

customElements.define('elbo-status', Status);
