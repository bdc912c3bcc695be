/** Starts the engine's worker from its source text, as the web-worker extension host must: no URL of ours is loadable. */
import * as v from 'valibot';
import { messagesSchema } from '../protocol/worker.ts';
import type { LaunchWorker } from './link.ts';

export function webLauncher(script: () => Promise<Uint8Array>): LaunchWorker {
  let source: Promise<Uint8Array> | undefined;
  return async (listener) => {
    source ??= script();
    const url = URL.createObjectURL(new Blob([(await source) as Uint8Array<ArrayBuffer>], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.onmessage = (event: MessageEvent<unknown>) => {
      URL.revokeObjectURL(url);
      const parsed = v.safeParse(messagesSchema, event.data);
      if (parsed.success) parsed.output.forEach(listener.message);
      else listener.died(`unexpected message: ${parsed.issues[0].message}`);
    };
    worker.onerror = (event) => listener.died(event.message);
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => {
        URL.revokeObjectURL(url);
        worker.terminate();
      },
    };
  };
}
