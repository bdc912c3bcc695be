/** The fields of the run bar that a VAE has and others have not. */
import { html, type TemplateResult } from 'lit';
import type { FitOptions } from '../../src/protocol/run.ts';
import { checkField, numberField, selectField } from '../run/fields.ts';
import type { PanelState } from '../state.ts';
import { vaeWord } from './words.ts';

type VaeOptions = NonNullable<FitOptions['vae']>;
type Change = { readonly [Key in keyof VaeOptions]?: VaeOptions[Key] | undefined };

export interface VaeRunFields {
  /** Always in the bar. */
  readonly first: TemplateResult[];
  /** In the bar as far as there is room, then in the menu. */
  readonly fields: TemplateResult[];
  /** Always in the menu. */
  readonly more: TemplateResult[];
}

const mostLatent = 8;
/** As models/vae/options.ts has them. */
const defaults = { hidden: [64], batch: 128, rate: 1e-3, beta: 1, annealSteps: 0, freeBits: 0 } as const;
const mostWidth = 4096;
const mostLayers = 8;

/** Widths as people write them; undefined where they make no sense. */
export function widthsOf(text: string): number[] | undefined {
  const widths = text
    .split(/[,;\s×x-]+/)
    .filter((part) => part !== '')
    .map(Number);
  const fine = widths.every((width) => Number.isInteger(width) && width >= 1 && width <= mostWidth);
  return fine && widths.length > 0 && widths.length <= mostLayers ? widths : undefined;
}

/** `change` fits again with these options of the VAE. */
export function vaeRunFields(state: PanelState, change: (vae: VaeOptions) => void): VaeRunFields {
  const { options, vae } = state;
  const own = options.vae ?? {};
  const word = (key: Parameters<typeof vaeWord>[1]) => vaeWord(state, key);
  const set = (next: Change): void =>
    change(
      Object.fromEntries(Object.entries({ ...own, ...next }).filter(([, value]) => value !== undefined)) as VaeOptions,
    );
  const latent = own.latent ?? vae.setting?.latent ?? 2;
  const latents = Array.from({ length: Math.max(mostLatent, latent) }, (_, i) => ({
    value: String(i + 1),
    text: String(i + 1),
  }));
  const hidden = own.hidden ?? defaults.hidden;
  const linear = own.linear === true;
  const text = (
    name: string,
    label: string,
    help: string,
    value: string,
    placeholder: string,
    take: (text: string) => boolean,
  ) => html`<label
    class="field" data-field=${name} title=${help}><span>${label}</span>
    <input type="text" size="6" autocomplete="off" spellcheck="false" placeholder=${placeholder} .value=${value}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        if (!take(input.value.trim())) input.value = value;
      }} /></label>`;
  const number = (
    key: 'rate' | 'beta' | 'freeBits' | 'batch' | 'annealSteps',
    label: string,
    range: { min: number; max: number; whole: boolean },
  ) => numberField(key, label, own[key] ?? defaults[key], range, (value) => set({ [key]: value }));
  const widths = text('hidden', word('hiddenField'), word('hiddenHelp'), hidden.join(', '), '', (typed) => {
    const next = widthsOf(typed);
    if (next && next.join() !== hidden.join()) set({ hidden: next });
    return next !== undefined;
  });
  const activation = selectField(
    'activation',
    word('activationField'),
    own.activation ?? 'tanh',
    ['tanh', 'relu'].map((value) => ({ value, text: value })),
    (value) => set({ activation: value as 'tanh' | 'relu' }),
  );
  const epochs = text(
    'epochs',
    word('epochsField'),
    word('epochsHelp'),
    own.epochs === undefined ? '' : String(own.epochs),
    word('epochsAuto'),
    (typed) => {
      const next = typed === '' ? undefined : Number(typed);
      if (next !== undefined && !(Number.isInteger(next) && next >= 1 && next <= 1e6)) return false;
      if (next !== own.epochs) set({ epochs: next });
      return true;
    },
  );
  const unbounded = { min: 0, max: 1e9, whole: true };
  return {
    first: [
      selectField('latent', word('latentField'), String(latent), latents, (value) => set({ latent: Number(value) })),
    ],
    fields: linear ? [epochs] : [widths, epochs],
    more: [
      html`<p class="vae-note">${word('boundsField')}</p>`,
      checkField('linear', word('linearField'), linear, (on) => set({ linear: on || undefined })),
      ...(linear
        ? []
        : [
            activation,
            number('rate', word('rateField'), { min: 1e-7, max: 1, whole: false }),
            number('batch', word('batchField'), { ...unbounded, min: 1 }),
            number('beta', word('betaField'), { min: 0, max: 1000, whole: false }),
            number('annealSteps', word('annealField'), unbounded),
            number('freeBits', word('freeBitsField'), { min: 0, max: 100, whole: false }),
          ]),
    ],
  };
}
