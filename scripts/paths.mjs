// Where things are, said once for every script.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const vsix = join(root, 'out', 'elbo-lens.vsix');
/** The private package that pins code-server, and what npm puts into it. */
export const editorPackage = join(root, 'test', 'vscode');
export const codeServer = join(editorPackage, 'node_modules', 'code-server');

/** A new empty folder of its own under the system's temporary one. */
export function scratch(name) {
  return mkdtempSync(join(tmpdir(), `elbo-lens-${name}-`));
}
