/** The three views on one page, as the panel lays them out, beside a host that runs a plain EM. */
import 'katex/dist/katex.min.css';
import '../../webview/shell/panel.css';
import '../../webview/shell/controls.css';
import './page.css';
import '../../webview/data/scatter.ts';
import '../../webview/derivation/derivation.ts';
import '../../webview/heatmap/heatmap.ts';
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
}

declare global {
  interface Window {
    show(scene: Scene): Promise<void>;
    wear(theme: ThemeName): void;
    store: Store;
    host: FakeHost;
    violations: string[];
  }
}

window.violations = [];
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
  const page = document.createElement('main');
  page.className = matchMedia('(min-width: 900px)').matches ? 'wide' : 'half';
  for (const tag of ['elbo-scatter', 'elbo-heatmap', 'elbo-derivation'] as const) {
    const section = document.createElement('section');
    section.className = tag;
    const view = document.createElement(tag);
    view.store = store;
    section.append(view);
    page.append(section);
  }
  document.body.replaceChildren(page);
  await document.fonts.ready;
};
