/** Reads a file from disk in chunks. */
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { FaultError } from '../fault.ts';

const chunkBytes = 4 << 20;

/** Faults: `fileMissing`, `fileIsFolder`, `fileForbidden`, `fileUnreadable {reason}`, each with the file's name. */
export async function* readPath(path: string, onSize: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const name = basename(path);
  try {
    await using file = await open(path, 'r');
    const facts = await file.stat();
    if (facts.isDirectory()) throw new FaultError({ code: 'fileIsFolder', args: { name } });
    onSize(facts.size);
    for (;;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(chunkBytes), 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
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
