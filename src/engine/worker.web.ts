/** The engine in a browser's worker: the same code, with messages for a disk. */
import * as v from 'valibot';
import { toWorkerSchema } from '../protocol/worker.ts';
import { transferable } from './link.ts';
import { Session } from './session.ts';

const scope = globalThis as unknown as {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
};
const session = new Session((messages) => scope.postMessage(messages, transferable(messages)), { threads: 1 });
scope.onmessage = (event) => {
  const parsed = v.safeParse(toWorkerSchema, event.data);
  if (parsed.success) session.handle(parsed.output);
  else console.error(`ELBO Lens worker: unexpected message: ${parsed.issues[0].message}`);
};
