/**
 * The derivation of variational inference in words. Keys of reasons are ids of its lines (lesson/vi/chain.ts); `…Name`
 * names a line. {pi} is the weights' symbol in the notation in use. Korean: l10n/bundle.l10n.ko.json, under the English
 * text.
 */
export const viLessonWords = {
  takeTitle: 'The same bound, with θ random: variational inference',
  takeSubtitle: '{file}, row {row}, sub-step {half} of {known}; in nats.',

  identityName: 'the identity, with θ integrated out',
  familyName: 'q may only factorise',
  assignmentsName: 'q(Z): the E-step with expectations',
  weightsName: 'q({pi}): a Dirichlet',
  componentsName: 'q(μ, Λ): Normal–Wishart',
  termsName: 'the bound, term by term',
  predictiveName: 'the density of a row',

  identity:
    'In EM θ was a point; here it has a prior and is hidden as z is. The identity is the same line with (Z, θ) in the place of z: what is bounded is now log p(X), with θ integrated out, another quantity than the ℓ(θ) of EM. With more than one component neither it nor the KL is known; the bound is, and whatever raises it lowers the KL.',
  identityExact:
    'In EM θ was a point; here it has a prior and is hidden as z is. The identity is the same line with (Z, θ) in the place of z: what is bounded is now log p(X), with θ integrated out, another quantity than the ℓ(θ) of EM. With one component nothing is lost by factorising: q becomes the posterior itself, and the KL goes to 0.',
  family:
    'The E-step of EM took any q. The posterior of Z and θ together cannot be had, so q is kept to products: Z on one side, θ on the other. Nothing else is assumed. With the others held, the best factor is the exponential of the expected log of everything; that it then falls into a Dirichlet and Normal–Wisharts follows from the priors. Setting one factor after another never lowers the bound.',
  assignments:
    'Where EM took the logs at its θ, their expectations under q(θ) stand; −D/2β is what the doubt about the mean costs. Normalised over the components they are the responsibilities of row {row}.',
  weights:
    'The rows that each component holds are counted and added to the prior. α₀ is a count as well: rows seen before any row was.',
  components:
    'The mean is drawn to the prior mean with the weight of β₀ rows, the scatter gets the prior’s on top. A component that no row needs goes back to the prior: it empties and does not blow up, so a K too large does no harm.',
  terms:
    'Four expectations of a log p and three entropies of q, all constants kept. Each sub-step moves some of them; their sum only rises.',
  predictive:
    'What VI says of a row is not the density at one θ but the mean over all of them: a mixture of Student-t, with wider tails than the Gaussians of EM. By this number the two may be compared.',

  unknown: 'unknown',
  given: 'q(Z) was given: it comes from no factors',
} as const;

export type ViLessonKey = keyof typeof viLessonWords;
