/** One worker as its owner sees it, on either platform. */
import type { FromWorker, ToWorker } from '../protocol/worker.ts';

export interface WorkerLink {
  post(message: ToWorker): void;
  /** Ends the thread at once, whatever it is doing. */
  terminate(): void;
}

/** What is said at once goes as one message. */
export type Emit = (messages: readonly FromWorker[]) => void;

export interface WorkerListener {
  message(message: FromWorker): void;
  /** The thread died of an error that it could not report itself. */
  died(reason: string): void;
}

export type LaunchWorker = (listener: WorkerListener) => Promise<WorkerLink>;

/** Buffers that may change hands with messages instead of being copied. */
export function transferable(messages: readonly FromWorker[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const message of messages) collect(message, buffers);
  return [...buffers];
}

function collect(message: FromWorker, buffers: Set<ArrayBuffer>): void {
  const take = (array: ArrayBufferView | undefined): void => {
    if (array && array.buffer instanceof ArrayBuffer) buffers.add(array.buffer);
  };
  switch (message.type) {
    case 'points':
      take(message.px);
      take(message.py);
      break;
    case 'frame':
      take(message.colours);
      take(message.shades?.at);
      take(message.tiles?.rgba);
      take(message.heatmap?.q);
      take(message.heatmap?.kl);
      take(message.heatmap?.rows);
      break;
    default:
      break;
  }
}
