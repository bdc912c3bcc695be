/** Heads of a table of identities whose lines are of one row and of many: without an index. */
export const heads = {
  elbo: { cs229: '\\term{elbo}{\\mathrm{ELBO}}', bishop: '\\term{elbo}{\\mathcal{L}}' },
  kl: '\\term{kl}{\\mathrm{KL}}',
  left: '\\term{logLikelihood}{\\log \\P}',
} as const;
