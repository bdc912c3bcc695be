/** Reads a file from disk in chunks. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { release } from '../data/pieces.ts';
import { FaultError } from '../fault.ts';

const chunkBytes = 1 << 20;

/**
 * Each chunk is read while the one before it is at work; its bytes stand only until the next one is asked for.
 * Faults: `fileMissing`, `fileIsFolder`, `fileForbidden`, `fileUnreadable {reason}`, each with
 * the file's name.
 */
export async function* readPath(path: string, onSize: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const name = basename(path);
  try {
    await using file = await open(path, 'r');
    const facts = await file.stat();
    if (facts.isDirectory()) throw new FaultError({ code: 'fileIsFolder', args: { name } });
    onSize(facts.size);
    let buffer = new Uint8Array(chunkBytes);
    let other = new Uint8Array(chunkBytes);
    let coming = file.read(buffer, 0, chunkBytes, null);
    for (;;) {
      const { bytesRead } = await coming;
      if (bytesRead === 0) {
        release(buffer);
        release(other);
        return;
      }
      coming = file.read(other, 0, chunkBytes, null);
      // Whoever stops early, or throws, must not leave a failure of this read unheard.
      coming.catch(() => {});
      yield buffer.subarray(0, bytesRead);
      [buffer, other] = [other, buffer];
    }
  } catch (error) {
    throw error instanceof FaultError ? error : new FaultError(faultOfSystem(error, name));
  }
}

function faultOfSystem(error: unknown, name: string) {
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return { code: 'fileMissing', args: { name } };
    case 'EISDIR':
      return { code: 'fileIsFolder', args: { name } };
    case 'EACCES':
    case 'EPERM':
      return { code: 'fileForbidden', args: { name } };
    default:
      return { code: 'fileUnreadable', args: { name, reason } };
  }
}
