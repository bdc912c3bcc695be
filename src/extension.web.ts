/** Entry point in the web-worker extension host: vscode.dev, github.dev. */
import * as vscode from 'vscode';
import { activateWith, type ElboLensApi } from './editor/activate.ts';
import { webLauncher } from './engine/launch.web.ts';

export function activate(context: vscode.ExtensionContext): ElboLensApi {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.web.js');
  return activateWith(
    context,
    webLauncher(async () => vscode.workspace.fs.readFile(script)),
    false,
  );
}
