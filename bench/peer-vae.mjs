// Bundles bench/peer-vae.ts and runs it: node bench/peer-vae.mjs D H L MODE LIK [BATCH]
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildKernels } from '../scripts/build-kernels.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, '../out/bench/peer-vae.mjs');
await mkdir(dirname(outfile), { recursive: true });
await buildKernels();
await build({
  entryPoints: [join(here, 'peer-vae.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
