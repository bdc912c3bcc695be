import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { createVaeKernel } from '../../../src/kernels/vaeCreate';
import { gatherTeam, type HelperTask } from '../../../src/kernels/vaeTeam';
import { trial } from './nets';

const helper = await build({
  stdin: {
    contents: `
      import { parentPort, workerData } from 'node:worker_threads';
      import { help } from './src/kernels/vaeTeam';
      help(workerData, () => parentPort.postMessage('ready'));`,
    resolveDir: fileURLToPath(new URL('../../..', import.meta.url)),
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
});
const workers: Worker[] = [];

function launch(task: HelperTask): Promise<void> {
  const worker = new Worker(helper.outputFiles[0]!.text, { eval: true, workerData: task });
  workers.push(worker);
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
}

afterAll(() => Promise.all(workers.map((worker) => worker.terminate())));

const settings = { rate: 1e-3, beta: 1, freeBits: 0 };

it.each([2, 3])('%i threads give the bits of one, kernel after kernel', async (threads) => {
  const team = (await gatherTeam(threads, launch))!;
  expect(team.shares).toBe(threads);
  for (const [rows, hidden] of [
    [128, [80, 40]],
    [61, [130]],
    [128, [260]],
  ] as const) {
    const {
      network,
      data,
      parameters,
      epsilon,
      rows: pick,
    } = trial(21, { d: 18, latent: 3, hidden, rows, spread: 0.2 });
    const alone = createVaeKernel(network, data, rows);
    const together = createVaeKernel(network, data, rows, 'simd', team);
    for (const kernel of [alone, together]) kernel.restore(parameters);
    for (let step = 0; step < 30; step++) {
      const size = step % 3 === 2 ? rows - 20 : rows;
      const part = pick.subarray(0, size);
      expect(together.step(part, epsilon, settings)).toEqual(alone.step(part, epsilon, settings));
    }
    expect(together.parameters()).toEqual(alone.parameters());
    expect(together.evaluate(pick, epsilon)).toEqual(alone.evaluate(pick, epsilon));
  }
  team.dismiss();
});

it('is one thread where memory cannot be shared', async () => {
  expect(await gatherTeam(1, launch)).toBeUndefined();
});
