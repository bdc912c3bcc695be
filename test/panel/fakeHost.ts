/**
 * The host's part in a plain page: the real engine on a real file, spoken to as in the editor. Bundled and loaded
 * before the panel. What the panel asks for is kept in `window.asked`, for tests to look at.
 */
import { Session } from '../../src/engine/session.ts';
import type { ToHost, ToPanel } from '../../src/protocol/panel.ts';
import { defaultFitOptions, type FitOptions } from '../../src/protocol/run.ts';
import { roleDefaults } from '../../webview/theme.ts';
import { type EditorTheme, editorThemes, type ThemeName } from './themes.mts';

export interface HostSetting {
  readonly theme: ThemeName;
  readonly language: 'en' | 'ko';
  /** The panel is far from the file. */
  remote?: boolean;
  readonly fileName: string;
  readonly content: string;
  readonly options?: Partial<FitOptions>;
  /** θ to start from, as plain arrays. */
  readonly start?: { k: number; d: number; weights: number[]; means: number[]; covariances: number[] };
  /** Nothing is read or fitted: the test says all that is heard. */
  readonly silent?: boolean;
  readonly kept?: unknown;
  readonly reducedMotion?: boolean;
}

declare global {
  interface Window {
    setting: HostSetting;
    asked: ToHost[];
    kept: unknown;
    say(message: ToPanel): void;
    wear(theme: ThemeName): void;
    acquireVsCodeApi(): unknown;
  }
}

const { setting } = window;
window.asked = [];
window.kept = setting.kept;
window.say = (message) => window.postMessage([message], '*');
window.wear = (name) => {
  const theme: EditorTheme = editorThemes[name];
  const root = document.documentElement.style;
  for (const property of [...root]) root.removeProperty(property);
  for (const [key, value] of Object.entries(theme.colours)) root.setProperty(`--vscode-${key}`, value);
  const { elbo, kl, q, foreground, components } = roleDefaults[name];
  const roles = { logLikelihood: foreground, elbo, kl, q };
  for (const [role, colour] of Object.entries(roles)) root.setProperty(`--vscode-elboLens-${role}`, colour);
  components.forEach((colour, k) => {
    root.setProperty(`--vscode-elboLens-component${k + 1}`, colour);
  });
  root.setProperty('--vscode-font-family', "'Noto Sans', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif");
  root.setProperty('--vscode-font-size', '13px');
  document.body.className = `${theme.bodyClass}${setting.reducedMotion ? ' vscode-reduce-motion' : ''}`;
};
window.wear(setting.theme);

const session = new Session(
  (events) => {
    for (const event of events) {
      // What the editor keeps for itself: lines, gutter marks, answers to hovers.
      if (!['lines', 'marks', 'about', 'exported'].includes(event.type)) window.say(event as ToPanel);
    }
  },
  { threads: 1 },
);
const options: FitOptions = { ...defaultFitOptions, ...setting.options };
if (setting.start) {
  const { k, d, weights, means, covariances } = setting.start;
  const [w, m, c] = [weights, means, covariances].map((values) => Float64Array.from(values));
  options.start = { k, d, weights: w!, means: m!, covariances: c! };
}
const uri = `file:///${setting.fileName}`;
let opened = false;

function open(read: Parameters<Session['handle']>[0] & { type: 'open' }): void {
  session.handle(read);
  session.handle({ type: 'chunk', data: setting.content });
  session.handle({ type: 'end' });
}

function hear(message: ToHost): void {
  window.asked.push(message);
  if (message.type === 'ready') {
    const { fileName, language } = setting;
    const kept = message.persisted?.options ?? options;
    window.say({
      type: 'welcome',
      language,
      uri,
      fileName,
      options: kept,
      notation: 'cs229',
      remote: setting.remote ?? false,
    });
    if (setting.silent) return;
    if (opened) session.handle({ type: 'replay' });
    else open({ type: 'open', name: fileName, bytes: setting.content.length, read: {}, fit: kept });
    opened = true;
  } else if (setting.silent || message.type === 'reveal' || message.type === 'copy' || message.type === 'save') {
    return;
  } else if (message.type === 'read') {
    open({ type: 'open', name: setting.fileName, bytes: setting.content.length, read: message.options, fit: options });
  } else {
    session.handle(message);
  }
}

window.acquireVsCodeApi = () => ({
  // As in the editor, what is posted arrives later and as a copy.
  postMessage: (message: ToHost) => queueMicrotask(() => hear(structuredClone(message))),
  getState: () => window.kept,
  setState: (state: unknown) => {
    window.kept = JSON.parse(JSON.stringify(state));
  },
});
