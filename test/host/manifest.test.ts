import * as vscode from 'vscode';
import { ids } from '../../src/editor/ids.ts';
import { equal, extension } from './extension.ts';

interface Manifest {
  activationEvents: string[];
  contributes: { commands: { command: string }[]; configuration: { properties: Record<string, unknown> } };
}

describe('the manifest', () => {
  const manifest = () => extension().packageJSON as Manifest;

  it('declares the commands that the code knows, and no other', () => {
    const declared = manifest().contributes.commands.map((entry) => entry.command);
    equal(declared.sort(), Object.values(ids.commands).sort(), 'commands of the manifest');
  });

  it('declares the settings that the code knows, and no other', () => {
    const { section, ...names } = ids.settings;
    const known = Object.values(names).map((name) => `${section}.${name}`);
    equal(Object.keys(manifest().contributes.configuration.properties).sort(), known.sort(), 'settings');
  });

  it('wakes the extension for the view type that it serialises', () => {
    equal(manifest().activationEvents.includes(`onWebviewPanel:${ids.viewType}`), true, 'activation on the panel');
  });

  it('has its commands registered once it is active', async () => {
    await extension().activate();
    const registered = await vscode.commands.getCommands(true);
    for (const command of Object.values(ids.commands)) equal(registered.includes(command), true, command);
  });
});
