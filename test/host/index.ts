/** The in-host suite in a Node extension host: desktop VS Code under @vscode/test-electron, or code-server. */
import Mocha from 'mocha';
import { counted } from './counted.ts';

export async function run(): Promise<void> {
  await counted(Mocha, 'host');
}
