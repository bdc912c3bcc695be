/** Starts the engine's worker as a Node worker thread. */
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { messagesSchema } from '../protocol/worker.ts';
import type { LaunchWorker } from './link.ts';

/** `script` is the path of the built worker. */
export function nodeLauncher(script: string): LaunchWorker {
  return async (listener) => {
    const worker = new Worker(script);
    let ended = false;
    worker.on('message', (raw: unknown) => {
      const parsed = v.safeParse(messagesSchema, raw);
      if (parsed.success) parsed.output.forEach(listener.message);
      else listener.died(`unexpected message: ${v.flatten(parsed.issues).root?.[0] ?? parsed.issues[0].message}`);
    });
    worker.on('error', (error: unknown) => listener.died(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => {
      if (!ended && code !== 0) listener.died(`exit code ${code}`);
    });
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => {
        ended = true;
        void worker.terminate();
      },
    };
  };
}
