/** A reason with its live numbers: text nodes and coloured figures, never markup from a string. */
import { html, type TemplateResult } from 'lit';
import type { Term } from '../../src/lesson/notation.ts';
import type { Reading } from '../../src/lesson/reading.ts';

type Slot = 'evidence' | 'logLikelihood' | 'elbo' | 'kl' | 'ratios';

/** `text` with {evidence}, {logLikelihood}, {elbo}, {kl} and {ratios} filled by the row's numerals. */
export function sentence(text: string, reading: Reading): readonly (string | TemplateResult)[] {
  const figure = (slot: string, shown: string, term: Term) =>
    html`<span class="figure strong" data-slot=${`reason.${slot}`} data-term=${term}>${shown}</span>`;
  const slots: Readonly<Record<Slot, () => TemplateResult>> = {
    evidence: () => figure('evidence', reading.constant.text, 'logLikelihood'),
    logLikelihood: () => figure('logLikelihood', reading.logLikelihood.text, 'logLikelihood'),
    elbo: () => figure('elbo', reading.elbo.text, 'elbo'),
    kl: () => figure('kl', reading.kl.text, 'kl'),
    ratios: () =>
      html`${reading.components
        .filter((c) => c.ratio)
        .map(
          (c, at) =>
            html`${at === 0 ? '' : ', '}<span
                class="figure"
                data-slot=${`reason.ratio.${c.component}`}
                data-term="ratio"
                data-component=${c.component!}
                >${c.ratio!.text}</span
              >`,
        )}`,
  };
  return text
    .split(/\{(evidence|logLikelihood|elbo|kl|ratios)\}/)
    .map((part, at) => (at % 2 === 1 ? slots[part as Slot]() : part));
}
