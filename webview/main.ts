/** The panel's entry: hears the host, checks what it says, and says once that it can hear. */
import * as v from 'valibot';
import 'katex/dist/katex.min.css';
import { type ToPanel, toPanelSchema } from '../src/protocol/panel.ts';
import { speaks, teach } from '../src/words/translate.ts';
import { Player } from './run/player.ts';
import './shell/panel.ts';
import { fetchMore } from './shell/later.ts';
import { type HostApi, Store } from './store.ts';
import { followTheme } from './theme.ts';
import { fetchKatex } from './typesetting.ts';

declare function acquireVsCodeApi(): HostApi;

const store = new Store(acquireVsCodeApi());

/** Korean is fetched for those who read it; what is said meanwhile is heard after it. */
let learning: Promise<void> | undefined;

async function learnKorean(): Promise<void> {
  const { korean } = await import('./korean.ts');
  teach('ko', korean);
  learning = undefined;
}

function hear(message: ToPanel): void {
  if (message.type === 'document') void fetchMore().then((more) => more.saveDerivation(store, message.format));
  else store.receive(message);
}

/** In words: a console that is read elsewhere shows no objects. */
function whatIsWrong(data: unknown, issues: readonly v.BaseIssue<unknown>[]): string {
  const type = typeof data === 'object' && data !== null && 'type' in data ? String(data.type) : typeof data;
  return `${type}, ${issues.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`).join(' ')}`;
}

function check(data: unknown): void {
  const checked = v.safeParse(toPanelSchema, data);
  if (!checked.success) {
    console.error(`A message of the host was dropped: ${whatIsWrong(data, checked.issues)}`);
    return;
  }
  const message = checked.output;
  if (message.type === 'welcome' && !speaks(message.language)) learning ??= learnKorean();
  if (learning) void learning.then(() => hear(message));
  else hear(message);
}

// The host says in one what it has to say at once.
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (Array.isArray(data)) data.forEach(check);
});

void fetchKatex();
followTheme((theme) => store.dispatch({ type: 'theme', theme }));
new Player(store);

store.ready();

// In a task of its own: the host is at work by then.
setTimeout(() => {
  const panel = document.createElement('elbo-panel');
  panel.store = store;
  document.body.append(panel);
});
