/** The panel on a page of its own, beside a host that runs a plain EM. */
import 'katex/dist/katex.min.css';
import '../../src/words/korean.ts';
import { Discs } from '../../webview/data/discs.ts';
import { Painter } from '../../webview/data/painter.ts';
import { Player } from '../../webview/run/player.ts';
import '../../webview/jensen/jensen.ts';
import '../../webview/shell/panel.ts';
import { Store } from '../../webview/store.ts';
import { followTheme, roleDefaults } from '../../webview/theme.ts';
import { PlainRun, parseRows, startAt } from '../support/plainMixture.ts';
import { FakeHost } from './fakeHost.ts';
import { type ThemeName, themeCss, themes } from './themes.ts';

export interface Scene {
  readonly csv: string;
  readonly name: string;
  readonly start: readonly number[];
  readonly length: number;
  readonly half: number;
  readonly row: number;
  readonly language: 'en' | 'ko';
  readonly theme: ThemeName;
  readonly notation?: 'cs229' | 'bishop';
  /** Jensen's page instead of the panel. */
  readonly jensen?: boolean;
}

declare global {
  interface Window {
    show(scene: Scene): Promise<void>;
    wear(theme: ThemeName): void;
    store: Store;
    host: FakeHost;
    violations: string[];
    readonly Discs: typeof Discs;
    readonly Painter: typeof Painter;
  }
}

window.violations = [];
Object.assign(window, { Discs, Painter });
document.addEventListener('securitypolicyviolation', (event) =>
  window.violations.push(`${event.violatedDirective} ${event.sourceFile ?? ''}:${event.lineNumber} ${event.sample}`),
);

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

window.wear = (theme) => {
  sheet.replaceSync(themeCss(theme, roleDefaults[theme].components));
  document.body.className = themes[theme].bodyClass;
};

window.show = async (scene) => {
  window.wear(scene.theme);
  const rows = parseRows(scene.csv);
  const run = new PlainRun(rows, startAt(rows, scene.start), scene.length);
  const host = new FakeHost(run, scene.half, (message) => store.receive(message), scene.language, scene.name);
  const store: Store = new Store(host);
  window.store = store;
  window.host = host;
  followTheme((theme) => store.dispatch({ type: 'theme', theme }));
  store.ready();
  store.dispatch({ type: 'row', row: scene.row });
  new Player(store);
  if (scene.notation) store.dispatch({ type: 'notation', notation: scene.notation });
  const panel = document.createElement(scene.jensen ? 'elbo-jensen' : 'elbo-panel');
  panel.store = store;
  document.body.replaceChildren(panel);
  await document.fonts.ready;
};
