/** Starts shards as Node worker threads of the built worker. */
import { type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { serveShard } from './shard.ts';
import type { LaunchShard } from './shardedRows.ts';
import type { ShardLayout, ShardSetup } from './shardProtocol.ts';

interface ShardData {
  readonly shard: ShardSetup;
}

/** A shard makes next to no garbage: room for new objects would only be memory taken. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

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

/** Serves as a shard, if that is what this thread was started for. Returns whether it was. */
export function servedAsShard(workerData: unknown, port: MessagePort): boolean {
  if (typeof workerData !== 'object' || workerData === null || !('shard' in workerData)) return false;
  serveShard((workerData as ShardData).shard, () => receiveMessageOnPort(port)?.message as ShardLayout | undefined);
  port.close();
  return true;
}
