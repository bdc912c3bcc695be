/**
 * The file's own rows, marked: each visible row has its component's colour in the gutter, fainter where the assignment is
 * unsure, and says on hover what the model makes of it.
 */
import * as vscode from 'vscode';
import type { FromWorker, ToWorker } from '../protocol/worker.ts';
import { editorSentences } from '../words/editor.ts';
import { translate } from '../words/translate.ts';
import type { ComponentColour } from './componentColours.ts';
import { language } from './settings.ts';

type Marks = Extract<FromWorker, { type: 'marks' }>;
type About = Extract<FromWorker, { type: 'about' }>;

/** Steps of certainty that an eye can tell apart in a dot of this size. */
const shades = [0.35, 0.55, 0.8, 1] as const;
const settleMs = 80;
const hoverPatienceMs = 1500;

export class RowMarks implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[] = [];
  private readonly types = new Map<string, vscode.TextEditorDecorationType>();
  private readonly hovers = new Map<number, (about: About | undefined) => void>();
  private lines: Uint32Array = new Uint32Array(0);
  private pending: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;
  private painted = false;

  constructor(
    private readonly uri: vscode.Uri,
    private readonly colours: readonly ComponentColour[],
    private readonly ask: (message: ToWorker) => void,
  ) {
    this.disposables.push(
      vscode.window.onDidChangeTextEditorVisibleRanges((event) => {
        if (this.isMine(event.textEditor)) this.refresh();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
      vscode.languages.registerHoverProvider(
        { scheme: uri.scheme, pattern: '**/*' },
        { provideHover: (document, position) => this.hover(document, position) },
      ),
    );
  }

  /** The rows of a new fit, by the 1-based lines on which they start. */
  setLines(lines: Uint32Array): void {
    this.lines = lines;
  }

  /** The document changed: the lines are no longer those of the fit. */
  clear(): void {
    this.lines = new Uint32Array(0);
    this.clearMarks();
  }

  /** What is on show has nothing to mark rows with. */
  clearMarks(): void {
    if (!this.painted) return;
    this.painted = false;
    for (const editor of this.editors()) for (const type of this.types.values()) editor.setDecorations(type, []);
  }

  paint({ from, component, certainty }: Marks): void {
    this.painted = true;
    const ranges = new Map<string, vscode.Range[]>();
    component.forEach((each, i) => {
      const line = this.lines[from + i];
      if (line === undefined) return;
      const shade = shades.findIndex((limit) => certainty[i]! <= limit + 1e-6);
      const key = `${each % this.colours.length}/${shade < 0 ? shades.length - 1 : shade}`;
      const list = ranges.get(key) ?? [];
      list.push(new vscode.Range(line - 1, 0, line - 1, 0));
      ranges.set(key, list);
    });
    for (const key of ranges.keys()) if (!this.types.has(key)) this.types.set(key, markType(key, this.colours));
    for (const editor of this.editors()) {
      for (const [key, type] of this.types) editor.setDecorations(type, ranges.get(key) ?? []);
    }
  }

  answer(about: About): void {
    this.hovers.get(about.id)?.(about);
    this.hovers.delete(about.id);
  }

  dispose(): void {
    clearTimeout(this.pending);
    for (const resolve of this.hovers.values()) resolve(undefined);
    vscode.Disposable.from(...this.disposables, ...this.types.values()).dispose();
  }

  /** Asks for the marks of what is visible now, at the half-step on show. */
  refresh(): void {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => {
      const editor = this.editors()[0];
      const visible = editor?.visibleRanges;
      if (!visible?.[0] || this.lines.length === 0) return;
      const from = Math.max(0, rowAtLine(this.lines, visible[0].start.line + 1));
      const to = rowAtLine(this.lines, visible.at(-1)!.end.line + 1) + 1;
      if (to > from) this.ask({ type: 'marks', from, to });
    }, settleMs);
  }

  private hover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> | undefined {
    if (document.uri.toString() !== this.uri.toString()) return undefined;
    const row = rowAtLine(this.lines, position.line + 1);
    if (row < 0 || this.lines[row] !== position.line + 1) return undefined;
    const id = ++this.asked;
    const answered = new Promise<About | undefined>((resolve) => {
      this.hovers.set(id, resolve);
      setTimeout(() => resolve(undefined), hoverPatienceMs);
    });
    this.ask({ type: 'about', id, row });
    return answered.then((about) => {
      this.hovers.delete(id);
      return about && new vscode.Hover(new vscode.MarkdownString(hoverText(about)));
    });
  }

  private editors(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter((editor) => this.isMine(editor));
  }

  private isMine(editor: vscode.TextEditor): boolean {
    return editor.document.uri.toString() === this.uri.toString();
  }
}

/** Only numbers and our own words: nothing of the file goes into the Markdown. */
function hoverText({ row, q, logLikelihood, rank, rows }: About): string {
  const shares = [...q]
    .map((value, j) => ({ value, j }))
    .sort((a, b) => b.value - a.value)
    .slice(0, 4)
    .map(({ value, j }) => `q${subscript(j + 1)} = ${value.toFixed(4)}`)
    .join(' · ');
  const args = { row: row + 1, shares, density: logLikelihood.toFixed(4).replace('-', '−'), rank, rows };
  return translate(language(), editorSentences.hover, args);
}

const subscript = (n: number): string => [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');

function markType(key: string, colours: readonly ComponentColour[]): vscode.TextEditorDecorationType {
  const [component = 0, shade = 0] = key.split('/').map(Number);
  const icon = (theme: 'dark' | 'light'): vscode.Uri => {
    const colour = colours[component]![theme];
    // A filled disc for the odd components, a ring for the even ones: colour is never alone.
    const body =
      component % 2 === 0
        ? `<circle cx="8" cy="8" r="4" fill="${colour}"/>`
        : `<circle cx="8" cy="8" r="3.2" fill="none" stroke="${colour}" stroke-width="2"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><g opacity="${shades[shade]}">${body}</g></svg>`;
    return vscode.Uri.parse(`data:image/svg+xml,${encodeURIComponent(svg)}`);
  };
  return vscode.window.createTextEditorDecorationType({
    gutterIconSize: 'contain',
    dark: { gutterIconPath: icon('dark') },
    light: { gutterIconPath: icon('light') },
  });
}

/** The row whose line is `line`, or the last row that starts before it; −1 above the first. `lines` rises. */
export function rowAtLine(lines: Uint32Array, line: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]! <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
