/**
 * One file, one panel, one worker. The panel shows what the worker tells, the worker does what the panel asks; between
 * them this class minds the document (edits, cursor) and the window (visibility, serialisation, closing).
 */

import * as v from 'valibot';
import * as vscode from 'vscode';
import type { LaunchWorker, WorkerLink } from '../engine/link.ts';
import type { Fault } from '../fault.ts';
import { type Persisted, type ToHost, type ToPanel, toHostSchema } from '../protocol/panel.ts';
import type { FitOptions, Frame, ReadOptionsMessage, RunEvent, RunState } from '../protocol/run.ts';
import type { ExportKind, FromWorker } from '../protocol/worker.ts';
import type { ComponentColour } from './componentColours.ts';
import { panelHtml } from './html.ts';
import { ids } from './ids.ts';
import { Outbox } from './outbox.ts';
import { RevealedLines } from './revealedLines.ts';
import { RowMarks, rowAtLine } from './rowMarks.ts';
import { saveDocument } from './save.ts';
import { language, notation } from './settings.ts';
import { feed } from './source.ts';

const editQuietMs = 350;

export interface FitPanelContext {
  readonly extensionUri: vscode.Uri;
  readonly launch: LaunchWorker;
  readonly workerReadsDisk: boolean;
  readonly colours: readonly ComponentColour[];
}

/** What a fit has come to, for the status bar and for tests. Nats, summed over rows; of a VAE a mean over rows. */
export interface FitStatus {
  readonly state: RunState;
  readonly fraction?: number;
  readonly components?: number;
  readonly logLikelihood?: number;
  readonly elbo?: number;
  readonly iterations?: number;
  readonly fault?: Fault;
}

