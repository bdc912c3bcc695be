/** Every option of the command line: its names, what it takes, what it is for. */
import { parseFamily } from '../models/gmm/families.ts';
import type { FitOptions, ReadOptionsMessage } from '../protocol/run.ts';

export type Model = FitOptions['model'];

type Mutable<T> = { -readonly [P in keyof T]: T[P] };
/** What the options have said so far. */
export interface Draft {
  fit: Mutable<FitOptions>;
  read: Mutable<ReadOptionsMessage>;
  startFile?: string;
  responsibilities?: string;
  threads: number;
  samples: number;
  json: boolean;
}

export interface Option {
  readonly names: readonly string[];
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
  /** The models that it says something to; absent where that is all of them. */
  readonly models?: readonly Model[];
  /** With another model it is noted and passed over; else it is refused there, as it would change what is fitted. */
  readonly idle?: true;
  /** Puts the value into the draft; a string says what the value should have been. */
  readonly take: (draft: Draft, value: string) => string | undefined;
}

export const models = ['gmm', 'vi', 'vae'] as const;

export const options: readonly Option[] = [
  {
    names: ['--model'],
    value: 'gmm|vi|vae',
    help: 'a Gaussian mixture by EM (default) or by variational Bayes, or a variational autoencoder',
    take: (draft, value) => {
      const model = models.find((name) => name === value);
      if (!model) return `one of: ${models.join(', ')}`;
      draft.fit.model = model;
      return undefined;
    },
  },
  {
    names: ['--columns'],
    value: 'a,b,…',
    help: 'numeric columns to use (default: all but row ids)',
    take: (draft, value) => {
      const names = columnNames(value);
      if (!names) return 'column names separated by commas, in double quotes where they hold a comma';
      draft.fit.columns = names;
      return undefined;
    },
  },
  {
    names: ['--label'],
    value: 'NAME',
    help: 'label column: never a feature; agreement is reported',
    take: (draft, value) => {
      draft.fit.label = value;
      return undefined;
    },
  },
  {
    names: ['--known'],
    models: ['gmm'],
    help: 'with --label: z is known on every row that has a label',
    take: (draft) => {
      draft.fit.known = true;
      return undefined;
    },
  },
  {
    names: ['-k', '--components'],
    models: ['gmm', 'vi'],
    value: 'N|auto',
    help: 'number of components; auto: best BIC over 1…9 (default)',
    take: (draft, value) => {
      if (value === 'auto') draft.fit.components = 'auto';
      else {
        const count = wholeNumber(value, 1, 200);
        if (count === undefined) return 'a whole number from 1 to 200, or auto';
        draft.fit.components = count;
      }
      return undefined;
    },
  },
  {
    names: ['--covariance'],
    value: 'FAMILY',
    help: 'full, tied, diag, spherical (or mclust’s VVV, EEE, VVI, VII), or auto (default: full)',
    take: (draft, value) => {
      const family = value === 'auto' ? 'auto' : parseFamily(value);
      if (!family) return 'full, tied, diag, spherical or auto (of mclust’s fourteen: VVV, EEE, VVI, VII)';
      draft.fit.family = family;
      return undefined;
    },
  },
  {
    names: ['--start'],
    models: ['gmm', 'vi'],
    value: 'FILE.json',
    help: 'begin at these parameters or responsibilities: one run, no restarts',
    take: (draft, value) => {
      draft.startFile = value;
      return undefined;
    },
  },
  ascent(number('--restarts', 'N', 'short runs from different starts (default: 10)', 'restarts', true, 1, 100)),
  number('--seed', 'S', 'seed of the starts (default: 1)', 'seed', true, 0, 0xffffffff),
  ascent(number('--max-iter', 'N', 'full EM steps at most (default: 10000)', 'maxIterations', true, 1, 10_000_000)),
  ascent(
    number(
      '--tol',
      'T',
      'nats per row; 0 runs exactly --max-iter steps (default: 1e-8)',
      'tolerance',
      false,
      0,
      Infinity,
    ),
  ),
  {
    ...number(
      '--reg-covar',
      'R',
      'constant added to the diagonal, as scikit-learn’s; not monotone',
      'regCovar',
      false,
      0,
      Infinity,
    ),
    models: ['gmm'],
  },
  {
    ...number(
      '--min-eigenvalue',
      'E',
      'smallest eigenvalue allowed, in scaled coordinates; 0: none (default: 1e-6)',
      'minEigenvalue',
      false,
      0,
      1,
    ),
    models: ['gmm'],
    idle: true,
  },
  {
    names: ['--accelerate'],
    models: ['gmm'],
    help: 'extrapolated steps, marked X in the trace',
    take: (draft) => {
      draft.fit.accelerate = true;
      return undefined;
    },
  },
  {
    names: ['--standardise'],
    help: 'centre the columns and divide by their n − 1 standard deviation; every figure is then in those units',
    take: (draft) => {
      draft.fit.standardise = true;
      return undefined;
    },
  },
  prior('--alpha0', 'A', 'vi: Dirichlet prior of the weights', 'alpha0'),
  prior('--beta0', 'B', 'vi: weight of the prior mean, in rows', 'beta0'),
  prior('--nu0', 'V', 'vi: degrees of freedom of the Wishart prior', 'nu0'),
  prior('--m0', 'M,…', 'vi: prior mean, one number or one a column', 'm0'),
  prior('--w0', 'W,…', 'vi: diagonal of the Wishart prior’s scale, one number or one a column', 'w0'),
  network('--latent', 'L', 'vae: latent dimensions (default: 2)', 'latent', 64),
  {
    names: ['--hidden'],
    models: ['vae'],
    value: 'H,H',
    help: 'vae: widths of the hidden layers (default: 64)',
    take: (draft, text) => {
      const widths = text.split(',').map((part) => wholeNumber(part.trim(), 1, 4096));
      if (widths.some((width) => width === undefined)) return 'whole numbers from 1 to 4096, separated by commas';
      draft.fit.vae = { ...draft.fit.vae, hidden: widths as number[] };
      return undefined;
    },
  },
  network('--epochs', 'E', 'vae: passes over the rows (default: until the held-out ELBO stops rising)', 'epochs', 1e6),
  network('--batch', 'B', 'vae: rows a step (default: 128)', 'batch', 1e6),
  {
    names: ['--lr'],
    models: ['vae'],
    value: 'R',
    help: 'vae: learning rate of Adam (default: 1e-3)',
    take: (draft, text) => {
      const rate = realNumber(text, 1e-12, 10);
      if (rate === undefined) return 'a number above 0, at most 10';
      draft.fit.vae = { ...draft.fit.vae, rate };
      return undefined;
    },
  },
  {
    names: ['--samples'],
    models: ['vae'],
    value: 'S',
    help: 'vae: draws a row for log p(x) where it is sampled (default: 512)',
    take: (draft, text) => {
      const samples = wholeNumber(text, 1, 1e6);
      if (samples === undefined) return 'a whole number from 1 to 1000000';
      draft.samples = samples;
      return undefined;
    },
  },
  {
    names: ['--linear'],
    models: ['vae'],
    help: 'vae: linear encoder mean and decoder, one shared noise variance: PPCA of the file as it is',
    take: (draft) => {
      draft.fit.vae = { ...draft.fit.vae, linear: true };
      return undefined;
    },
  },
  {
    names: ['--threads'],
    value: 'N',
    help: 'workers (default: as many as there are cores)',
    take: (draft, value) => {
      const count = wholeNumber(value, 1, 256);
      if (count === undefined) return 'a whole number from 1 to 256';
      draft.threads = count;
      return undefined;
    },
  },
  {
    names: ['--responsibilities'],
    value: 'OUT.csv',
    help: 'write q, a row for each row of the file, in file order',
    take: (draft, value) => {
      draft.responsibilities = value;
      return undefined;
    },
  },
  {
    names: ['--json'],
    help: 'one JSON object on standard output, nothing else',
    take: (draft) => {
      draft.json = true;
      return undefined;
    },
  },
  {
    names: ['--delimiter'],
    value: 'C',
    help: 'overrule the guess: a character, or tab',
    take: (draft, value) => {
      const character = value === 'tab' || value === '\\t' ? '\t' : value;
      if (character.length !== 1) return 'one character, or tab';
      draft.read.delimiter = character;
      return undefined;
    },
  },
  {
    names: ['--header'],
    value: 'yes|no',
    help: 'overrule the guess: whether the first row names the columns',
    take: (draft, value) => {
      if (value !== 'yes' && value !== 'no') return 'yes or no';
      draft.read.header = value === 'yes';
      return undefined;
    },
  },
  {
    names: ['--decimal'],
    value: '.|,',
    help: 'overrule the guess: the decimal mark',
    take: (draft, value) => {
      if (value !== '.' && value !== ',') return 'a point or a comma';
      draft.read.decimal = value;
      return undefined;
    },
  },
  {
    names: ['--encoding'],
    value: 'NAME',
    help: 'overrule the guess: utf-8, utf-16le, utf-16be, windows-1252',
    take: (draft, value) => {
      try {
        draft.read.encoding = new TextDecoder(value).encoding;
      } catch {
        return 'the name of an encoding, such as utf-8';
      }
      return undefined;
    },
  },
  {
    names: ['--missing'],
    value: 'a,b,…',
    help: 'overrule which cells count as missing (an empty cell always does)',
    take: (draft, value) => {
      draft.read.missing = ['', ...value.split(',').map((marker) => marker.trim())];
      return undefined;
    },
  },
  {
    names: ['--path'],
    value: 'a.b',
    help: 'JSON: where the rows are',
    take: (draft, value) => {
      draft.read.path = value;
      return undefined;
    },
  },
];

