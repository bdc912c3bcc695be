/** The fields of the run bar that a VAE has and others have not. */
import type { TemplateResult } from 'lit';
import type { FitOptions } from '../../src/protocol/run.ts';
import { selectField } from '../run/fields.ts';
import type { PanelState } from '../state.ts';
import { say } from '../words.ts';

type VaeOptions = NonNullable<FitOptions['vae']>;

export interface VaeRunFields {
  /** Always in the bar. */
  readonly first: TemplateResult[];
  /** In the bar as far as there is room, then in the menu. */
  readonly fields: TemplateResult[];
  /** Always in the menu. */
  readonly more: TemplateResult[];
}

const mostLatent = 8;

/** `change` fits again with these options of the VAE. */
export function vaeRunFields(state: PanelState, change: (vae: VaeOptions) => void): VaeRunFields {
  const { options, vae } = state;
  const latent = options.vae?.latent ?? vae.setting?.latent ?? 2;
  const choices = Array.from({ length: mostLatent }, (_, i) => ({ value: String(i + 1), text: String(i + 1) }));
  return {
    first: [
      selectField('latent', say(state, 'vaeLatent'), String(latent), choices, (value) =>
        change({ ...options.vae, latent: Number(value) }),
      ),
    ],
    fields: [],
    more: [],
  };
}
