// `import source from 'inline:./name.ts'`: the script that name.ts is bundled to, as text, for threads that a page starts
// from what it holds itself.
import { dirname, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

export const inline: Plugin = {
  name: 'inline',
  setup({ onResolve, onLoad, initialOptions: { target, minify } }) {
    onResolve({ filter: /^inline:/ }, ({ path, importer }) => ({
      path: resolve(dirname(importer), path.slice('inline:'.length)),
      namespace: 'inline',
    }));
    onLoad({ filter: /./, namespace: 'inline' }, async ({ path }) => {
      const { outputFiles } = await build({
        entryPoints: [path],
        bundle: true,
        write: false,
        format: 'iife',
        platform: 'browser',
        target: target ?? [],
        minify: minify === true,
        legalComments: 'none',
      });
      return { contents: outputFiles[0]!.text, loader: 'text' };
    });
  },
};
