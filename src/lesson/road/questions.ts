/** What students ask, and where on the road it is answered: the page, and the live figure to try it on. */
import type { FigureId, PageId } from './pages.ts';

export interface Question {
  /** Worded as `ask<id>` and, in a sentence, answered as `answer<id>`. */
  readonly id: string;
  readonly page: PageId;
  readonly figure: FigureId;
}

export const questions: readonly Question[] = [
  { id: 'WhatIsZ', page: 'mixture', figure: 'story' },
  { id: 'WhyNotLabels', page: 'known', figure: 'twoWays' },
  { id: 'WhyNotDirectly', page: 'hidden', figure: 'sumLog' },
  { id: 'WhyBelow', page: 'jensen', figure: 'jensen' },
  { id: 'WhatIfUniform', page: 'bound', figure: 'bentQ' },
  { id: 'WhyPosterior', page: 'estep', figure: 'normalise' },
  { id: 'WhyLagrange', page: 'mstep', figure: 'updates' },
  { id: 'WhyNeverFalls', page: 'climb', figure: 'slice' },
  { id: 'WhyGapReopens', page: 'climb', figure: 'level' },
  { id: 'IsItTheBest', page: 'optima', figure: 'starts' },
  { id: 'WhyCollapse', page: 'optima', figure: 'collapse' },
  { id: 'WhatIsTheSame', page: 'free', figure: 'free' },
  { id: 'WhyNotKmeans', page: 'free', figure: 'free' },
  { id: 'WhatIfThetaRandom', page: 'bayes', figure: 'bayes' },
  { id: 'WhyNoSharedAxis', page: 'bayes', figure: 'bayes' },
  { id: 'WhyEmOnPpca', page: 'linear', figure: 'linear' },
  { id: 'WhatDiagonalCosts', page: 'diagonal', figure: 'diagonal' },
  { id: 'WhyEpsilon', page: 'gradient', figure: 'draw' },
  { id: 'WhichSigma', page: 'gradient', figure: 'draw' },
  { id: 'WhyNotScore', page: 'gradient', figure: 'gradient' },
  { id: 'WhyOneNetwork', page: 'amortised', figure: 'amortised' },
  { id: 'WhyGapStillZero', page: 'amortised', figure: 'amortised' },
  { id: 'WhyNoPosterior', page: 'curved', figure: 'curved' },
  { id: 'WhatTwoParts', page: 'curved', figure: 'curved' },
  { id: 'WhatMoves', page: 'compare', figure: 'climbers' },
  { id: 'WhichIsBest', page: 'compare', figure: 'compare' },
];
