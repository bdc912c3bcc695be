/** The road's live figures by name. */
import { html, type TemplateResult } from 'lit';
import type { FigureId } from '../../../src/lesson/road/pages.ts';
import type { Store } from '../../store.ts';
import '../../jensen/jensen.ts';
import '../bridge/amortised.ts';
import '../bridge/bayes.ts';
import '../bridge/climbers.ts';
import '../bridge/compare.ts';
import '../bridge/curved.ts';
import '../bridge/diagonal.ts';
import '../bridge/draw.ts';
import '../bridge/free.ts';
import '../bridge/gradient.ts';
import '../bridge/linear.ts';
import './bentQ.ts';
import './collapse.ts';
import './level.ts';
import './normalise.ts';
import './questionList.ts';
import './slice.ts';
import './slowMotion.ts';
import './starts.ts';
import './story.ts';
import './sumLog.ts';
import './takeAway.ts';
import './twoWays.ts';

const byId: Readonly<Record<FigureId, (store: Store) => TemplateResult>> = {
  story: (store) => html`<elbo-story .store=${store}></elbo-story>`,
  twoWays: (store) => html`<elbo-two-ways .store=${store}></elbo-two-ways>`,
  sumLog: (store) => html`<elbo-sum-log .store=${store}></elbo-sum-log>`,
  jensen: (store) => html`<elbo-jensen .store=${store}></elbo-jensen>`,
  bentQ: (store) => html`<elbo-bent-q .store=${store}></elbo-bent-q>`,
  normalise: (store) => html`<elbo-normalise .store=${store}></elbo-normalise>`,
  // The lines of the M-step themselves.
  updates: () => html``,
  slowMotion: (store) => html`<elbo-slow-motion .store=${store}></elbo-slow-motion>`,
  slice: (store) => html`<elbo-slice .store=${store}></elbo-slice>`,
  level: (store) => html`<elbo-level .store=${store}></elbo-level>`,
  starts: (store) => html`<elbo-starts .store=${store}></elbo-starts>`,
  collapse: (store) => html`<elbo-collapse .store=${store}></elbo-collapse>`,
  takeAway: (store) => html`<elbo-take-away .store=${store}></elbo-take-away>`,
  free: (store) => html`<elbo-free .store=${store}></elbo-free>`,
  bayes: (store) => html`<elbo-bayes .store=${store}></elbo-bayes>`,
  linear: (store) => html`<elbo-linear .store=${store}></elbo-linear>`,
  diagonal: (store) => html`<elbo-diagonal .store=${store}></elbo-diagonal>`,
  draw: (store) => html`<elbo-draw .store=${store}></elbo-draw>`,
  gradient: (store) => html`<elbo-gradient .store=${store}></elbo-gradient>`,
  amortised: (store) => html`<elbo-amortised .store=${store}></elbo-amortised>`,
  curved: (store) => html`<elbo-curved .store=${store}></elbo-curved>`,
  climbers: (store) => html`<elbo-climbers .store=${store}></elbo-climbers>`,
  compare: (store) => html`<elbo-compare .store=${store}></elbo-compare>`,
  questions: (store) => html`<elbo-question-list .store=${store}></elbo-question-list>`,
};

export const figureOf = (id: FigureId, store: Store): TemplateResult => byId[id](store);
