/** The painter's thread, seen from the page: one picture is under way at a time, and of those wanted meanwhile the last. */
import source from 'inline:./painter.worker.ts';
import type { FromPainter, ToPainter } from './painter.ts';
import type { Cloud, PointsView } from './pointsView.ts';

interface Wanted {
  readonly cloud: Cloud;
  readonly view: PointsView;
}

export type Picture = FromPainter & Wanted;

export class PainterThread {
  readonly #worker: Worker;
  #has: Partial<Cloud> = {};
  #underWay: Wanted | undefined;
  #next: Wanted | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param drawn is given each picture, in the order in which they were asked for
   * @param failed is told that there will be none; the thread has ended
   * @throws Error where a page may not start a thread
   */
  constructor(drawn: (picture: Picture) => void, failed: () => void) {
    // A webview's page may start no other script than one it holds itself (`worker-src blob:`).
    const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    this.#worker = new Worker(address);
    URL.revokeObjectURL(address);
    this.#worker.onmessage = ({ data }: MessageEvent<FromPainter>) => {
      const of = this.#underWay!;
      this.#underWay = undefined;
      if (this.#next) this.#send(this.#next);
      drawn({ ...of, ...data });
    };
    const broken = (): void => {
      this.end();
      failed();
    };
    this.#worker.onerror = broken;
    this.#worker.onmessageerror = broken;
  }

  ask(cloud: Cloud, view: PointsView): void {
    if (this.#underWay) this.#next = { cloud, view };
    else this.#send({ cloud, view });
  }

  end(): void {
    clearTimeout(this.#later);
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.onmessageerror = null;
    this.#worker.terminate();
  }

  #send(wanted: Wanted): void {
    this.#underWay = wanted;
    this.#next = undefined;
    const { px, py, rgba } = wanted.cloud;
    const has = this.#has;
    this.#has = wanted.cloud;
    const parts: Partial<Cloud>[] = [];
    if (has.px !== px) parts.push({ px });
    if (has.py !== py) parts.push({ py });
    if (has.rgba !== rgba) parts.push({ rgba });
    this.#post(parts, wanted.view);
  }

  /** A part of a million rows is copied for several milliseconds: each in a task of its own. */
  #post([part, ...others]: readonly Partial<Cloud>[], view: PointsView): void {
    const post = (message: ToPainter) => this.#worker.postMessage(message);
    if (part) post({ type: 'part', part });
    if (others.length === 0) post({ type: 'draw', view });
    else this.#later = setTimeout(() => this.#post(others, view));
  }
}
