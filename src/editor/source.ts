/**
 * How a file reaches the worker: the document as it stands in the editor if it has unsaved edits, from disk otherwise.
 * Nothing here holds a whole large file on the extension host's thread at once where it can be avoided.
 */
import * as vscode from 'vscode';
import type { WorkerLink } from '../engine/link.ts';
import type { FitOptions, ReadOptionsMessage } from '../protocol/run.ts';

const linesPerPiece = 4000;
const bytesPerPiece = 4 << 20;

export interface FeedOptions {
  /** The worker can open paths itself (Node, local disk). */
  readonly workerReadsDisk: boolean;
  readonly read: ReadOptionsMessage;
  readonly fit: FitOptions;
  /** True once the feed is overtaken by a newer one. */
  stale(): boolean;
}

/** Sends the file to the worker; throws FileSystemError if it cannot be read. */
export async function feed(link: WorkerLink, uri: vscode.Uri, options: FeedOptions): Promise<void> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const document = openDocument(uri);
  if (document && (document.isDirty || document.isUntitled)) {
    await feedDocument(link, document, name, options);
    return;
  }
  const { read, fit } = options;
  if (uri.scheme === 'file' && options.workerReadsDisk) {
    link.post({ type: 'openPath', name, path: uri.fsPath, read, fit });
    return;
  }
  const bytes = await vscode.workspace.fs.readFile(uri);
  link.post({ type: 'open', name, bytes: bytes.byteLength, read, fit });
  for (let from = 0; from < bytes.byteLength; from += bytesPerPiece) {
    link.post({ type: 'chunk', data: bytes.slice(from, from + bytesPerPiece) });
    await macrotask();
    if (options.stale()) return;
  }
  link.post({ type: 'end' });
}

export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const wanted = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === wanted);
}

async function feedDocument(
  link: WorkerLink,
  document: vscode.TextDocument,
  name: string,
  options: FeedOptions,
): Promise<void> {
  const version = document.version;
  link.post({ type: 'open', name, bytes: 0, read: options.read, fit: options.fit });
  for (let line = 0; line < document.lineCount; line += linesPerPiece) {
    const end = Math.min(document.lineCount, line + linesPerPiece);
    const range = new vscode.Range(line, 0, end, 0);
    link.post({ type: 'chunk', data: document.getText(document.validateRange(range)) });
    await macrotask();
    // An edit in the middle would mix two versions; the edit's own refit is already on its way.
    if (options.stale() || document.version !== version) return;
  }
  link.post({ type: 'end' });
}

const macrotask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
