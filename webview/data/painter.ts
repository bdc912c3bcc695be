/** Draws pictures of points one after another: by a graphics card where there is one, otherwise as discs. */
import { Discs } from './discs.ts';
import { GlPoints } from './pointsGl.ts';
import type { Cloud, PointsView } from './pointsView.ts';

/** What the painter is told: a cloud, part by part, and what to draw of it. */
export type ToPainter =
  | { readonly type: 'part'; readonly part: Partial<Cloud> }
  | { readonly type: 'draw'; readonly view: PointsView };

/** A picture that was asked for, and what drew it. */
export interface FromPainter {
  readonly image: ImageBitmap;
  readonly by: string;
}

export class Painter {
  #cloud: Cloud = { px: new Float32Array(0), py: new Float32Array(0), rgba: new Uint8Array(0) };
  readonly #discs = new Discs();
  #card: GlPoints | undefined;

  /**
   * @param answer is given each picture
   * @param emulated whether WebGL is taken as well where the processor does its work, which is slower
   */
  constructor(
    private readonly answer: (picture: FromPainter) => void,
    emulated = false,
  ) {
    try {
      this.#card = new GlPoints(emulated);
    } catch {
      // Discs, then.
    }
  }

  async handle(message: ToPainter): Promise<void> {
    if (message.type === 'part') this.#cloud = { ...this.#cloud, ...message.part };
    else this.answer(await this.#draw(message.view));
  }

  async #draw(view: PointsView): Promise<FromPainter> {
    try {
      if (this.#card) return { image: this.#card.draw(this.#cloud, view), by: this.#card.name };
    } catch {
      this.#card = undefined;
    }
    return { image: await createImageBitmap(this.#discs.draw(this.#cloud, view, 1)), by: 'processor' };
  }
}