export class FitPanel implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[] = [];
  private readonly statusChanged = new vscode.EventEmitter<FitStatus>();
  readonly onStatus = this.statusChanged.event;
  private readonly closed = new vscode.EventEmitter<void>();
  readonly onClosed = this.closed.event;

  private link: Promise<WorkerLink> | undefined;
  private listening = false;
  private feedVersion = 0;
  private readOptions: ReadOptionsMessage = {};
  /** The worker holds the file as it is now: another fit need not read it again. */
  private fresh = false;
  private lines: Uint32Array | undefined;
  private frame: Frame | undefined;
  private readonly marks: RowMarks;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private edited: { from: number; to: number } | undefined;
  private readonly revealed = new RevealedLines();
  private disposed = false;
  /** What waits for the page to be able to hear. */
  private readonly untold: ToPanel[] = [];
  private readonly outbox: Outbox;
  private exportsAsked = 0;
  private readonly exports = new Map<number, { pieces: string[]; resolve: (text: string) => void }>();
  /** The moment that a restored panel was left at: shown again once the same run has come to rest. */
  private returnTo: number | undefined;
  status: FitStatus = { state: 'idle' };

  constructor(
    readonly uri: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
    private readonly context: FitPanelContext,
    private options: FitOptions,
  ) {
    this.outbox = new Outbox((told) => {
      if (this.listening && !this.disposed) void panel.webview.postMessage(told);
    });
    this.marks = new RowMarks(uri, context.colours, (message) => void this.link?.then((link) => link.post(message)));
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview')],
    };
    this.disposables.push(
      this.statusChanged,
      this.closed,
      this.marks,
      panel.webview.onDidReceiveMessage((raw: unknown) => this.heard(raw)),
      panel.onDidChangeViewState(() => {
        if (panel.visible || !this.listening) return;
        // A hidden page is gone: it says `ready` when it is back, and nothing is worth computing for it until then.
        this.listening = false;
        void this.link?.then((link) => link.post({ type: 'watch', watch: {} }));
      }),
      panel.onDidDispose(() => this.dispose()),
      vscode.workspace.onDidChangeTextDocument((event) => this.documentChanged(event)),
      vscode.window.onDidChangeTextEditorSelection((event) => this.cursorMoved(event)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${ids.settings.section}.${ids.settings.language}`)) this.greet();
      }),
    );
    panel.webview.html = panelHtml(panel.webview, context.extensionUri, language());
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Brings the panel to the front and says this to it, as soon as it can hear. */
  tellInFront(message: ToPanel): void {
    this.panel.reveal();
    if (this.listening) this.tell(message);
    else this.untold.push(message);
  }

  stop(): void {
    void this.link?.then((link) => link.post({ type: 'cancel' }));
  }

  /** Reads the file as it is now and fits it. */
  async fit(options: FitOptions = this.options): Promise<void> {
    const version = ++this.feedVersion;
    this.fresh = true;
    const link = await this.worker();
    if (this.disposed) return;
    try {
      await feed(link, this.uri, {
        workerReadsDisk: this.context.workerReadsDisk,
        read: this.readOptions,
        fit: options,
        stale: () => this.disposed || version !== this.feedVersion,
      });
    } catch (error) {
      this.fresh = false;
      const reason = error instanceof Error ? error.message : String(error);
      this.tell({ type: 'fault', fault: { code: 'fileUnreadable', args: { name: this.uri.path, reason } } });
      this.setStatus({ state: 'failed', fault: { code: 'fileUnreadable', args: { name: this.uri.path, reason } } });
    }
  }

  get active(): boolean {
    return this.panel.active;
  }

  get model(): FitOptions['model'] {
    return this.options.model;
  }

  /** What the run on show has found, as text. */
  async exportText(what: ExportKind): Promise<string> {
    const link = await this.worker();
    const id = ++this.exportsAsked;
    return new Promise((resolve) => {
      this.exports.set(id, { pieces: [], resolve });
      link.post({ type: 'export', id, what });
    });
  }

  async refitWith(change: Partial<FitOptions>): Promise<void> {
    const { start: _start, ...options } = this.options;
    this.options = { ...options, ...change };
    await this.fit();
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    clearTimeout(this.quiet);
    void this.link?.then((link) => link.terminate());
    this.closed.fire();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private worker(): Promise<WorkerLink> {
    this.link ??= this.context.launch({
      message: (message) => this.workerSaid(message),
      died: (reason) => this.workerDied(reason),
    });
    return this.link;
  }

  private workerSaid(message: FromWorker): void {
    if (this.disposed) return;
    switch (message.type) {
      case 'lines':
        this.lines = message.lines;
        this.marks.setLines(message.lines);
        break;
      case 'marks':
        this.marks.paint(message);
        break;
      case 'about':
        this.marks.answer(message);
        break;
      case 'exported': {
        const waiting = this.exports.get(message.id);
        waiting?.pieces.push(message.text);
        if (!message.last) break;
        waiting?.resolve(waiting.pieces.join(''));
        this.exports.delete(message.id);
        break;
      }
      default:
        this.follow(message);
        this.tell(message);
    }
  }

  private workerDied(reason: string): void {
    if (this.disposed) return;
    void this.link?.then((link) => link.terminate());
    this.link = undefined;
    this.fresh = false;
    const fault: Fault = { code: 'workerDied', args: { reason } };
    this.tell({ type: 'fault', fault });
    this.setStatus({ state: 'failed', fault });
  }

  private follow(event: RunEvent): void {
    switch (event.type) {
      case 'onShow':
        this.follow(event.frame);
        break;
      case 'started':
        if (event.options.model !== 'gmm') this.frame = undefined;
        this.setStatus({ state: 'running', fraction: 0 });
        break;
      case 'progress':
        this.setStatus({ ...this.status, state: 'running', fraction: event.fraction });
        break;
      case 'frame':
        this.frame = event;
        this.marks.refresh();
        this.setStatus({
          ...this.status,
          components: event.theta.k,
          logLikelihood: event.step.logLikelihood,
          elbo: event.step.elbo,
          iterations: event.step.iteration,
        });
        break;
      case 'viFrame':
        this.marks.refresh();
        this.setStatus({
          ...this.status,
          components: event.theta.k,
          elbo: event.bound,
          iterations: event.iteration,
        });
        break;
      case 'vaeFrame':
        // The gutter has no marks: a VAE has no components.
        this.marks.clearMarks();
        this.setStatus({ ...this.status, elbo: event.train.elbo, iterations: event.epoch });
        break;
      case 'state':
        this.setStatus({ ...this.status, state: event.state, ...(event.fault ? { fault: event.fault } : {}) });
        if (event.state === 'converged' && this.returnTo !== undefined) {
          const half = this.returnTo;
          this.returnTo = undefined;
          void this.link?.then((link) => link.post({ type: 'seek', half }));
        }
        break;
      case 'fault':
        this.setStatus({ ...this.status, state: 'failed', fault: event.fault });
        break;
      default:
        break;
    }
  }

  private setStatus(status: FitStatus): void {
    this.status = status;
    this.statusChanged.fire(status);
  }

  private tell(message: ToPanel): void {
    if (this.listening && !this.disposed) this.outbox.tell(message, this.status.state === 'running');
  }

  private heard(raw: unknown): void {
    const parsed = v.safeParse(toHostSchema, raw);
    if (!parsed.success) {
      console.error(`ELBO Lens: unexpected message from the panel: ${parsed.issues[0].message}`);
      return;
    }
    void this.obey(parsed.output);
  }

  private async obey(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.panelReady(message.persisted);
        break;
      case 'reveal':
        await this.revealRow(message.row);
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        break;
      case 'save':
        await saveDocument(this.uri, message);
        break;
      case 'read':
        this.readOptions = message.options;
        await this.fit();
        break;
      case 'fit':
        this.options = message.options;
        if (this.fresh && this.link) {
          (await this.link).post(message);
        } else await this.fit(message.options);
        break;
      default:
        (await this.worker()).post(message);
    }
  }

  private greet(): void {
    this.tell({
      type: 'welcome',
      language: language(),
      uri: this.uri.toString(),
      fileName: this.uri.path.slice(this.uri.path.lastIndexOf('/') + 1),
      options: this.options,
      notation: notation(),
      remote: vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web,
    });
  }

  private async panelReady(restored: Persisted | undefined): Promise<void> {
    this.listening = true;
    if (!this.link && restored) {
      this.options = restored.options;
      this.returnTo = restored.half;
    }
    this.greet();
    for (const message of this.untold.splice(0)) this.tell(message);
    if (this.link) (await this.worker()).post({ type: 'replay' });
    else await this.fit();
  }

  private async revealRow(row: number): Promise<void> {
    const line = this.lines?.[row];
    if (line === undefined) return;
    const shown = vscode.window.visibleTextEditors.find(
      (editor) => editor.document.uri.toString() === this.uri.toString(),
    );
    if (!shown) return;
    const at = new vscode.Range(line - 1, 0, line - 1, 0);
    if (shown.selection.active.line !== at.start.line) this.revealed.add(at.start.line);
    shown.selection = new vscode.Selection(at.start, at.end);
    shown.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  private cursorMoved(event: vscode.TextEditorSelectionChangeEvent): void {
    if (!this.lines || event.textEditor.document.uri.toString() !== this.uri.toString()) return;
    const { line } = event.selections[0]!.active;
    if (this.revealed.reached(line)) return;
    const row = rowAtLine(this.lines, line + 1);
    if (row >= 0) this.tell({ type: 'cursor', row });
  }

  private documentChanged(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length === 0 || event.document.uri.toString() !== this.uri.toString()) return;
    this.fresh = false;
    this.marks.clear();
    for (const change of event.contentChanges) {
      const from = change.range.start.line + 1;
      const to = Math.max(change.range.end.line, change.range.start.line + change.text.split('\n').length - 1) + 1;
      this.edited = this.edited
        ? { from: Math.min(this.edited.from, from), to: Math.max(this.edited.to, to) }
        : { from, to };
    }
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => {
      const edited = this.edited;
      this.edited = undefined;
      if (edited) void this.refit(edited);
    }, editQuietMs);
  }

  /**
   * Follows an edit: a mixture with the same K and family from the parameters on show, so that the fit moves as little as
   * it must.
   */
  private async refit(edited: { from: number; to: number }): Promise<void> {
    const theta = this.frame?.theta;
    const warm = theta ? { ...this.options, components: theta.k, start: theta } : this.options;
    await this.fit(warm);
    this.tell({ type: 'edited', firstLine: edited.from, lines: edited.to - edited.from + 1 });
  }
}