function number(
  name: string,
  value: string,
  help: string,
  field: 'restarts' | 'seed' | 'maxIterations' | 'tolerance' | 'regCovar' | 'minEigenvalue',
  whole: boolean,
  least: number,
  most: number,
): Option {
  return {
    names: [name],
    value,
    help,
    take: (draft, text) => {
      const parsed = whole ? wholeNumber(text, least, most) : realNumber(text, least, most);
      if (parsed !== undefined) {
        draft.fit[field] = parsed;
        return undefined;
      }
      const range = Number.isFinite(most) ? `from ${least} to ${most}` : `of ${least} or more`;
      return `a ${whole ? 'whole ' : ''}number ${range}`;
    },
  };
}

/** Of what climbs by whole steps from a search for a start: a VAE does not. */
function ascent(option: Option): Option {
  return { ...option, models: ['gmm', 'vi'], idle: true };
}

function network(
  name: string,
  value: string,
  help: string,
  field: 'latent' | 'epochs' | 'batch',
  most: number,
): Option {
  return {
    names: [name],
    models: ['vae'],
    value,
    help,
    take: (draft, text) => {
      const parsed = wholeNumber(text, 1, most);
      if (parsed === undefined) return `a whole number from 1 to ${most}`;
      draft.fit.vae = { ...draft.fit.vae, [field]: parsed };
      return undefined;
    },
  };
}

