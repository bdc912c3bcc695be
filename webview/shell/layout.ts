/** How much room there is, in four steps; every view that cares is told when it changes. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** wide: pictures left, derivation right. The others: one column, with fewer and fewer of the controls that can wait. */
export type Room = 'wide' | 'half' | 'slim' | 'narrow';

const wide = matchMedia('(min-width: 900px)');
const slim = matchMedia('(max-width: 639.9px)');
const narrow = matchMedia('(max-width: 479.9px)');

function roomNow(): Room {
  if (wide.matches) return 'wide';
  if (narrow.matches) return 'narrow';
  return slim.matches ? 'slim' : 'half';
}

/** Kept: to ask a query whether it matches has the page around the panel laid out, at every view that is drawn. */
let room = roomNow();
const views = new Set<ReactiveControllerHost>();

for (const query of [wide, slim, narrow]) {
  query.addEventListener('change', () => {
    const before = room;
    room = roomNow();
    if (room !== before) for (const view of views) view.requestUpdate();
  });
}

export class Layout implements ReactiveController {
  constructor(private readonly view: ReactiveControllerHost) {
    view.addController(this);
  }

  get room(): Room {
    return room;
  }

  hostConnected(): void {
    views.add(this.view);
  }

  hostDisconnected(): void {
    views.delete(this.view);
  }
}
