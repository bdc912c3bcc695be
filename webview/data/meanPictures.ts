/** `<elbo-mean-pictures>`: where the columns are pixels, row i and the mean of each component as pictures. */
import { html, nothing, type TemplateResult } from 'lit';
import { colourClass, disc } from '../colour/disc.ts';
import { figure } from '../identity/figure.ts';
import { mixtureFrame, type PanelState } from '../store.ts';
import { View } from '../view.ts';
import '../vae/rowPicture.ts';
import { fixed } from '../figures.ts';
import './meanPictures.css';

export class MeanPictures extends View {
  protected override select(state: PanelState): readonly unknown[] {
    const { started, ui, theme, vi } = state;
    return [mixtureFrame(state)?.theta, mixtureFrame(state)?.row, started, vi.frame?.emptied, ui.highlight, theme];
  }

  protected override render(): unknown {
    const { state } = this;
    const frame = mixtureFrame(state);
    const { pixels } = state.started ?? {};
    if (!frame || !pixels) return nothing;
    const { k, d, means, weights } = frame.theta;
    const emptied = new Set(state.vi.frame?.emptied ?? []);
    const { row } = frame;
    return html`<div class="mean-pictures" role="group" aria-label=${this.say('meanPictures')}>
      <p class="mean-pictures-caption">${this.say('meanPictures')}</p>
      ${row ? this.#picture(row.values, this.say('rowPicture', { row: row.row + 1 }), html`<span>${this.say('rowShort', { row: row.row + 1 })}</span>`) : nothing}
      ${Array.from({ length: k }, (_, j) =>
        this.#picture(
          means.subarray(j * d, (j + 1) * d),
          this.say('meanPicture', { component: j + 1 }),
          html`${disc(j)} ${figure(`meanPicture.${j + 1}`, fixed(weights[j]!, 3), weights[j]!)}`,
          { component: j, faded: emptied.has(j) },
        ),
      )}
    </div>`;
  }

  #picture(
    values: ArrayLike<number>,
    label: string,
    caption: TemplateResult,
    of?: { readonly component: number; readonly faded: boolean },
  ): TemplateResult {
    const { started, theme, ui } = this.state;
    const lit = of !== undefined && ui.highlight.component === of.component;
    const point = (component?: number) =>
      this.store.dispatch({ type: 'highlight', highlight: component === undefined ? {} : { component } });
    return html`<figure
      class=${`mean-picture ${of ? colourClass(of.component) : 'row'} ${lit ? 'lit' : ''} ${of?.faded ? 'faded' : ''}`}
      data-picture=${of ? String(of.component) : 'row'}
      @pointerenter=${() => of && point(of.component)}
      @pointerleave=${() => of && point()}
    >
      <elbo-row-picture .values=${values} .pixels=${started!.pixels} .theme=${theme} .label=${label}></elbo-row-picture>
      <figcaption>${caption}</figcaption>
    </figure>`;
  }
}

customElements.define('elbo-mean-pictures', MeanPictures);
