/** The gap in its two parts as a sum and as a bar: what a diagonal Gaussian costs, and what one network for all rows does. */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { decimalsThatAddUp, fixed, underMark } from '../../figures.ts';
import { hatch, scaleTo } from '../figures/drawing.ts';

export interface GapLine {
  readonly name: string;
  /** Names its numbers. */
  readonly which: string;
  readonly approximation: number;
  readonly amortisation: number;
}

export interface GapWords {
  readonly label: string;
  readonly gap: string;
  readonly approximation: string;
  readonly amortisation: string;
}

/** A table: gap = approximation + amortisation, a line each, and the same as bars on one scale. */
export function gapParts(lines: readonly GapLine[], words: GapWords, width: number): TemplateResult {
  const most = Math.max(1e-9, ...lines.map(({ approximation, amortisation }) => approximation + amortisation));
  const sums = lines.map(({ approximation, amortisation }) => approximation + amortisation);
  const decimals = lines.map(({ approximation, amortisation }, at) =>
    decimalsThatAddUp([approximation, amortisation], sums[at]!, 4),
  );
  const longest = Math.max(...decimals);
  return html`<div class="road-scroll" tabindex="0" role="group" aria-label=${words.label}><table class="road-table identity" aria-label=${words.label}>
    <thead><tr><td></td><th scope="col">${words.gap}</th><td aria-hidden="true"></td><th scope="col">${words.approximation}</th><td aria-hidden="true"></td><th scope="col">${words.amortisation}</th></tr></thead>
    <tbody>${lines.map((line, at) => {
      const digits = decimals[at]!;
      const cell = (part: string, value: number) =>
        html`<td class="figure strong" data-term="kl" data-value=${`${line.which}.${part}`} data-exact=${value} title=${value} .style=${underMark(digits, longest, 14)}>${fixed(value, digits)}</td>`;
      return html`<tr><th scope="row">${line.name}</th>${cell('gap', sums[at]!)}<td class="sign" aria-hidden="true">=</td>${cell('approximation', line.approximation)}<td class="sign" aria-hidden="true">+</td>${cell('amortisation', line.amortisation)}</tr>`;
    })}</tbody></table></div>
    ${sums.some((gap) => gap >= leastDrawn) ? bars(lines, words, most, width) : nothing}`;
}

/** A gap that is shown as 0.0000 has no bar. */
const leastDrawn = 5e-5;
const rowHeight = 34;

function bars(lines: readonly GapLine[], words: GapWords, most: number, width: number): SVGTemplateResult {
  const height = rowHeight * lines.length + 22;
  const x = scaleTo(0, most, 0, width - 2);
  const label = lines
    .map(
      (line) =>
        `${line.name}: ${words.approximation} ${fixed(line.approximation, 4)}, ${words.amortisation} ${fixed(line.amortisation, 4)}`,
    )
    .join('. ');
  return svg`<svg class="road-picture gap-bars" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
    <defs>${hatch('parts-hatch')}</defs>
    ${lines.map(({ name, approximation, amortisation }, i) => {
      const y = rowHeight * i;
      const [a, b] = [Math.max(0, x(approximation)), Math.max(0, x(amortisation))];
      return svg`<text class="tick" x="0" y=${y + 11}>${name}</text>
        <g data-term="kl"><rect class="gap" x="0" y=${y + 15} width=${a} height="14" /><rect fill="url(#parts-hatch)" x="0" y=${y + 15} width=${a} height="14" /></g>
        <rect class="gap-amortised" x=${a} y=${y + 15} width=${b} height="14" />`;
    })}
    <g transform="translate(0 ${height - 16})"><rect class="gap" width="14" height="10" /><rect fill="url(#parts-hatch)" width="14" height="10" />
      <text class="tick strong" x="20" y="10">${words.approximation}</text>
      <rect class="gap-amortised" x="150.5" y="0.5" width="13" height="9" /><text class="tick strong" x="170" y="10">${words.amortisation}</text></g>
  </svg>`;
}
