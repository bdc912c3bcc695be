/** Registers and wires; nothing else. Both hosts come through here, each with its own way to start a worker. */
import * as vscode from 'vscode';
import type { LaunchWorker } from '../engine/link.ts';
import { pageIds } from '../lesson/road/pages.ts';
import type { FitOptions } from '../protocol/run.ts';
import { editorSentences } from '../words/editor.ts';
import '../words/korean.ts';
import { translate } from '../words/translate.ts';
import { componentColours } from './componentColours.ts';
import { exportFit } from './export.ts';
import type { FitPanel, FitStatus } from './fitPanel.ts';
import { ids } from './ids.ts';
import { offerOnFirstLine } from './offer.ts';
import { FitPanels } from './panels.ts';
import { language, openOnStart } from './settings.ts';
import { followStatus } from './status.ts';

/** What `activate` hands to whoever asks for the extension's exports. */
export interface ElboLensApi {
  /** The fit of a file as it stands, or nothing if it has no panel. */
  latestFit(uri: vscode.Uri): FitStatus | undefined;
  /** Workers that are alive. */
  activeWorkers(): number;
}

export function activateWith(
  context: vscode.ExtensionContext,
  launch: LaunchWorker,
  workerReadsDisk: boolean,
): ElboLensApi {
  let alive = 0;
  const counted: LaunchWorker = async (listener) => {
    const link = await launch(listener);
    alive++;
    let ended = false;
    return {
      post: (message) => link.post(message),
      terminate: () => {
        if (!ended) alive--;
        ended = true;
        link.terminate();
      },
    };
  };
  const panels = new FitPanels({
    extensionUri: context.extensionUri,
    launch: counted,
    workerReadsDisk,
    colours: componentColours(context.extension),
  });
  context.subscriptions.push(
    panels,
    followStatus(panels),
    vscode.window.registerWebviewPanelSerializer(ids.viewType, panels),
    ...fits.map(([command, change]) => vscode.commands.registerCommand(command, (uri) => fitFile(panels, uri, change))),
    offerOnFirstLine(),
    vscode.commands.registerCommand(ids.commands.openExample, () => openExample(panels, context.extensionUri)),
    vscode.commands.registerCommand(ids.commands.takeRoad, () => takeRoad(panels, context.extensionUri)),
    vscode.commands.registerCommand(ids.commands.compare, (uri?: vscode.Uri) => compare(panels, uri)),
    vscode.commands.registerCommand(ids.commands.export, () => exportFit(panels, fileInFront())),
    vscode.commands.registerCommand(ids.commands.stop, () => {
      for (const panel of panels.all()) panel.stop();
    }),
  );
  const first = openOnStart();
  if (first) void openAndFit(panels, first);
  return { latestFit: (uri) => panels.get(uri)?.status, activeWorkers: () => alive };
}

/** What each command that fits asks for; all else is as the panel has it. */
const fits: readonly (readonly [string, Partial<FitOptions>])[] = [
  [ids.commands.fitGmm, { model: 'gmm', known: false }],
  [ids.commands.fitKnown, { model: 'gmm', known: true }],
  [ids.commands.fitVi, { model: 'vi', known: false }],
  [ids.commands.fitVae, { model: 'vae', known: false }],
];

async function fitFile(panels: FitPanels, uri: unknown, change: Partial<FitOptions>): Promise<void> {
  const file = uri instanceof vscode.Uri ? uri : fileInFront();
  if (file) await panels.fit(file, change);
  else void vscode.window.showInformationMessage(translate(language(), editorSentences.noFile));
}

async function openExample(panels: FitPanels, extension: vscode.Uri): Promise<FitPanel> {
  const file = vscode.Uri.joinPath(extension, 'examples', 'faithful.csv');
  await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
  return panels.fit(file);
}

/** The road on the file in front; on any that is fitted where there is none; on the example where nothing is. */
async function takeRoad(panels: FitPanels, extension: vscode.Uri): Promise<void> {
  const file = fileInFront();
  const there = (file && panels.get(file)) ?? panels.active() ?? panels.all().at(-1);
  const panel = there ?? (file ? await panels.fit(file) : await openExample(panels, extension));
  // Its pages begin with EM.
  if (panel.model !== 'gmm') await panel.refitWith({ model: 'gmm' });
  panel.tellInFront({ type: 'road' });
}

/** All models on the file in front, side by side: the last page of the road, which needs a mixture as its other pages do. */
async function compare(panels: FitPanels, uri: unknown): Promise<void> {
  const file = uri instanceof vscode.Uri ? uri : fileInFront();
  const panel = (file ? panels.get(file) : panels.active()) ?? (file ? await panels.fit(file) : undefined);
  if (panel && panel.model !== 'gmm') await panel.refitWith({ model: 'gmm' });
  if (panel) panel.tellInFront({ type: 'road', page: pageIds.indexOf('compare') });
  else void vscode.window.showInformationMessage(translate(language(), editorSentences.noFile));
}

/** The file of the active tab: also where the file is too large for the editor to hand its document over. */
function fileInFront(): vscode.Uri | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor.document.uri;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  return undefined;
}

async function openAndFit(panels: FitPanels, path: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = folder ? folder.with({ path }) : vscode.Uri.file(path);
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, preview: false });
  await panels.fit(uri);
}
