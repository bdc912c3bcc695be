/** The panel's entry: hears the host, checks what it says, and says once that it can hear. */
import * as v from 'valibot';
import 'katex/dist/katex.min.css';
import { toPanelSchema } from '../src/protocol/panel.ts';
import { saveDerivation } from './derivation/document.ts';
import { Player } from './run/player.ts';
import { type HostApi, Store } from './store.ts';
import { followTheme } from './theme.ts';
import './shell/panel.ts';

declare function acquireVsCodeApi(): HostApi;

const store = new Store(acquireVsCodeApi());

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const checked = v.safeParse(toPanelSchema, data);
  if (checked.success && checked.output.type === 'document') saveDerivation(store, checked.output.format);
  else if (checked.success) store.receive(checked.output);
  else console.error('A message of the host was dropped:', v.flatten(checked.issues));
});

followTheme((theme) => store.dispatch({ type: 'theme', theme }));
new Player(store);

const panel = document.createElement('elbo-panel');
panel.store = store;
document.body.append(panel);
store.ready();
