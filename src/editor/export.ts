/** Saves what a fit has found: asks what and where, and writes nothing else. */
import * as vscode from 'vscode';
import { editorSentences } from '../words/editor.ts';
import { translate } from '../words/translate.ts';
import type { FitPanel } from './fitPanel.ts';
import type { FitPanels } from './panels.ts';
import { saveBeside } from './save.ts';
import { language } from './settings.ts';

interface Kind {
  readonly word: string;
  readonly take: (panel: FitPanel) => unknown;
}

const kinds: readonly Kind[] = [
  {
    word: editorSentences.exportResponsibilities,
    take: (panel) => saveBeside(panel.uri, 'responsibilities.csv', () => panel.exportText('responsibilities')),
  },
  {
    word: editorSentences.exportParameters,
    take: (panel) => saveBeside(panel.uri, 'parameters.json', () => panel.exportText('parameters')),
  },
  {
    word: editorSentences.exportMarkdown,
    take: (panel) => panel.tellInFront({ type: 'document', format: 'markdown' }),
  },
  {
    word: editorSentences.exportHtml,
    take: (panel) => panel.tellInFront({ type: 'document', format: 'html' }),
  },
];

/** The derivation where moments are no half-steps of EM. */
const derivations: readonly Kind[] = [
  {
    word: editorSentences.exportMarkdownMoment,
    take: (panel) => panel.tellInFront({ type: 'document', format: 'markdown' }),
  },
  {
    word: editorSentences.exportHtmlMoment,
    take: (panel) => panel.tellInFront({ type: 'document', format: 'html' }),
  },
];

/** Of variational inference: responsibilities and factors. */
const viKinds: readonly Kind[] = [...kinds.slice(0, 2), ...derivations];

/** A VAE has no responsibilities. */
const vaeKinds: readonly Kind[] = [
  {
    word: editorSentences.exportLatent,
    take: (panel) => saveBeside(panel.uri, 'latent.csv', () => panel.exportText('responsibilities')),
  },
  {
    word: editorSentences.exportNetwork,
    take: (panel) => saveBeside(panel.uri, 'vae.json', () => panel.exportText('parameters')),
  },
  ...derivations,
];

const kindsOf = { gmm: kinds, vi: viKinds, vae: vaeKinds } as const;

export async function exportFit(panels: FitPanels, inFront: vscode.Uri | undefined): Promise<void> {
  const say = (english: string): string => translate(language(), english);
  const panel = (inFront && panels.get(inFront)) ?? panels.active();
  if (!panel || panel.status.elbo === undefined) {
    void vscode.window.showInformationMessage(say(editorSentences.nothingFitted));
    return;
  }
  const chosen = await vscode.window.showQuickPick(
    kindsOf[panel.model].map(({ word, take }) => ({ label: say(word), take })),
    { title: say(editorSentences.exportTitle) },
  );
  await chosen?.take(panel);
}
