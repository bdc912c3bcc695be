// Builds everything that ships, and with --tests what the in-host suites need.
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';
import { inline } from './scripts/inline.mts';

const production = !process.argv.includes('--debug');
const tests = process.argv.includes('--tests');

/** Runners of the peer bench: one file each; those that share rows among threads start dist/shard.js. */
const runners = ['peer-gmm', 'peer-job', 'peer-read', 'peer-vae', 'peer-elbo'];

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  // Korean as it is written: escaped it takes twice the room.
  charset: 'utf8',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
};
/** The extension host of VS Code 1.101 is Node 22; Chromium 134. */
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node22', mainFields: ['module', 'main'] };
const web = { ...shared, platform: 'browser', target: 'chrome134', mainFields: ['browser', 'module', 'main'] };

const builds = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', external: ['vscode'] },
  {
    ...node,
    entryPoints: {
      worker: 'src/engine/worker.node.ts',
      shard: 'src/engine/shardThread.node.ts',
      cli: 'src/cli.ts',
    },
    outdir: 'dist',
  },
  {
    ...web,
    entryPoints: { 'extension.web': 'src/extension.web.ts' },
    outdir: 'dist',
    format: 'cjs',
    external: ['vscode'],
  },
  { ...web, entryPoints: { 'worker.web': 'src/engine/worker.web.ts' }, outdir: 'dist', format: 'iife' },
  // The panel and what it fetches later. The page names these scripts (src/editor/html.ts), so none has a hash: two of
  // the same name would be an error here.
  {
    ...web,
    entryPoints: { panel: 'webview/main.ts' },
    outdir: 'dist/webview',
    format: 'esm',
    splitting: true,
    chunkNames: '[name]',
    loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
    assetNames: 'fonts/[name]',
    plugins: [inline],
  },
  {
    ...node,
    entryPoints: runners.map((name) => `bench/${name}.ts`),
    outdir: 'bench',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
  },
];
if (tests) {
  builds.push({
    ...node,
    entryPoints: { index: 'test/host/index.ts' },
    outdir: 'out/host',
    external: ['vscode', 'mocha'],
    minify: false,
  });
}
rmSync('dist/webview', { recursive: true, force: true });
await Promise.all(builds.map((options) => build(options)));
// Styles are never fetched later: the panel has them all, in one order.
rmSync('dist/webview/more.css');
const scripts = readdirSync('dist/webview').filter((name) => name.endsWith('.js'));
const named = ['chunk.js', 'katex.js', 'korean.js', 'more.js', 'panel.js'];
if (scripts.sort().join() !== named.join()) throw new Error(`The panel's scripts are ${scripts}, not ${named}.`);
