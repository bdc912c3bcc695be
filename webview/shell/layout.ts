/** How much room there is, in three steps; every view that cares is told when it changes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** wide: pictures left, derivation right. half: one column. narrow: one column, and no control that can wait. */
export type Room = 'wide' | 'half' | 'narrow';

const wide = matchMedia('(min-width: 900px)');
const narrow = matchMedia('(max-width: 479.9px)');

export class Layout implements ReactiveController {
  readonly #changed: () => void;

  constructor(view: ReactiveControllerHost) {
    this.#changed = () => view.requestUpdate();
    view.addController(this);
  }

  get room(): Room {
    return wide.matches ? 'wide' : narrow.matches ? 'narrow' : 'half';
  }

  hostConnected(): void {
    for (const query of [wide, narrow]) query.addEventListener('change', this.#changed);
  }

  hostDisconnected(): void {
    for (const query of [wide, narrow]) query.removeEventListener('change', this.#changed);
  }
}
