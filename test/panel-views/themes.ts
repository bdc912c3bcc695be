/** VS Code's variables as its default themes set them (Dark 2026, Light 2026, both high contrasts), as far as the views use them. */
const font = `"Noto Sans", "Noto Sans CJK KR", sans-serif`;

export const themes = {
  dark: {
    bodyClass: 'vscode-dark',
    variables: {
      'editor-background': '#121314',
      foreground: '#bfbfbf',
      descriptionForeground: '#8c8c8c',
      'panel-border': '#2a2b2c',
      focusBorder: '#3994bc',
      'button-background': '#297aa0',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#1c1d1e',
      'button-secondaryForeground': '#bfbfbf',
      'button-secondaryBorder': '#333536',
      'input-background': '#191a1b',
      'input-border': '#333536',
      'inputOption-activeBackground': '#2a3b44',
      'elboLens-elbo': '#57a3f8',
      'elboLens-kl': '#f0714f',
      'elboLens-q': '#c77dc6',
    },
  },
  light: {
    bodyClass: 'vscode-light',
    variables: {
      'editor-background': '#ffffff',
      foreground: '#202020',
      descriptionForeground: '#606060',
      'panel-border': '#e4e5e6',
      focusBorder: '#0069cc',
      'button-background': '#0069cc',
      'button-foreground': '#ffffff',
      'button-secondaryBackground': '#ffffff',
      'button-secondaryForeground': '#202020',
      'button-secondaryBorder': '#d8d8d8',
      'input-background': '#ffffff',
      'input-border': '#d8d8d8',
      'inputOption-activeBackground': '#dfe7f0',
      'elboLens-elbo': '#1a5cff',
      'elboLens-kl': '#c2370d',
      'elboLens-q': '#86308a',
    },
  },
  highContrast: {
    bodyClass: 'vscode-high-contrast',
    variables: {
      'editor-background': '#000000',
      foreground: '#ffffff',
      descriptionForeground: '#ffffff',
      'panel-border': '#6fc3df',
      contrastBorder: '#6fc3df',
      contrastActiveBorder: '#f38518',
      focusBorder: '#f38518',
      'elboLens-elbo': '#57a3f8',
      'elboLens-kl': '#ff8a66',
      'elboLens-q': '#e59be4',
    },
  },
  highContrastLight: {
    bodyClass: 'vscode-high-contrast-light vscode-high-contrast',
    variables: {
      'editor-background': '#ffffff',
      foreground: '#292929',
      descriptionForeground: '#292929',
      'panel-border': '#0f4a85',
      contrastBorder: '#0f4a85',
      contrastActiveBorder: '#006bbd',
      focusBorder: '#006bbd',
      'elboLens-elbo': '#0f4ae0',
      'elboLens-kl': '#a32b06',
      'elboLens-q': '#6e1f72',
    },
  },
} as const;

export type ThemeName = keyof typeof themes;

/** A style sheet with the theme's variables. */
export function themeCss(name: ThemeName, components: readonly string[]): string {
  const all = {
    'font-family': font,
    ...themes[name].variables,
    ...Object.fromEntries(components.map((colour, at) => [`elboLens-component${at + 1}`, colour])),
  };
  return `:root { ${Object.entries(all)
    .map(([key, value]) => `--vscode-${key}: ${value};`)
    .join(' ')} }`;
}
