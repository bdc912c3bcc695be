/**
 * Times an optimiser step of ours as the other engines are timed: `D H L MODE LIK [BATCH [THREADS]]` (MODE is '-'), one JSON line
 * out. A step is batch pick, noise, forward, backward and Adam, on rows of a low-rank Gaussian as theirs are.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { nodeHelpers, servedAsHelper } from '../src/engine/helperLaunch.node';
import { layNetwork } from '../src/kernels/vae';
import { createVaeKernel } from '../src/kernels/vaeCreate';
import { gatherTeam } from '../src/kernels/vaeTeam';
import { initialParameters } from '../src/models/vae/initial';
import { createNormals } from '../src/models/vae/normals';

async function time(): Promise<void> {
  const [d = 4, hidden = 64, latent = 2] = process.argv.slice(2, 5).map(Number);
  const threads = Number(process.argv[8] ?? Math.min(2, availableParallelism()));
  const likelihood = process.argv[6] ?? 'unit';
  const batch = Number(process.argv[7] ?? 128);
  if (likelihood !== 'unit') {
    console.error('Only LIK=unit: our decoder gives no variance of its own to each row.');
    process.exit(2);
  }

  const n = Math.floor(Math.max(batch * 8, d > 100 ? 4096 : 20000) / batch) * batch;
  const normals = createNormals(0);
  const factors = 4;
  const mix = Float64Array.from({ length: factors * d }, () => 0.5 * normals.next());
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const f = Array.from({ length: factors }, () => normals.next());
    for (let j = 0; j < d; j++) {
      data[i * d + j] = f.reduce((sum, z, k) => sum + z * mix[k * d + j]!, 0.3 * normals.next());
    }
  }

  const network = layNetwork({
    d,
    latent,
    hidden: [hidden],
    activation: 'tanh',
    binary: new Uint8Array(d),
    noise: 'unit',
    noiseBounds: [0, 0],
  });
  const team = await gatherTeam(threads, nodeHelpers(fileURLToPath(import.meta.url)));
  const kernel = createVaeKernel(network, data, batch, 'simd', team);
  kernel.restore(initialParameters(network, 1));

  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const epsilon = new Float64Array(batch * latent);
  const settings = { rate: 1e-3, beta: 1, freeBits: 0 };
  let position = n;
  let loss = 0;

  function steps(count: number): void {
    for (let s = 0; s < count; s++) {
      if (position + batch > n) {
        normals.shuffle(order);
        position = 0;
      }
      normals.fill(epsilon);
      const sums = kernel.step(order.subarray(position, position + batch), epsilon, settings);
      loss = (sums.kl - sums.reconstruction) / batch - 0.5 * d * Math.log(2 * Math.PI);
      position += batch;
    }
  }

  const seconds = (count: number): number => {
    const start = performance.now();
    steps(count);
    return (performance.now() - start) / 1000 / count;
  };

  steps(200);
  const count = Math.max(20, Math.floor(0.5 / seconds(20)));
  const times = [seconds(count), seconds(count), seconds(count)].sort((a, b) => a - b);
  console.log(
    JSON.stringify({
      engine: 'elbo-lens',
      d,
      h: hidden,
      l: latent,
      lik: likelihood,
      batch,
      seconds_per_step: times[1],
      samples_per_s: batch / times[1]!,
      loss,
      params: network.size,
      peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 102.4) / 10,
      threads: kernel.threads,
      kernel: kernel.kind,
    }),
  );

  team?.dismiss();
}

if (isMainThread) await time();
else servedAsHelper(workerData, parentPort!);
