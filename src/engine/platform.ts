/** What the machine that the engine runs on can do. */
import type { LaunchHelper } from '../kernels/vaeTeam.ts';
import type { LaunchShard } from './shardedRows.ts';

/** Reads a file by its path, chunk by chunk; tells its size first. */
export type ReadPath = (path: string, onSize: (bytes: number) => void) => AsyncIterable<Uint8Array>;

export interface Platform {
  /** Threads to share the rows among, the engine's own included. */
  readonly threads: number;
  /** Absent where threads cannot share memory. */
  readonly launchShard?: LaunchShard;
  /** Absent where threads cannot share memory. */
  readonly launchHelper?: LaunchHelper;
  /** Absent where there is no disk. */
  readonly readPath?: ReadPath;
}
