/** The status bar: how far the fit of the file in front is, and a way to stop it. */
import * as vscode from 'vscode';
import { editorSentences } from '../words/editor.ts';
import { translate } from '../words/translate.ts';
import { ids } from './ids.ts';
import type { FitPanels } from './panels.ts';
import { language } from './settings.ts';

export function followStatus(panels: FitPanels): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('elboLens.progress', vscode.StatusBarAlignment.Left, 0);
  item.name = 'ELBO Lens';
  item.command = ids.commands.stop;
  let wasRunning = false;
  /** The editor lays the bar out anew whenever it is told, and a run tells of itself at every picture. */
  let shown: string | undefined;
  const show = (): void => {
    const running = panels.all().filter((panel) => panel.status.state === 'running');
    if (running.length > 0 !== wasRunning) {
      wasRunning = running.length > 0;
      void vscode.commands.executeCommand('setContext', ids.context.running, wasRunning);
    }
    if (running.length === 0) {
      shown = undefined;
      item.hide();
      return;
    }
    const fraction = Math.min(...running.map((panel) => panel.status.fraction ?? 0));
    const percent = Math.floor(100 * fraction);
    const text = `$(sync) ${translate(language(), editorSentences.fitting, { percent })}`;
    if (text === shown) return;
    shown = text;
    item.text = text;
    item.tooltip = translate(language(), editorSentences.stopFit);
    item.show();
  };
  return vscode.Disposable.from(item, panels.onStatus(show));
}
