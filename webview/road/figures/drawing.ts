/** Small means of drawing that the road's pictures share. */
import { type SVGTemplateResult, svg } from 'lit';

/** A straight scale from one interval to another; the inverse is `scaleTo(c, d, a, b)`. */
export function scaleTo(from: number, to: number, start: number, end: number): (value: number) => number {
  const slope = (end - start) / (to - from || 1);
  return (value) => start + (value - from) * slope;
}

/** The gap's hatch, 45°, under that name. */
export const hatch = (id: string): SVGTemplateResult => svg`<pattern id=${id} width="5" height="5"
    patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V5" /></pattern>`;

/** Round heights between two values, about `count` of them, with as many decimals as their step has. */
export function heights(low: number, high: number, count: number): { value: number; text: string }[] {
  const raw = (high - low) / count;
  if (!(raw > 0) || !Number.isFinite(raw)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((m) => m * power >= raw * 0.8) ?? 10);
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9)));
  const out: { value: number; text: string }[] = [];
  for (let i = Math.ceil(low / step); i * step <= high && out.length < 20; i++) {
    out.push({ value: i * step, text: (i * step).toFixed(decimals).replace(/^-(?=.*[1-9])/, '−') });
  }
  return out;
}
