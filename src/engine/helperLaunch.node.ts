/** Starts threads that take part in the steps of a VAE's kernel, as Node worker threads of the built worker. */
import { type MessagePort, Worker } from 'node:worker_threads';
import { type HelperTask, help, type LaunchHelper } from '../kernels/vaeTeam.ts';

interface HelperData {
  readonly helper: HelperTask;
}

export function nodeHelpers(script: string): LaunchHelper {
  return (task) => {
    const data: HelperData = { helper: task };
    const worker = new Worker(script, { workerData: data });
    worker.unref();
    return new Promise((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
    });
  };
}

/** Helps until dismissed, if that is what this thread was started for. Returns whether it was. */
export function servedAsHelper(workerData: unknown, port: MessagePort): boolean {
  if (typeof workerData !== 'object' || workerData === null || !('helper' in workerData)) return false;
  help((workerData as HelperData).helper, () => port.postMessage('ready'));
  port.close();
  return true;
}
