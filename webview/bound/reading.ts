/** What the staircase says at one moment, in figures that add up: for the pointer's tip and the table. */
import { decimalsThatAddUp, fixed } from '../figures.ts';
import { modelOf, type PanelState } from '../state.ts';

export interface Reading {
  readonly name: string;
  readonly text: string;
  readonly role: string;
}

/** Decimals of a bound that stands alone. */
const alone = 4;

/** ℓ, ELBO and KL; under variational Bayes log p(X) in place of ℓ where it is known, else the bound alone. */
export function readingOf(state: PanelState, half: number): readonly Reading[] {
  const { trace } = state;
  const [elbo, logLikelihood] = [trace.elbo[half]!, trace.logLikelihood[half]!];
  const bayes = modelOf(state) === 'vi';
  const name = bayes ? 'ELBO(q)' : 'ELBO';
  if (Number.isNaN(logLikelihood)) return [{ name, text: fixed(elbo, alone), role: 'role-elbo' }];
  const kl = logLikelihood - elbo;
  const digits = decimalsThatAddUp([elbo, kl], logLikelihood);
  return [
    { name: bayes ? 'log p(X)' : 'ℓ', text: fixed(logLikelihood, digits), role: '' },
    { name, text: fixed(elbo, digits), role: 'role-elbo' },
    { name: 'KL', text: fixed(kl, digits), role: 'role-kl' },
  ];
}
