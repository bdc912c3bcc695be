/** `<elbo-story>`: the story of a mixture told live: the die φ picks z, the Gaussian of z gives x. */
import { html, nothing } from 'lit';
import { significant } from '../../../src/lesson/numeral.ts';
import { colourClass, disc } from '../../colour/disc.ts';
import { shadow } from '../../data/ellipse.ts';
import { scaleOf } from '../../data/plane.ts';
import { axesOf, type PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';
import type { Drawn } from './smallScatter.ts';
import './smallScatter.ts';

const mostDrawn = 200;

export class Story extends RoadView {
  #drawn: readonly (Drawn & { readonly u: number })[] = [];
  #latest = 0;
  /** State of the generator (mulberry32): the same story for everyone who opens the page. */
  #seed = 20_061_229;

  protected override select({ frame, points, ui, run }: PanelState): readonly unknown[] {
    return [frame?.theta, points, ui.notation, run, ui.highlight];
  }

  protected override render(): unknown {
    const { frame } = this.state;
    if (!frame) return nothing;
    const { theta } = frame;
    const last = this.#drawn.at(-1);
    let from = 0;
    return html`
      <div class="story-die" role="img" aria-label=${this.word('storyDie')}>
        ${Array.from(theta.weights, (weight, k) => {
          const left = from;
          from += weight;
          return weight <= 0
            ? nothing
            : html`<div class="story-face ${colourClass(k)}" data-term="prior" data-component=${k} .style=${`left:${100 * left}%;width:${100 * weight}%`}>
                ${weight > 0.06 ? disc(k) : nothing} ${weight > 0.14 ? html`<span class="figure">${weight.toFixed(4)}</span>` : nothing}
              </div>`;
        })}
        ${last && this.#latest === 1 ? html`<span class="story-throw" .style=${`left:${100 * last.u}%`}></span>` : nothing}
      </div>
      <p class="road-caption">${this.word('storyDie')}</p>
      <div class="road-buttons">
        <button class="primary" data-action="draw" @click=${() => this.#draw(1)}>${this.word('storyDraw')}</button>
        <button data-action="drawMany" @click=${() => this.#draw(20)}>${this.word('storyMany')}</button>
        ${last ? html`<button @click=${this.#clear}>${this.word('storyClear')}</button>` : nothing}
        <span class="road-told">${last ? this.#told() : this.word('storyStart')}</span>
      </div>
      <elbo-small-scatter .store=${this.store} .theta=${theta} .drawn=${this.#drawn} .label=${this.word('storyPicture')}></elbo-small-scatter>
    `;
  }

  #random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** z from φ by where u falls, then x from the Gaussian of z, seen in the scatter's plane (itself Gaussian there). */
  #draw(count: number): void {
    const { frame, points } = this.state;
    if (!frame || !points || frame.theta.d !== points.origin.length) return;
    const fresh = Array.from({ length: count }, () => {
      const u = this.#random();
      let [component, sum] = [0, 0];
      for (let k = 0; k < frame.theta.k; k++) {
        sum += frame.theta.weights[k]!;
        component = k;
        if (u < sum) break;
      }
      const { x, y, xx, xy, yy } = shadow(points, frame.theta, component);
      const radius = Math.sqrt(-2 * Math.log(1 - this.#random()));
      const angle = 2 * Math.PI * this.#random();
      const [e1, e2] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      const a = Math.sqrt(Math.max(0, xx));
      const b = a > 0 ? xy / a : 0;
      const c = Math.sqrt(Math.max(0, yy - b * b));
      return { u, component, x: x + a * e1, y: y + b * e1 + c * e2 };
    });
    this.#drawn = [...this.#drawn, ...fresh].slice(-mostDrawn);
    this.#latest = count;
    this.store.dispatch({ type: 'highlight', highlight: count === 1 ? { component: fresh[0]!.component } : {} });
    this.requestUpdate();
    this.announce(this.#told());
  }

  #told(): string {
    const last = this.#drawn.at(-1)!;
    const { points, frame } = this.state;
    if (this.#latest > 1) {
      const counts = new Array<number>(frame!.theta.k).fill(0);
      for (const { component } of this.#drawn.slice(-this.#latest)) counts[component]!++;
      return this.word('storyTwenty', { counts: counts.map((count, k) => `${k + 1}: ${count}`).join(', ') });
    }
    const axes = axesOf(this.state);
    const value = (p: number, side: 'x' | 'y') => {
      const { slope, shift } = scaleOf(side === 'x' ? points!.xAxis : points!.yAxis, points!.origin);
      const axis = axes?.[side];
      const name = axis && 'column' in axis ? `${this.state.started?.names[axis.column] ?? ''} ` : '';
      return `${name}${significant(slope * p + shift, 4).text}`;
    };
    return this.word('storyTold', {
      u: last.u.toFixed(4),
      component: last.component + 1,
      x: [value(last.x, 'x'), value(last.y, 'y')].join(', '),
    });
  }

  readonly #clear = (): void => {
    this.#drawn = [];
    this.store.dispatch({ type: 'highlight', highlight: {} });
    this.requestUpdate();
  };
}

customElements.define('elbo-story', Story);
