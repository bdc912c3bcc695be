/** A test's own page, bundled in memory as the panel is and served to a browser without a server. */
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { inline } from '../../scripts/inline.mts';

const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' };

/** `/page.js`, `/page.css` and the fonts they want, by path. @param entry a script, from the root of the project */
export async function bundled(entry: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: { page: entry },
    bundle: true,
    write: false,
    outdir: '/page',
    format: 'esm',
    platform: 'browser',
    target: 'chrome134',
    mainFields: ['browser', 'module', 'main'],
    loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
    assetNames: 'fonts/[name]',
    plugins: [inline],
  });
  return new Map(outputFiles.map((file) => [file.path.replace('/page', ''), file.contents]));
}

/** Opens `html` at `origin`, beside `files`. */
export async function openServed(
  page: Page,
  origin: string,
  files: ReadonlyMap<string, Uint8Array>,
  html: { readonly body: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<void> {
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', ...html });
    const body = files.get(pathname);
    if (!body) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: types[pathname.split('.').at(-1)!]!, body: Buffer.from(body) });
  });
  await page.goto(`${origin}/`);
}
