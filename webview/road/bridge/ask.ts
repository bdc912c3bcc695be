/** What the open page of the bridge has to ask the worker for. */
import { pages } from '../../../src/lesson/road/pages.ts';
import { type BridgeAsk, type BridgePage, bridgePages } from '../../../src/protocol/bridge.ts';
import type { PanelState } from '../../state.ts';

const isBridge = (id: string): id is BridgePage => (bridgePages as readonly string[]).includes(id);

/** The ask and what tells it from another; undefined where no page of the bridge is open, or nothing is fitted. */
export function askOf(state: PanelState): { readonly key: string; readonly ask: BridgeAsk } | undefined {
  const { road } = state.ui;
  const page = pages[road.page]?.id;
  const started = (state.coming ?? state).started;
  if (!road.open || !page || !isBridge(page) || !started) return undefined;
  const { ask, also } = ofPage(page, state, Math.max(0, Math.min(state.ui.row ?? 0, started.n - 1)));
  // Another run may be of another file: its answers are others.
  return ask && { key: JSON.stringify([started.run, also, also === undefined ? ask : undefined]), ask };
}

interface Asked {
  readonly ask: BridgeAsk | undefined;
  /** Instead of the ask itself, where that holds arrays. */
  readonly also?: unknown;
}

function ofPage(page: BridgePage, state: PanelState, row: number): Asked {
  const { handles } = state.ui;
  const at = handles.at[page];
  const place = at === undefined ? {} : { at };
  switch (page) {
    case 'free': {
      const { frame } = state;
      if (!frame) return { ask: undefined };
      return { ask: { page, row, theta: frame.theta }, also: [page, row, frame.run, frame.half] };
    }
    case 'bayes':
      return { ask: { page, components: componentsOf(state), ...place } };
    case 'linear': {
      const latent = handles.latent.linear;
      return { ask: { page, row, ...place, ...(latent ? { latent } : {}) } };
    }
    case 'diagonal':
      return { ask: { page, row, angle: handles.angle } };
    case 'gradient': {
      const { angle, epsilon, draws, seed } = handles;
      return { ask: { page, row, angle, epsilon: [...epsilon], draws, seed, at: at ?? 0 } };
    }
    case 'amortised':
      return { ask: { page, row, ...place } };
    case 'curved':
      return { ask: { page, row, latent: handles.latent.curved ?? 1, ...place } };
    case 'compare': {
      const family = state.chosen?.family ?? 'full';
      return { ask: { page, row, components: componentsOf(state), family } };
    }
  }
}

/** Components of the reader's choice, or of the fit. */
const componentsOf = ({ ui, coming, chosen, frame }: PanelState): number =>
  ui.handles.components ?? coming?.chosen?.components ?? chosen?.components ?? frame?.theta.k ?? 3;
