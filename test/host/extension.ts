/** The extension under test, the files that it is tested on, and checks that work without Node. */
import * as vscode from 'vscode';
import type { ElboLensApi } from '../../src/editor/activate.ts';

const extensionId = 'elbo-lens.elbo-lens';

export function extension(): vscode.Extension<ElboLensApi> {
  const found = vscode.extensions.getExtension<ElboLensApi>(extensionId);
  if (!found) throw new Error(`${extensionId} is not installed in this host`);
  return found;
}

/** A file of the workspace that the runner opened: a copy of examples/, and slow.csv. */
export function example(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('the runner opened no folder');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Asks until `answer` gives something; the error says what did not come. */
export async function eventually<T>(what: string, answer: () => T | undefined | false, timeout = 40_000): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const got = answer();
    if (got !== undefined && got !== false) return got;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeout} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Closes every editor, unsaved or not, and waits until no worker is left. */
export async function closeEverything(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    // The editor's own settings are unsaved for a moment too, while it writes them.
    const ours = document.isUntitled || vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;
    if (!document.isDirty || !ours) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const api = await extension().activate();
  await eventually('every worker ended', () => api.activeWorkers() === 0);
}

export function equal<T>(actual: T, expected: T, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}

/** `actual` is there and within `relative` of `expected`. */
export function near(actual: number | undefined, expected: number, relative: number, what: string): void {
  if (actual === undefined || !(Math.abs(actual - expected) <= relative * Math.abs(expected))) {
    throw new Error(`${what}: ${actual}, expected ${expected} within ${relative} of it`);
  }
}
