/** A component's mark: its number in its colour. Colours repeat after eight; then the shape is another. */
import { html, type TemplateResult } from 'lit';
import './disc.css';

const colours = 8;
export type MarkShape = 'disc' | 'square' | 'diamond';
const shapes: readonly MarkShape[] = ['disc', 'square', 'diamond'];

export const shapeOf = (component: number): MarkShape => shapes[Math.floor(component / colours) % shapes.length]!;

/** The CSS class that gives `--component` the component's colour. */
export const colourClass = (component: number): string => `component-${(component % colours) + 1}`;

/** The mark as an element; components are counted from 0, shown from 1. */
export const disc = (component: number): TemplateResult =>
  html`<span class="mark ${shapeOf(component)} ${colourClass(component)}" data-component=${component}
    ><span>${component + 1}</span></span
  >`;

/** The mark's outline as an SVG path around the origin, `radius` pixels large. */
export function markPath(component: number, radius: number): string {
  const r = radius;
  switch (shapeOf(component)) {
    case 'disc':
      return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
    case 'square':
      return `M${-r * 0.9} ${-r * 0.9}H${r * 0.9}V${r * 0.9}H${-r * 0.9}Z`;
    case 'diamond':
      return `M0 ${-r * 1.2}L${r * 1.2} 0L0 ${r * 1.2}L${-r * 1.2} 0Z`;
  }
}
