/** The same suite in the web-worker extension host, as on vscode.dev: Mocha's browser build, no Node. */
import 'mocha/mocha.js';
import { counted } from './counted.ts';

export async function run(): Promise<void> {
  const { Mocha: engine } = globalThis as unknown as { Mocha: typeof Mocha };
  await counted(engine, 'web');
}
