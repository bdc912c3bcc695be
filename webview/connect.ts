/** How a view lives by the store: it is updated when what it selects has changed, and lets go when it leaves. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PanelState, Store } from './store.js';

/**
 * `new Follow(this, () => this.store, (state) => [state.frame, state.theme])`: the host is updated whenever one of the
 * selected values is another. With no selection every change counts.
 */
export class Follow implements ReactiveController {
  #stop: (() => void) | undefined;

  constructor(
    private readonly view: ReactiveControllerHost,
    private readonly store: () => Store,
    private readonly select: (state: PanelState) => readonly unknown[] = (state) => [state],
  ) {
    view.addController(this);
  }

  hostConnected(): void {
    this.#stop = this.store().subscribe((state, previous) => {
      const before = this.select(previous);
      if (this.select(state).some((value, i) => value !== before[i])) this.view.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
