/** `<elbo-scrubber>`: the x axis of the bound, with a thumb. Everything on the panel shows the moment it stands on. */
import { html, type PropertyDeclarations } from 'lit';
import { momentsOf, momentText, nameOfMoments } from '../moments.ts';
import { halfOnShow, momentsKnown, type PanelState } from '../store.ts';
import { View } from '../view.ts';
import { type Span, ticksOf } from './columns.ts';
import { labelWithin } from './scales.ts';

export class Scrubber extends View {
  static override properties: PropertyDeclarations = { ...View.properties, span: { attribute: false } };
  /** The moments the chart above shows. */
  declare span: Span;
  #width = 0;
  /** From the end of the track to the edge of the panel. */
  #beyond = 0;
  readonly #resized = new ResizeObserver(([entry]) => {
    if (Math.abs(entry!.contentRect.width - this.#width) < 1) return;
    this.#width = entry!.contentRect.width;
    this.#beyond = Number.parseFloat(getComputedStyle(this).paddingRight);
    this.requestUpdate();
  });

  protected override select(state: PanelState): readonly unknown[] {
    return [state.trace, state.vae.trace, halfOnShow(state)];
  }

  protected override render(): unknown {
    const known = momentsKnown(this.state);
    const last = Math.max(0, known - 1);
    const half = Math.min(halfOnShow(this.state) ?? 0, last);
    return html`
      <div
        class="scrubber-track"
        role="slider"
        tabindex=${known > 0 ? 0 : -1}
        aria-label=${nameOfMoments(this.state)}
        aria-valuemin="1"
        aria-valuemax=${last + 1}
        aria-valuenow=${half + 1}
        aria-valuetext=${known === 0 ? '' : momentText(this.state, half)}
        aria-disabled=${known === 0}
        @keydown=${this.#key}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
      >
        <div class="scrubber-rail"></div>
        <div class="scrubber-past"></div>
        <div class="scrubber-thumb"></div>
      </div>
      <div class="scrubber-ticks" aria-hidden="true">
        ${this.#ticks(half).map(
          (tick) =>
            html`<span class=${tick.half === half ? 'current' : ''} data-at=${this.#share(tick.half)}>${tick.text}</span>`,
        )}
      </div>
    `;
  }

  protected override firstUpdated(): void {
    this.#resized.observe(this.querySelector('.scrubber-track')!);
  }

  protected override updated(): void {
    const half = halfOnShow(this.state);
    // Positions go through CSSOM: style attributes would need an opening in the content security policy.
    for (const tick of this.querySelectorAll<HTMLElement>('.scrubber-ticks span')) {
      const at = Number(tick.dataset.at) * this.#width;
      tick.style.left = `${labelWithin(at, tick.textContent, this.#width + this.#beyond)}px`;
    }
    const share = momentsKnown(this.state) === 0 ? 0 : Math.max(0, Math.min(1, this.#share(half ?? 0)));
    this.querySelector<HTMLElement>('.scrubber-thumb')!.style.left = `${100 * share}%`;
    this.querySelector<HTMLElement>('.scrubber-past')!.style.width = `${100 * share}%`;
  }

  #ticks(half: number): { half: number; text: string }[] {
    const moments = momentsOf(this.state);
    const { length, halves } = moments;
    if (length === 0 || this.#width === 0) return [];
    const ticks = ticksOf(moments, this.span, this.#width);
    if (halves !== '' && ticks[0]?.text === halves[ticks[0]?.half ?? -1]) return ticks;
    // Among numbers the moment on show is always named, with its letter; ticks too near to it give way.
    const room = (34 * (this.span.to - this.span.from)) / this.#width;
    const text = `${moments.number(half)} ${halves[half] ?? ''}`.trim();
    return [...ticks.filter((tick) => Math.abs(tick.half - half) > room), { half, text }];
  }

  #share(half: number): number {
    return (half + 0.5 - this.span.from) / (this.span.to - this.span.from);
  }

  #key(event: KeyboardEvent): void {
    const half = halfOnShow(this.state) ?? 0;
    const last = momentsKnown(this.state) - 1;
    const page = Math.max(2, Math.round((this.span.to - this.span.from) / 10));
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: half - 1,
      ArrowDown: half - 1,
      ArrowRight: half + 1,
      ArrowUp: half + 1,
      PageDown: half - page,
      PageUp: half + page,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.store.dispatch({ type: 'play', playing: false });
    this.store.seek(target);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.store.dispatch({ type: 'play', playing: false });
    this.#seek(event);
  }

  #move(event: PointerEvent): void {
    if ((event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) this.#seek(event);
  }

  #seek(event: PointerEvent): void {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const share = (event.clientX - left) / width;
    this.store.seek(Math.floor(this.span.from + share * (this.span.to - this.span.from)));
  }
}

customElements.define('elbo-scrubber', Scrubber);
