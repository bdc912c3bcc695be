/** What this half-step did, in one or two sentences. */
import { positive } from '../../src/lesson/numeral.ts';
import type { Frame } from '../../src/protocol/run.ts';
import { decimalsThatAddUp, decimalsThatShow, fixed, grouped } from '../figures.ts';
import type { PanelState } from '../state.ts';
import { say } from '../words.ts';
import { symbolsOf } from './symbols.ts';

export function sentenceOf(state: PanelState, frame: Frame): string {
  const rows = state.started?.n ?? 0;
  const sentences = [moved(state, frame), say(state, 'natsOverRows', { rows: grouped(rows) })];
  if (frame.step.logLikelihood > 0) sentences.push(say(state, 'positiveDensity'));
  return sentences.join(' ');
}

function moved(state: PanelState, { step, previous, half }: Frame): string {
  const symbol = { Q: symbolsOf[state.ui.notation].q };
  if (!previous) return say(state, half === 0 && step.half === 'E' ? 'movedFirst' : 'movedFirstM', symbol);
  const bound = step.elbo - previous.elbo;
  const likelihood = step.logLikelihood - previous.logLikelihood;
  const least = decimalsThatShow(step.half === 'M' ? [step.kl, likelihood] : [bound]);
  const digits = decimalsThatAddUp([bound, step.kl], likelihood, least);
  const args = { ...symbol, bound: fixed(bound, digits), likelihood: fixed(likelihood, digits) };
  if (step.half === 'X') return say(state, 'movedX', symbol);
  if (step.half === 'M') {
    if (Math.abs(likelihood) <= rounding * Math.abs(step.logLikelihood)) return say(state, 'restedM', symbol);
    return Math.abs(likelihood) < leastRise
      ? say(state, 'settledM', { ...symbol, likelihood: tiny(likelihood) })
      : say(state, 'movedM', args);
  }
  return Number(bound.toFixed(digits)) === 0
    ? say(state, 'settledE', { ...symbol, bound: tiny(bound) })
    : say(state, 'movedE', args);
}

/** A rise of fewer nats has no digit among the decimals that are shown. */
const leastRise = 1e-6;
/** A relative rise that summing the rows in another order would make. */
const rounding = 1e-14;

/** 2.5·10⁻⁷, as the derivation writes small numbers. */
const tiny = (x: number): string => positive(Math.log(Math.abs(x)), 0, true, 2).text;
