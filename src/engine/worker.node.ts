/** The engine in a Node worker thread. */
import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import * as v from 'valibot';
import { toWorkerSchema } from '../protocol/worker.ts';
import { transferable } from './link.ts';
import { readPath } from './readPath.node.ts';
import { Session } from './session.ts';

const port = parentPort!;
const session = new Session(
  (message) => port.postMessage(message, transferable(message)),
  availableParallelism(),
  readPath,
);
port.on('message', (raw: unknown) => {
  const parsed = v.safeParse(toWorkerSchema, raw);
  if (parsed.success) session.handle(parsed.output);
  else console.error(`ELBO Lens worker: unexpected message: ${parsed.issues[0].message}`);
});
