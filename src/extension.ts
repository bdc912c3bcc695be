/** Entry point in the Node extension host: desktop, Remote-SSH, containers, Codespaces, code-server. */

import { join } from 'node:path';
import type * as vscode from 'vscode';
import { activateWith, type ElboLensApi } from './editor/activate.ts';
import { nodeLauncher } from './engine/launch.node.ts';

export function activate(context: vscode.ExtensionContext): ElboLensApi {
  return activateWith(context, nodeLauncher(join(context.extensionPath, 'dist', 'worker.js')), true);
}
