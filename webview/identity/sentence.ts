/** What this half-step did, in one or two sentences. */
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
  if (step.half === 'M') return say(state, 'movedM', args);
  return Number(bound.toFixed(digits)) === 0
    ? say(state, 'settledE', { ...symbol, bound: bound.toExponential(1).replace('-', '\u2212') })
    : say(state, 'movedE', args);
}
