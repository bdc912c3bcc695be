/** The thread of a shard. A script of its own, as all that a thread loads takes memory and time: a fifth of the engine. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveShardThread } from './shardLaunch.node.ts';

serveShardThread(workerData, parentPort!);
