/** Asks where a text goes, and writes it there and nowhere else. */
import * as vscode from 'vscode';
import type { ToHost } from '../protocol/panel.ts';
import { editorSentences } from '../words/editor.ts';
import { translate } from '../words/translate.ts';
import { language } from './settings.ts';

/**
 * Offers `iris.<ending>` beside `uri` = `…/iris.csv`, and writes what `text` answers to wherever it was sent instead.
 * `text` is not asked for where the reader thinks better of it.
 */
export async function saveBeside(uri: vscode.Uri, ending: string, text: () => Promise<string>): Promise<void> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(uri, '..', `${name}.${ending}`),
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(await text()));
  const said = translate(language(), editorSentences.exported, { name: target.path.split('/').at(-1)! });
  void vscode.window.setStatusBarMessage(said, 5000);
}

const endings = { markdown: 'derivation.md', html: 'derivation.html' } as const;

/** The derivation, as the panel has written it. */
export const saveDocument = (uri: vscode.Uri, { format, text }: Extract<ToHost, { type: 'save' }>): Promise<void> =>
  saveBeside(uri, endings[format], async () => text);
