/**
 * One source of formulas, two notations. The lines of the lesson are written in the macros below; KaTeX expands them
 * on the page, `plainTex` when a line is copied.
 *
 *   CS229 (Andrew Ng's notes IX):  x⁽ⁱ⁾, m rows, φ_j, w_j⁽ⁱ⁾, Q_i
 *   Bishop (PRML ch. 9):           x_n, N rows, π_k, γ(z_nk), q
 */

export type Notation = 'cs229' | 'bishop';

/** What a symbol stands for; the pictures light up by the same names. */
export type Term =
  | 'logLikelihood'
  | 'elbo'
  | 'kl'
  | 'q'
  | 'joint'
  | 'prior'
  | 'density'
  | 'posterior'
  | 'ratio'
  | 'mean'
  | 'covariance';

const common: Readonly<Record<string, string>> = {
  '\\joint': '\\term{joint}{\\P(\\x, \\z{#1}\\given)}',
  '\\jointz': '\\term{joint}{\\P(\\x, z\\given)}',
  '\\cond': '\\term{density}{\\P(\\x \\mid \\z{#1}\\andTheta)}',
  '\\posterior': '\\term{posterior}{\\P(\\z{#1} \\mid \\x\\andTheta)}',
  '\\evidence': '\\term{logLikelihood}{\\P(\\x\\given)}',
  '\\E': '\\mathbb{E}_{#1}',
  '\\kl': '\\term{kl}{\\mathrm{KL}(\\Qall \\,\\|\\, \\P(z \\mid \\x\\andTheta))}',
  '\\prior': '\\term{prior}{\\weight_{#1}}',
  '\\mean': '\\term{mean}{\\mu_{#1}}',
  '\\cov': '\\term{covariance}{\\Sigma_{#1}}',
  // Of the VAE: decoder, prior of z, posterior, and the two divergences of the encoder's q.
  '\\dec': '\\term{density}{\\P(\\x \\mid z\\andTheta)}',
  '\\pz': '\\term{prior}{\\P(z)}',
  '\\post': '\\term{posterior}{\\P(z \\mid \\x\\andTheta)}',
  '\\klPrior': '\\term{elbo}{\\mathrm{KL}(\\enc \\,\\|\\, \\pz)}',
  '\\klPost': '\\term{kl}{\\mathrm{KL}(\\enc \\,\\|\\, \\P(z \\mid \\x\\andTheta))}',
};

const byNotation: Readonly<Record<Notation, Readonly<Record<string, string>>>> = {
  cs229: {
    '\\row': 'i',
    '\\comp': 'j',
    '\\other': "j'",
    '\\rows': 'm',
    '\\P': 'P',
    '\\x': 'x^{(i)}',
    '\\z': 'z = #1',
    '\\given': '; \\theta',
    '\\andTheta': '; \\theta',
    '\\weight': '\\phi',
    '\\Qall': '\\term{q}{Q_i}',
    '\\enc': '\\term{q}{Q_{\\phi}(z \\mid x^{(i)})}',
    '\\Q': '\\term{q}{Q_i(#1)}',
    '\\w': '\\term{q}{w_{#1}^{(i)}}',
    '\\elbo': '\\term{elbo}{\\mathrm{ELBO}_i}',
    '\\boundAt': '\\term{elbo}{\\mathrm{ELBO}(Q#1, \\theta#2)}',
  },
  bishop: {
    '\\row': 'n',
    '\\comp': 'k',
    '\\other': "k'",
    '\\rows': 'N',
    '\\P': 'p',
    '\\x': '\\mathbf{x}_n',
    '\\z': 'z_n = #1',
    '\\given': ' \\mid \\theta',
    '\\andTheta': ', \\theta',
    '\\weight': '\\pi',
    '\\Qall': '\\term{q}{q_n}',
    '\\enc': '\\term{q}{q_{\\phi}(z \\mid \\mathbf{x}_n)}',
    '\\Q': '\\term{q}{q_n(#1)}',
    '\\w': '\\term{q}{\\gamma(z_{n#1})}',
    '\\elbo': '\\term{elbo}{\\mathcal{L}_n}',
    '\\boundAt': '\\term{elbo}{\\mathcal{L}(q#1, \\theta#2)}',
  },
};

/** KaTeX's `macros`: terms become spans with `data-term`, by which they are coloured and linked. */
export function macrosOf(notation: Notation): Record<string, string> {
  return { ...common, ...byNotation[notation], '\\term': '\\htmlData{term=#1}{#2}' };
}

/** LaTeX that needs none of our macros, for the clipboard and for exports. */
export function plainTex(tex: string, notation: Notation): string {
  const macros = { ...common, ...byNotation[notation], '\\term': '#2' };
  const known = /\\(?:term|[A-Za-z]+)/g;
  let text = tex;
  // Macros are nested a few deep and none calls itself.
  for (let depth = 0; depth < 8; depth++) {
    let [out, at, changed] = ['', 0, false];
    for (const match of text.matchAll(known)) {
      if (match.index < at) continue;
      const body = macros[match[0] as keyof typeof macros];
      if (body === undefined) continue;
      const arity = body.includes('#2') ? 2 : body.includes('#1') ? 1 : 0;
      const [args, end] = argumentsAt(text, match.index + match[0].length, arity);
      const filled = body.replace(/#(\d)/g, (_, n: string) => args[Number(n) - 1]!);
      out += text.slice(at, match.index) + filled;
      // A control word that ends an expansion must not swallow the letter behind it.
      if (/\\[A-Za-z]+$/.test(filled) && /^[A-Za-z]/.test(text.slice(end))) out += ' ';
      at = end;
      changed = true;
    }
    text = out + text.slice(at);
    if (!changed) break;
  }
  return text.replace(/ {2,}/g, ' ').trim();
}

/** `count` arguments from `at` on: groups in braces, control words or single letters. Returns them and where they end. */
function argumentsAt(text: string, at: number, count: number): [string[], number] {
  const args: string[] = [];
  let end = at;
  while (args.length < count) {
    while (text[end] === ' ') end++;
    if (text[end] === '{') {
      const close = closing(text, end);
      args.push(text.slice(end + 1, close));
      end = close + 1;
    } else {
      const word = /^(?:\\[A-Za-z]+|.)/.exec(text.slice(end))?.[0] ?? '';
      args.push(word);
      end += word.length;
      if (word === '') break;
    }
  }
  return [args, end];
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return text.length;
}
