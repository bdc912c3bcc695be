// Builds the extension and packs it into out/elbo-lens.vsix. Warnings and fat are errors.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, vsix } from './paths.mjs';
import { mustRun, run } from './processes.mjs';

const largest = 1_500_000;

/** Compiles the kernels and bundles everything that ships into dist/. */
export async function build() {
  for (const script of ['scripts/build-kernels.mjs', 'esbuild.mjs']) {
    if (existsSync(join(root, script))) await mustRun(script, process.execPath, [script], { cwd: root });
  }
}

/** Packs `folder` into `file` and answers its size in bytes; fails on any warning of vsce or above 1.5 MB. */
export async function pack(folder = root, file = vsix) {
  mkdirSync(dirname(file), { recursive: true });
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', file];
  const { code, output } = await run(process.execPath, args, { cwd: folder });
  if (code !== 0 || /\bWARN/.test(output)) throw new Error(`vsce package:\n${output.trim()}`);
  const size = statSync(file).size;
  if (size > largest) throw new Error(`${file} has ${size} bytes, more than ${largest}:\n${output.trim()}`);
  return size;
}

export async function buildVsix() {
  await build();
  const size = await pack();
  console.log(`Packed ${relative(root, vsix)}: ${Math.round(size / 1000)} kB`);
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildVsix();
