/** The painter in a thread of its own, which may take its time. */
import { Painter, type ToPainter } from './painter.ts';

const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToPainter>) => void) | null;
};
const painter = new Painter((picture) => scope.postMessage(picture, [picture.image]));
scope.onmessage = ({ data }) => void painter.handle(data).catch(reportError);
