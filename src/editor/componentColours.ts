/** The components' colours as the manifest gives their defaults: an icon in the gutter cannot follow a theme colour. */
import type * as vscode from 'vscode';

export interface ComponentColour {
  readonly dark: string;
  readonly light: string;
}

interface ContributedColour {
  readonly id: string;
  readonly defaults: ComponentColour;
}

export function componentColours(extension: vscode.Extension<unknown>): readonly ComponentColour[] {
  const manifest = extension.packageJSON as { contributes: { colors: readonly ContributedColour[] } };
  return manifest.contributes.colors
    .filter(({ id }) => id.startsWith('elboLens.component'))
    .map(({ defaults: { dark, light } }) => ({ dark, light }));
}