function prior(name: string, value: string, help: string, field: 'alpha0' | 'beta0' | 'nu0' | 'm0' | 'w0'): Option {
  return {
    names: [name],
    models: ['vi'],
    value,
    help,
    take: (draft, text) => {
      const values = text.split(',').map((part) => realNumber(part.trim(), -Infinity, Infinity));
      if (values.some((each) => each === undefined)) return 'a number, or numbers separated by commas';
      const [first, ...rest] = values as number[];
      const perColumn = field === 'm0' || field === 'w0';
      if (rest.length > 0 && !perColumn) return 'one number';
      draft.fit.priors = { ...draft.fit.priors, [field]: rest.length > 0 ? values : first };
      return undefined;
    },
  };
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = realNumber(text, least, most);
  return value !== undefined && Number.isInteger(value) ? value : undefined;
}

function realNumber(text: string, least: number, most: number): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= least && value <= most ? value : undefined;
}

/** Names separated by commas; one in double quotes may hold commas, and a double quote written twice. */
function columnNames(text: string): string[] | undefined {
  const names: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"|([^",][^,]*|))\s*(?:,|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    const name = found?.[1]?.replaceAll('""', '"') ?? found?.[2]?.trim();
    if (!name) return undefined;
    names.push(name);
  }
  return names.length > 0 && !text.trimEnd().endsWith(',') ? names : undefined;
}
