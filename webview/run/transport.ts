/** `<elbo-transport>`: back · E · M · play · to convergence · new start · stop. */
import { html, nothing, type SVGTemplateResult } from 'lit';
import { icons } from '../icons.ts';
import { symbolsOf } from '../identity/symbols.ts';
import { halfOnShow, type PanelState } from '../store.ts';
import { View } from '../view.ts';

export class Transport extends View {
  protected override select(state: PanelState): readonly unknown[] {
    const { trace, frame, runState, coming, progress, reading, ui } = state;
    return [trace, frame, runState, coming, progress, reading, ui.playing, ui.seeking, ui.notation];
  }

  protected override render(): unknown {
    const { trace, runState, ui } = this.state;
    const half = halfOnShow(this.state);
    const next = nextHalf(this.state);
    const working = runState === 'running';
    const moving = working || ui.playing;
    const atEnd = half === undefined || half >= trace.length - 1;
    const open = runState === 'paused' || runState === 'cancelled';
    const canPlay = !atEnd || open;
    return html`
      <div class="transport" role="toolbar" aria-label=${this.say('transport')}>
        ${this.#button('back', icons.back, this.say('stepBack'), !half, () => this.store.seek(half! - 1))}
        ${this.#letter('E', next, this.say('stepETip', { Q: symbolsOf[ui.notation].q }))} ${this.#letter('M', next, this.say('stepMTip'))}
        ${
          moving
            ? html`<button class="primary" data-action="pause" @click=${this.#pause}>${icons.pause} <span class="text">${this.say('pause')}</span></button>`
            : html`<button class="primary" data-action="play" ?disabled=${!canPlay} @click=${this.#play}>
                ${icons.play} <span class="text">${this.say('play')}</span>
              </button>`
        }
        ${this.#button('end', icons.toEnd, this.say('toConvergence'), working || (atEnd && !open), () => this.#toEnd())}
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
    const { trace } = this.state;
    const half = halfOnShow(this.state);
    if (half !== undefined && half < trace.length - 1) this.store.dispatch({ type: 'play', playing: true });
    else this.store.send({ type: 'resume' });
  }

  #pause(): void {
    if (this.state.ui.playing) this.store.dispatch({ type: 'play', playing: false });
    if (this.state.runState === 'running') this.store.send({ type: 'pause' });
  }

  #toEnd(): void {
    const { runState, trace } = this.state;
    if (runState === 'paused' || runState === 'cancelled') this.store.send({ type: 'resume' });
    else this.store.seek(trace.length - 1);
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
