/** Replays the moments from the thumb onwards, from the end anew, at the speed of reading; a paused run then goes on. */
import { halfOnShow, momentsKnown, type Store } from '../store.ts';

/** Long enough to see what moved; a long run is crossed in strides so that a replay takes about half a minute. */
const pause = 600;
const mostStops = 50;

export class Player {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stride = 1;

  constructor(private readonly store: Store) {
    store.subscribe((state, previous) => {
      if (state.ui.playing === previous.ui.playing) return;
      if (state.ui.playing) this.#start();
      else this.#stop();
    });
  }

  #start(): void {
    const known = momentsKnown(this.store.state);
    let half = halfOnShow(this.store.state) ?? 0;
    const anew = half >= known - 1;
    if (anew) {
      half = 0;
      this.store.seek(0);
    }
    this.#stride = Math.max(1, Math.ceil((known - 1 - half) / mostStops));
    // The first moment is seen as long as the others.
    if (anew) this.#timer = setTimeout(() => this.#next(), pause);
    else this.#next();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #next(): void {
    const { runState, ui } = this.store.state;
    const known = momentsKnown(this.store.state);
    const half = halfOnShow(this.store.state) ?? 0;
    if (half >= known - 1) {
      this.store.dispatch({ type: 'play', playing: false });
      if (runState === 'paused') this.store.send({ type: 'resume' });
      return;
    }
    // A figure that has not come yet is waited for: the replay never runs ahead of the pictures.
    if (ui.seeking === undefined) this.store.seek(half + Math.min(this.#stride, known - 1 - half));
    this.#timer = setTimeout(() => this.#next(), pause);
  }
}
