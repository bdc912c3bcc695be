/** All open panels, one a file; they come back after a reload through the serializer. */

import * as v from 'valibot';
import * as vscode from 'vscode';
import { persistedSchema } from '../protocol/panel.ts';
import type { FitOptions } from '../protocol/run.ts';
import { FitPanel, type FitPanelContext, type FitStatus } from './fitPanel.ts';
import { ids } from './ids.ts';
import { initialFitOptions } from './settings.ts';

export class FitPanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private readonly open = new Map<string, FitPanel>();
  private readonly changed = new vscode.EventEmitter<{ uri: vscode.Uri; status: FitStatus } | undefined>();
  /** Fires with every change of a fit, and with nothing when a panel has closed. */
  readonly onStatus = this.changed.event;

  constructor(private readonly context: FitPanelContext) {}

  /** Shows the panel of this file beside it and fits the file as it is now, with the panel's own options but for `change`. */
  async fit(uri: vscode.Uri, change: Partial<FitOptions> = {}): Promise<FitPanel> {
    const present = this.open.get(uri.toString());
    if (present) {
      present.reveal();
      await present.refitWith(change);
      return present;
    }
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const webview = vscode.window.createWebviewPanel(
      ids.viewType,
      `ELBO Lens: ${name}`,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [] },
    );
    const panel = this.adopt(uri, webview, { ...initialFitOptions(), ...change });
    // The fit does not wait for the page: by the time it is ready there is something to show.
    await panel.fit();
    return panel;
  }

  get(uri: vscode.Uri): FitPanel | undefined {
    return this.open.get(uri.toString());
  }

  /** The panel that has the focus, or the only one there is. */
  active(): FitPanel | undefined {
    const panels = this.all();
    return panels.find((panel) => panel.active) ?? (panels.length === 1 ? panels[0] : undefined);
  }

  all(): readonly FitPanel[] {
    return [...this.open.values()];
  }

  async deserializeWebviewPanel(webview: vscode.WebviewPanel, state: unknown): Promise<void> {
    const persisted = v.safeParse(persistedSchema, state);
    if (!persisted.success) {
      webview.dispose();
      return;
    }
    this.adopt(vscode.Uri.parse(persisted.output.uri), webview, persisted.output.options);
  }

  dispose(): void {
    for (const panel of this.all()) panel.dispose();
    this.changed.dispose();
  }

  private adopt(uri: vscode.Uri, webview: vscode.WebviewPanel, options: FitOptions): FitPanel {
    webview.iconPath = {
      light: vscode.Uri.joinPath(this.context.extensionUri, 'media', 'lens-light.svg'),
      dark: vscode.Uri.joinPath(this.context.extensionUri, 'media', 'lens-dark.svg'),
    };
    const panel = new FitPanel(uri, webview, this.context, options);
    this.open.set(uri.toString(), panel);
    panel.onStatus((status) => this.changed.fire({ uri, status }));
    panel.onClosed(() => {
      if (this.open.get(uri.toString()) === panel) this.open.delete(uri.toString());
      this.changed.fire(undefined);
    });
    return panel;
  }
}
