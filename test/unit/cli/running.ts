/** The command line run in this process: exit code, report and complaints. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../../src/cli/main.ts';

export const example = (name: string): string => fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'elbo-lens-cli-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Writes a file for a test and returns its path. */
export function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await main(args, {
    out: async (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

/** The JSON report of a fit that must succeed. */
// biome-ignore lint/suspicious/noExplicitAny: a report is read here as its user reads it, untyped
export async function fitted(...args: string[]): Promise<any> {
  const { code, out, err } = await run('fit', ...args, '--json');
  if (code !== 0) throw new Error(`exit ${code}: ${err}`);
  return JSON.parse(out);
}
