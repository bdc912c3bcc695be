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
const target = join(root, 'src/kernels/generated/wasm.ts');

/**
 * Writes src/kernels/generated/wasm.ts, and leaves it alone where nothing changed.
 * @returns the number of bytes of WebAssembly.
 */
export async function buildKernels() {
  let bytes;
  // -O1: higher levels move loads away from their uses, which spills registers in the unrolled loops.
  const { error, stderr } = await asc.main(
    ['rows.ts', '-O1', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--outFile', 'rows.wasm'],
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
    '/** The row kernels as WebAssembly, in base64. */',
    `export const wasm =\n  '${Buffer.from(bytes).toString('base64')}';`,
    '',
  ].join('\n');
  await mkdir(dirname(target), { recursive: true });
  if ((await readFile(target, 'utf8').catch(() => '')) !== text) await writeFile(target, text);
  return bytes.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`kernels: ${await buildKernels()} bytes`);
