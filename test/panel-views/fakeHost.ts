/** A host for the views: a plain EM run on real rows, answering watch, points and seek as the protocol says. */
import type { ToHost, ToPanel } from '../../src/protocol/panel.ts';
import { defaultFitOptions, type Watch } from '../../src/protocol/run.ts';
import type { HostApi } from '../../webview/store.ts';
import type { PlainRun } from '../support/plainMixture.ts';

export class FakeHost implements HostApi {
  /** All that the views have said, for the tests to look at. */
  readonly heard: ToHost[] = [];
  #watch: Watch = {};
  #half: number;
  #state: unknown;

  constructor(
    readonly run: PlainRun,
    half: number,
    private readonly tell: (message: ToPanel) => void,
    private readonly language: 'en' | 'ko',
    private readonly name: string,
  ) {
    this.#half = half;
  }

  getState(): unknown {
    return this.#state;
  }

  setState(state: unknown): void {
    this.#state = state;
  }

  postMessage(message: ToHost): void {
    this.heard.push(message);
    switch (message.type) {
      case 'ready':
        this.#begin();
        break;
      case 'watch':
        this.#watch = message.watch;
        this.#show();
        break;
      case 'seek':
        this.#half = message.half;
        this.#show();
        break;
      case 'step':
        this.#half = Math.min(this.#half + 1, this.run.length - 1);
        this.#show();
        break;
      case 'points':
        this.tell(this.run.points(1, message.x, message.y));
        break;
    }
  }

  #begin(): void {
    const { rows, length, elbo, logLikelihood, halves } = this.run;
    const options = { ...defaultFitOptions, components: this.run.theta(0).k };
    this.tell({
      type: 'welcome',
      language: this.language,
      uri: `file:///${this.name}`,
      fileName: this.name,
      options,
      notation: 'cs229',
    });
    this.tell({
      type: 'started',
      run: 1,
      options,
      n: rows.n,
      d: rows.d,
      names: rows.names,
      dropped: 0,
      droppedLines: [],
      notices: [],
    });
    this.tell({ type: 'chosen', run: 1, components: this.run.theta(0).k, family: 'full' });
    this.tell({ type: 'trace', run: 1, from: 0, halves, elbo, logLikelihood });
    this.#show();
    this.tell({ type: 'state', run: 1, state: length > 0 ? 'converged' : 'idle' });
  }

  #show(): void {
    this.tell(this.run.frame(1, this.#half, this.#watch));
  }
}
