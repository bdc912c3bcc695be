/**
 * Colours for what is drawn on canvases: read from the theme's CSS variables, read again when the theme changes.
 * The defaults of the role colours are those that package.json contributes.
 *
 * Components 4 … 8 were found by search in OKLab: each keeps a hue of its own over all four themes, has contrast ≥ 3:1
 * with the background (≥ 4.5:1 in high contrast), and keeps its distance from the roles and from all others both in
 * full sight and under simulated protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes 2009): at least
 * .066, as near as components 1 … 3 come to the roles.
 */

export type ThemeKind = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

export interface Theme {
  readonly kind: ThemeKind;
  readonly background: string;
  readonly foreground: string;
  readonly secondary: string;
  readonly rule: string;
  readonly focus: string;
  /** The roles, CSS colours. */
  readonly logLikelihood: string;
  readonly elbo: string;
  readonly kl: string;
  readonly q: string;
  /** Component k has `components[k % 8]`; its number is always written beside it. */
  readonly components: readonly string[];
  readonly font: string;
  readonly reducedMotion: boolean;
}

type Roles = Pick<Theme, 'background' | 'foreground' | 'secondary' | 'rule' | 'elbo' | 'kl' | 'q' | 'components'>;

export const roleDefaults: Readonly<Record<ThemeKind, Roles>> = {
  dark: {
    background: '#121314',
    foreground: '#BFBFBF',
    secondary: '#8C8C8C',
    rule: '#2A2B2C',
    elbo: '#57A3F8',
    kl: '#F0714F',
    q: '#C77DC6',
    components: ['#F2C14E', '#1FA187', '#9BDAF2', '#6C47EB', '#A96418', '#C1F9C3', '#86556A', '#F6FE44'],
  },
  light: {
    background: '#FFFFFF',
    foreground: '#202020',
    secondary: '#606060',
    rule: '#E4E5E6',
    elbo: '#1A5CFF',
    kl: '#C2370D',
    q: '#86308A',
    components: ['#B88700', '#00806F', '#3592C6', '#4024C9', '#664837', '#70996B', '#6F1547', '#3C3A00'],
  },
  highContrast: {
    background: '#000000',
    foreground: '#FFFFFF',
    secondary: '#FFFFFF',
    rule: '#6FC3DF',
    elbo: '#57A3F8',
    kl: '#FF8563',
    q: '#D996D8',
    components: ['#F2C14E', '#1FA187', '#9BDAF2', '#7958FD', '#A8700C', '#B2FAB6', '#CC3D89', '#F2ED1D'],
  },
  highContrastLight: {
    background: '#FFFFFF',
    foreground: '#292929',
    secondary: '#292929',
    rule: '#0F4A85',
    elbo: '#0F47D6',
    kl: '#A82C07',
    q: '#75247A',
    components: ['#8A6400', '#006B5D', '#1D6F9F', '#3B01AD', '#672C00', '#567E52', '#820B4A', '#595C31'],
  },
};

const ofKind = (kind: ThemeKind): Theme => ({
  kind,
  ...roleDefaults[kind],
  logLikelihood: roleDefaults[kind].foreground,
  focus: roleDefaults[kind].elbo,
  font: 'sans-serif',
  reducedMotion: false,
});

export const fallbackTheme: Theme = ofKind('dark');

/** VS Code says the theme's kind by classes on body. */
function kindOf(classes: DOMTokenList): ThemeKind {
  if (classes.contains('vscode-high-contrast-light')) return 'highContrastLight';
  if (classes.contains('vscode-high-contrast')) return 'highContrast';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

/** The theme as the document has it now. */
export function readTheme(body: HTMLElement): Theme {
  known.clear();
  const kind = kindOf(body.classList);
  const fallback = roleDefaults[kind];
  const style = getComputedStyle(body);
  const read = (name: string, otherwise: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const foreground = read('foreground', fallback.foreground);
  return {
    kind,
    background: read('editor-background', fallback.background),
    foreground,
    secondary: read('descriptionForeground', fallback.secondary),
    rule: read('panel-border', read('contrastBorder', fallback.rule)),
    focus: read('focusBorder', fallback.elbo),
    logLikelihood: read('elboLens-logLikelihood', foreground),
    elbo: read('elboLens-elbo', fallback.elbo),
    kl: read('elboLens-kl', fallback.kl),
    q: read('elboLens-q', fallback.q),
    components: fallback.components.map((colour, k) => read(`elboLens-component${k + 1}`, colour)),
    font: read('font-family', 'system-ui, sans-serif'),
    reducedMotion:
      body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
}

/** Calls `changed` now and whenever the theme, its kind or the wish for less motion changes. Returns how to stop. */
export function followTheme(changed: (theme: Theme) => void): () => void {
  const tell = () => changed(readTheme(document.body));
  const observer = new MutationObserver(tell);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  // A change of colours alone (workbench.colorCustomizations) rewrites the variables on the root element.
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  tell();
  return () => observer.disconnect();
}

/**
 * OKLab of a CSS colour `#rrggbb` (alpha and other notations: as the canvas resolves them).
 * Björn Ottosson, "A perceptual color space for image processing" (2020).
 */
export function oklab(css: string): [number, number, number] {
  const [r, g, b] = linearRgb(css);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function linearRgb(css: string): [number, number, number] {
  const [r, g, b] = unitChannels(css).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return [r!, g!, b!];
}

/** What a theme's colours came to; another theme begins anew. */
const known = new Map<string, readonly number[]>();

function unitChannels(css: string): readonly number[] {
  let channels = known.get(css);
  if (!channels) {
    channels = hexChannels(css) ?? hexChannels(resolved(css)) ?? [0, 0, 0];
    known.set(css, channels);
  }
  return channels;
}

/** Red, green and blue, each 0 … 255, of any CSS colour. */
export function channelsOf(css: string): [number, number, number] {
  const [red, green, blue] = unitChannels(css).map((c) => Math.round(255 * c));
  return [red!, green!, blue!];
}

function hexChannels(css: string): number[] | undefined {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(css);
  return match ? [match[1], match[2], match[3]].map((hex) => Number.parseInt(hex!, 16) / 255) : undefined;
}

/** Any CSS colour as the canvas writes it back: `#rrggbb` where it is opaque. */
function resolved(css: string): string {
  const context = document.createElement('canvas').getContext('2d')!;
  context.fillStyle = css;
  const written = context.fillStyle;
  const rgba = /^rgba?\((\d+), (\d+), (\d+)/.exec(written);
  if (!rgba) return written;
  return `#${[rgba[1], rgba[2], rgba[3]].map((c) => Number(c).toString(16).padStart(2, '0')).join('')}`;
}

/** The colour with that alpha, for canvases. */
export function translucent(css: string, alpha: number): string {
  return `rgba(${channelsOf(css).join(', ')}, ${alpha})`;
}
