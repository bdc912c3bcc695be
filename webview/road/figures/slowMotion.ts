/**
 * `<elbo-slow-motion>`: E, then M, at the speed of reading. Each half-step has its beats: what is held, what moves, what
 * became of the bound; with each beat the term lights up in formulas and pictures. On and back by hand; by itself only
 * where motion is welcome.
 */
import { html, nothing } from 'lit';
import { beatsOf, type Place, stepped } from '../../../src/lesson/road/beats.ts';
import { decimalsThatShow, fixed } from '../../figures.ts';
import { icons } from '../../icons.ts';
import { halfOnShow, type PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';

/** Long enough to read the sentence and look up. */
const beatMs = 3200;

export class SlowMotion extends RoadView {
  #place: Place | undefined;
  #playing = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override select({ trace, frame, ui, theme, run }: PanelState): readonly unknown[] {
    return [trace.length, frame?.half, ui.seeking, ui.notation, theme.reducedMotion, run];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#playing = false;
  }

  /** Where the beats stand; a reader who moved the scrubber meanwhile begins anew from there. */
  get #at(): Place {
    const shown = halfOnShow(this.state) ?? 0;
    const place = this.#place;
    const fits = place && this.#shownAt(place) === shown;
    return fits ? place : { half: shown, beat: beatsOf(this.#letter(shown)).length - 1 };
  }

  #letter(half: number): string {
    return this.state.trace.halves[half] ?? 'E';
  }

  /** Beat 0 shows the half-step before: what is going to happen is said first. */
  #shownAt({ half, beat }: Place): number {
    return beat === 0 ? Math.max(0, half - 1) : half;
  }

  protected override render(): unknown {
    const { trace, theme } = this.state;
    if (trace.length === 0) return nothing;
    const at = this.#at;
    const next = stepped(at, 1, trace.halves);
    const previous = stepped(at, -1, trace.halves);
    const still = theme.reducedMotion;
    const beats = beatsOf(this.#letter(at.half));
    return html`<div class="slow" role="group" aria-label=${this.word('slow')}>
      <div class="road-buttons">
        <button class="icon-only" data-action="slowBack" aria-label=${this.word('slowBack')} title=${this.word('slowBack')} ?disabled=${!previous} @click=${() => this.#step(-1)}>${icons.back}</button>
        ${
          still
            ? nothing
            : html`<button class="primary" data-action="slowPlay" ?disabled=${!next && !this.#playing} @click=${this.#toggle}>
                ${this.#playing ? icons.pause : icons.play} ${this.word(this.#playing ? 'slowPause' : 'slowPlay')}
              </button>`
        }
        <button class="icon-only" data-action="slowOn" aria-label=${this.word('slowOn')} title=${this.word('slowOn')} ?disabled=${!next} @click=${() => this.#step(1)}>${icons.chevronRight}</button>
        <span class="slow-letter">${this.#letter(at.half)}</span>
        <span class="slow-beats" aria-hidden="true">${beats.map((_, b) => html`<span class=${b <= at.beat ? 'passed' : ''}></span>`)}</span>
      </div>
      <p class="slow-told" data-term=${beats[at.beat]?.lights ?? nothing}>${this.#told(at)}</p>
      ${still ? html`<p class="road-caption">${this.word('slowStill')}</p>` : nothing}
      ${next ? nothing : html`<p class="road-caption">${this.word('slowEnd')}</p>`}
    </div>`;
  }

  #told({ half, beat }: Place): string {
    const { trace } = this.state;
    const rise = (values: Float64Array) => (half > 0 ? values[half]! - values[half - 1]! : 0);
    const changes = { bound: rise(trace.elbo), likelihood: rise(trace.logLikelihood) };
    const kl = trace.logLikelihood[half]! - trace.elbo[half]!;
    const digits = decimalsThatShow([changes.bound, kl].filter((x) => Math.abs(x) > 1e-12));
    return this.word(beatsOf(this.#letter(half))[beat]!.says, {
      bound: fixed(changes.bound, digits),
      likelihood: fixed(changes.likelihood, digits),
      kl: fixed(kl, digits),
    });
  }

  #step(by: 1 | -1): boolean {
    const to = stepped(this.#at, by, this.state.trace.halves);
    if (!to) return false;
    this.#place = to;
    this.store.dispatch({ type: 'play', playing: false });
    this.store.seek(this.#shownAt(to));
    this.store.dispatch({ type: 'highlight', highlight: { term: beatsOf(this.#letter(to.half))[to.beat]!.lights } });
    this.requestUpdate();
    this.announce(this.#told(to));
    return true;
  }

  readonly #toggle = (): void => {
    this.#playing = !this.#playing;
    clearTimeout(this.#timer);
    if (this.#playing) this.#beat();
    this.requestUpdate();
  };

  #beat(): void {
    if (!this.#step(1)) {
      this.#playing = false;
      this.requestUpdate();
      return;
    }
    this.#timer = setTimeout(() => this.#beat(), beatMs);
  }
}

customElements.define('elbo-slow-motion', SlowMotion);
