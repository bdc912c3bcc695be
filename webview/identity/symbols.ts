/** The identity's symbols for all rows together, in the two notations. */
import type { Notation } from '../../src/lesson/notation.ts';

export interface Symbols {
  readonly logLikelihood: string;
  readonly likelihoodOfTheta: string;
  readonly elbo: string;
  readonly kl: string;
  readonly klShort: string;
  /** As written in sentences. */
  readonly q: string;
}

const term = (name: string, tex: string): string => `\\htmlData{term=${name}}{${tex}}`;

export const symbolsOf: Readonly<Record<Notation, Symbols>> = {
  cs229: {
    logLikelihood: term('logLikelihood', '\\log P(X;\\theta)'),
    likelihoodOfTheta: `\\ell(\\theta) = ${term('logLikelihood', '\\log P(X;\\theta)')}`,
    elbo: term('elbo', '\\mathrm{ELBO}(Q,\\theta)'),
    kl: term('kl', '\\mathrm{KL}(Q\\,\\|\\,P(z\\mid x;\\theta))'),
    klShort: term('kl', '\\mathrm{KL}'),
    q: 'Q',
  },
  bishop: {
    logLikelihood: term('logLikelihood', '\\log p(X\\mid\\theta)'),
    likelihoodOfTheta: `\\ell(\\theta) = ${term('logLikelihood', '\\log p(X\\mid\\theta)')}`,
    elbo: term('elbo', '\\mathcal{L}(q,\\theta)'),
    kl: term('kl', '\\mathrm{KL}(q\\,\\|\\,p(Z\\mid X,\\theta))'),
    klShort: term('kl', '\\mathrm{KL}'),
    q: 'q',
  },
};

/** The identity in one line: what the panel is about to show on the reader's own rows. */
export const identityOf: Readonly<Record<Notation, string>> = {
  cs229: `${symbolsOf.cs229.logLikelihood} = ${symbolsOf.cs229.elbo} + ${symbolsOf.cs229.kl}`,
  bishop: `${symbolsOf.bishop.logLikelihood} = ${symbolsOf.bishop.elbo} + ${symbolsOf.bishop.kl}`,
};
