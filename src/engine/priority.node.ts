/** How much the engine's threads may take from the others of the machine. */
import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * Lets this thread, and those that it starts from now on, give way to the editor's own: a fit takes all that is left, and
 * the editor stays as quick as it is. Only on Linux, where single threads have a priority; elsewhere nothing happens.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    // "PID/task/TID"; to setpriority(2) a thread's id is as good as a process's.
    const thread = Number(basename(readlinkSync('/proc/thread-self')));
    setPriority(thread, Math.max(getPriority(thread), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // No /proc, or a kernel that will not: it is as before.
  }
}
