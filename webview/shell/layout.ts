/** How much room there is, in three steps; every view that cares is told when it changes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** wide: pictures left, derivation right. The others: one column, with fewer and fewer of the controls that can wait. */
export type Room = 'wide' | 'half' | 'slim' | 'narrow';

const wide = matchMedia('(min-width: 900px)');
const slim = matchMedia('(max-width: 639.9px)');
const narrow = matchMedia('(max-width: 479.9px)');

export class Layout implements ReactiveController {
  readonly #changed: () => void;

  constructor(view: ReactiveControllerHost) {
    this.#changed = () => view.requestUpdate();
    view.addController(this);
  }

  get room(): Room {
    if (wide.matches) return 'wide';
    if (narrow.matches) return 'narrow';
    return slim.matches ? 'slim' : 'half';
  }

  hostConnected(): void {
    for (const query of [wide, slim, narrow]) query.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    for (const query of [wide, slim, narrow]) query.removeEventListener('change', this.#changed);
  }
}
