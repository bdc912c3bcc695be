/** Starts shards as Node worker threads of a script of their own. */
import { type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { serveShard } from './shard.ts';
import type { LaunchShard } from './shardedRows.ts';
import type { ShardLayout, ShardSetup } from './shardProtocol.ts';

interface ShardData {
  readonly shard: ShardSetup;
}

/** A shard makes next to no garbage: room for new objects would only be memory taken. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

/** `script`: the built shardThread.node.ts. */
export function nodeShards(script: string): LaunchShard {
  return (setup) => {
    const data: ShardData = { shard: setup };
    const buffers = setup.columns.map(({ buffer }) => buffer as ArrayBuffer);
    if (setup.labels) buffers.push(setup.labels.buffer as ArrayBuffer);
    const worker = new Worker(script, { workerData: data, transferList: buffers, resourceLimits });
    worker.unref();
    return { post: (layout) => worker.postMessage(layout), terminate: () => void worker.terminate() };
  };
}

/** What a thread does that `nodeShards` has started: serves until it is told to exit. */
export function serveShardThread(workerData: ShardData, port: MessagePort): void {
  serveShard(workerData.shard, () => receiveMessageOnPort(port)?.message as ShardLayout | undefined);
  port.close();
}
