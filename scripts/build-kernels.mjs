/**
 * Compiles the row kernels from AssemblyScript and embeds the bytes, so that the same module loads in node, in a
 * bundled worker and in a web worker made from a Blob, without a fetch.
 *
 *     node scripts/build-kernels.mjs
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const generated = join(root, 'src/kernels/generated');

/** What is compiled: an entry of src/kernels/assembly to a file of src/kernels/generated. */
const modules = [
  { entry: 'rows.ts', target: 'wasm.ts', title: 'The row kernels' },
  { entry: 'dense.ts', target: 'denseWasm.ts', title: 'Dense layers in f64' },
  { entry: 'vae.ts', target: 'vaeWasm.ts', title: "The VAE's kernels" },
  {
    entry: 'vaeTeam.ts',
    target: 'vaeTeamWasm.ts',
    title: "The VAE's kernels for several threads",
    // 2 GB: the most a team's memory may grow to (src/kernels/vaeTeam.ts).
    flags: [
      '--enable',
      'threads',
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '32768',
    ],
  },
];

/**
 * Writes src/kernels/generated/*.ts, and leaves alone what did not change.
 * @returns the number of bytes of WebAssembly.
 */
export async function buildKernels() {
  await mkdir(generated, { recursive: true });
  let total = 0;
  for (const module of modules) total += await buildModule(module);
  return total;
}

async function buildModule({ entry, target, title, flags = [] }) {
  let bytes;
  // -O1: higher levels move loads away from their uses, which spills registers in the unrolled loops.
  const { error, stderr } = await asc.main(
    [entry, '-O1', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--outFile', 'out.wasm', ...flags],
    {
      readFile: (name, base) => readFile(join(root, 'src/kernels/assembly', base, name), 'utf8').catch(() => null),
      writeFile: (_name, contents) => {
        bytes = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`AssemblyScript: ${error.message}\n${stderr.toString()}`);
  const text = [
    '// Made by scripts/build-kernels.mjs from src/kernels/assembly.',
    `/** ${title} as WebAssembly, in base64. */`,
    `export const wasm =\n  '${Buffer.from(bytes).toString('base64')}';`,
    '',
  ].join('\n');
  const file = join(generated, target);
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) await writeFile(file, text);
  return bytes.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`kernels: ${await buildKernels()} bytes`);
