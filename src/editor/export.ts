/** Saves what a fit has found: asks what and where, and writes nothing else. */
import * as vscode from 'vscode';
import type { ExportKind } from '../protocol/worker.ts';
import { editorSentences } from '../words/editor.ts';
import { translate } from '../words/translate.ts';
import type { FitPanel } from './fitPanel.ts';
import type { FitPanels } from './panels.ts';
import { language } from './settings.ts';

const kinds: readonly { readonly what: ExportKind; readonly word: string; readonly ending: string }[] = [
  { what: 'responsibilities', word: editorSentences.exportResponsibilities, ending: 'responsibilities.csv' },
  { what: 'parameters', word: editorSentences.exportParameters, ending: 'parameters.json' },
];

export async function exportFit(panels: FitPanels, inFront: vscode.Uri | undefined): Promise<void> {
  const say = (english: string, args = {}): string => translate(language(), english, args);
  const panel = (inFront && panels.get(inFront)) ?? panels.active();
  if (!panel || panel.status.logLikelihood === undefined) {
    void vscode.window.showInformationMessage(say(editorSentences.nothingFitted));
    return;
  }
  const chosen = await vscode.window.showQuickPick(
    kinds.map(({ what, word, ending }) => ({ label: say(word), what, ending })),
    { title: say(editorSentences.exportTitle) },
  );
  if (!chosen) return;
  const target = await vscode.window.showSaveDialog({ defaultUri: beside(panel.uri, chosen.ending) });
  if (!target) return;
  await save(panel, chosen.what, target);
  void vscode.window.setStatusBarMessage(say(editorSentences.exported, { name: target.path.split('/').at(-1) }), 5000);
}

async function save(panel: FitPanel, what: ExportKind, target: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(await panel.exportText(what)));
}

/** `iris.csv` → `iris.responsibilities.csv`, in the same folder. */
function beside(uri: vscode.Uri, ending: string): vscode.Uri {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  return vscode.Uri.joinPath(uri, '..', `${name}.${ending}`);
}
