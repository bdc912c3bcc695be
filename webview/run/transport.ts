/** `<elbo-transport>`: back · E · M (elsewhere: one step) · play · to the end · new start · stop. */
import { html, nothing, type SVGTemplateResult } from 'lit';
import { icons } from '../icons.ts';
import { symbolsOf } from '../identity/symbols.ts';
import { nextStepName, stepBackName } from '../moments.ts';
import { halfOnShow, modelOf, momentsKnown, type PanelState } from '../store.ts';
import { View } from '../view.ts';

export class Transport extends View {
  protected override select(state: PanelState): readonly unknown[] {
    const { started, runState, coming, progress, reading, ui } = state;
    return [
      started,
      momentsKnown(state),
      halfOnShow(state),
      runState,
      coming,
      progress,
      reading,
      ui.playing,
      ui.notation,
    ];
  }

  protected override render(): unknown {
    const { runState, ui } = this.state;
    const half = halfOnShow(this.state);
    const working = runState === 'running';
    const moving = working || ui.playing;
    const atEnd = half === undefined || half >= momentsKnown(this.state) - 1;
    const open = runState === 'paused' || runState === 'cancelled';
    // Paused before its first moment is known, a run can go on all the same.
    const canPlay = open || (half !== undefined && momentsKnown(this.state) > 1);
    return html`
      <div class="transport" role="toolbar" aria-label=${this.say('transport')}>
        ${this.#button('back', icons.back, stepBackName(this.state), !half, () => this.store.seek(half! - 1))}
        ${modelOf(this.state) === 'gmm' ? this.#letters() : this.#oneStep(half === undefined || working || (atEnd && !open))}
        ${
          moving
            ? html`<button class="primary" data-action="pause" @click=${this.#pause}>${icons.pause} <span class="text">${this.say('pause')}</span></button>`
            : html`<button class="primary" data-action="play" ?disabled=${!canPlay} @click=${this.#play}>
                ${icons.play} <span class="text">${this.say('play')}</span>
              </button>`
        }
        ${this.#button('end', icons.toEnd, this.say(modelOf(this.state) === 'vae' ? 'toEnd' : 'toConvergence'), working || (atEnd && !open), () => this.#toEnd())}
        <button data-action="newStart" ?disabled=${!this.state.welcome} @click=${this.#newStart}>
          ${this.say('newStart')}
        </button>
        ${
          working || runState === 'paused'
            ? this.#button('stop', icons.stop, this.say('stop'), false, () => this.store.send({ type: 'cancel' }))
            : nothing
        }
      </div>
    `;
  }

  #button(action: string, icon: SVGTemplateResult, label: string, disabled: boolean, click: () => void): unknown {
    return html`<button class="icon-only" data-action=${action} title=${label} aria-label=${label} ?disabled=${disabled}
      @click=${() => {
        if (action !== 'stop') this.store.dispatch({ type: 'play', playing: false });
        click();
      }}>${icon}</button>`;
  }

  #letters(): unknown {
    const next = nextHalf(this.state);
    const Q = symbolsOf[this.state.ui.notation].q;
    return html`${this.#letter('E', next, this.say('stepETip', { Q }))} ${this.#letter('M', next, this.say('stepMTip'))}`;
  }

  /** Where steps have no letters there is one button, named by what comes next. */
  #oneStep(disabled: boolean): unknown {
    const { text, tip } = nextStepName(this.state);
    return html`<button class="letter ${disabled ? '' : 'next'}" data-action="step" title=${tip} aria-label=${tip}
      ?disabled=${disabled} @click=${this.#step}>${text}</button>`;
  }

  /** Only the half-step that comes next can be taken: a run is E, M, E, M. */
  #letter(half: 'E' | 'M', next: string | undefined, tip: string): unknown {
    const isNext = next === half;
    return html`<button class="letter ${isNext ? 'next' : ''}" data-action=${half} title=${tip} aria-label=${tip}
      ?disabled=${!isNext} @click=${this.#step}>${half}</button>`;
  }

  #step(): void {
    this.store.dispatch({ type: 'play', playing: false });
    this.store.send({ type: 'step' });
  }

  #play(): void {
    const half = halfOnShow(this.state);
    const atEnd = half === undefined || half >= momentsKnown(this.state) - 1;
    const { runState } = this.state;
    if (atEnd && (runState === 'paused' || runState === 'cancelled')) this.store.send({ type: 'resume' });
    else this.store.dispatch({ type: 'play', playing: true });
  }

  #pause(): void {
    if (this.state.ui.playing) this.store.dispatch({ type: 'play', playing: false });
    if (this.state.runState === 'running') this.store.send({ type: 'pause' });
  }

  #toEnd(): void {
    const { runState } = this.state;
    if (runState === 'paused' || runState === 'cancelled') this.store.send({ type: 'resume' });
    else this.store.seek(momentsKnown(this.state) - 1);
  }

  #newStart(): void {
    const { start: _start, ...options } = this.state.options;
    this.store.fit({ ...options, seed: (options.seed + 1) % 2 ** 32 });
  }
}

/** The letter of the half-step after the one on show: from the history, or what EM would do next. */
export function nextHalf(state: PanelState): string | undefined {
  const half = halfOnShow(state);
  if (half === undefined || state.runState === 'running') return undefined;
  const { halves, length } = state.trace;
  if (half < length - 1) return halves[half + 1];
  // A run that was stopped can be taken up again; one that has converged has nowhere to go.
  if (state.runState !== 'paused' && state.runState !== 'cancelled') return undefined;
  return halves[half] === 'E' ? 'M' : 'E';
}

customElements.define('elbo-transport', Transport);
