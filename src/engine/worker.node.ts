/** The engine in a Node worker thread; the same script serves as a helper when it is started as one. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { toWorkerSchema } from '../protocol/worker.ts';
import { nodeHelpers, servedAsHelper } from './helperLaunch.node.ts';
import { transferable } from './link.ts';
import { giveWay } from './priority.node.ts';
import { readPath } from './readPath.node.ts';
import { Session } from './session.ts';
import { nodeShards } from './shardLaunch.node.ts';

const port = parentPort!;
if (!servedAsHelper(workerData, port)) {
  giveWay();
  const session = new Session((messages) => port.postMessage(messages, transferable(messages)), {
    threads: availableParallelism(),
    launchShard: nodeShards(join(__dirname, 'shard.js')),
    launchHelper: nodeHelpers(__filename),
    readPath,
  });
  port.on('message', (raw: unknown) => {
    const parsed = v.safeParse(toWorkerSchema, raw);
    if (parsed.success) session.handle(parsed.output);
    else console.error(`ELBO Lens worker: unexpected message: ${parsed.issues[0].message}`);
  });
}
