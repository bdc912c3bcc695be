/** The few pictograms of the panel, drawn on a 16-pixel grid with the text's colour. */
import { type SVGTemplateResult, svg } from 'lit';

const icon = (content: SVGTemplateResult): SVGTemplateResult =>
  svg`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor"
    stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round">${content}</svg>`;

export const icons = {
  back: icon(svg`<path d="M10 3.5 5.5 8l4.5 4.5" />`),
  play: icon(svg`<path d="M4.5 3v10l8.5-5z" />`),
  pause: icon(svg`<path d="M5 3v10M11 3v10" stroke-width="2" />`),
  toEnd: icon(svg`<path d="M3 3v10M6.500 3.500v9l6-4.500z" />`),
  stop: icon(svg`<path d="M4 4h8v8H4z" />`),
  chevronDown: icon(svg`<path d="m4 6 4 4 4-4" />`),
  chevronRight: icon(svg`<path d="m6 4 4 4-4 4" />`),
  road: icon(
    svg`<path d="M8 4C6.500 2.800 4.500 2.600 2 3v9.500c2.500-.400 4.500-.200 6 1 1.500-1.200 3.500-1.400 6-1V3c-2.500-.400-4.500-.200-6 1zM8 4v9.500" />`,
  ),
  close: icon(svg`<path d="m4 4 8 8M12 4l-8 8" />`),
  info: icon(svg`<circle cx="8" cy="8" r="6" /><path d="M8 7.500v3.500M8 5v.010" />`),
  warning: icon(svg`<path d="M8 2 1.500 13.500h13zM8 6.500v3.500M8 11.800v.010" />`),
  error: icon(svg`<circle cx="8" cy="8" r="6" /><path d="m5.800 5.800 4.400 4.400M10.200 5.800l-4.400 4.400" />`),
} as const;
