/**
 * The VAE's derivation in words. Keys of reasons are ids of its lines (lesson/vae/chain.ts); `…Name` names a line,
 * `…Spoken` reads its formula aloud. {Q} and {i} are the symbols of the notation in use, the other names live numbers.
 * Korean: l10n/bundle.l10n.ko.json, under the English text.
 */
export const vaeLessonWords = {
  storyName: 'the story',
  integralName: 'z is hidden: an integral',
  familyName: 'so {Q} is chosen',
  boundName: 'Jensen, as before',
  splitName: 'two terms',
  closedName: 'the KL in closed form',
  gapName: 'the gap, in two parts',
  reparameteriseName: 'z = μ + σε',
  gradThetaName: 'slope in θ',
  gradMeanName: 'slope in μ, so in φ',
  gradSigmaName: 'slope in σ, so in φ',
  scoreName: 'the other way: score function',
  ascentName: 'θ and φ climb together',

  story:
    'The same story as the mixture’s, with one thing changed: z is no longer one of K components but a point of {latent} dimensions, drawn from a standard normal. The decoder turns it into the mean of x; around it lies noise of deviation s, learned for each column (a column of 0 and 1 is Bernoulli instead). The numbers are those of row {row} at the z of the slider.',
  storyLinear:
    'The same story as the mixture’s, with one thing changed: z is no longer one of K components but a point of {latent} dimensions, drawn from a standard normal. The decoder is linear, f(z) = Wz + b, with one deviation s for all columns: probabilistic PCA. The numbers are those of row {row} at the z of the slider.',
  integral:
    'z is hidden, so it must be summed out, and over a continuum the sum is an integral. In the mixture it was a sum of K terms. Here z goes through the bends of the network before it meets x: the product is no Gaussian in z, has no antiderivative in closed form, and a grid of n nodes an axis over z has n to the power of {latent}. Bayes’ rule divides by that same integral, so the posterior has no closed form either, and there is no E-step.',
  integralGrid:
    'z is hidden, so it must be summed out, and over a continuum the sum is an integral. In the mixture it was a sum of K terms. Here z goes through the bends of the network before it meets x: the product is no Gaussian in z and has no antiderivative in closed form. In a latent space of dimension {latent} a grid still does it, which is how the number here is known; with n nodes an axis, twenty dimensions would take n to the power of 20. Bayes’ rule divides by that same integral, so the posterior has no closed form either, and there is no E-step.',
  integralLinear:
    'z is hidden, so it must be summed out, and over a continuum the sum is an integral. With a linear decoder all is Gaussian and the integral still has a closed form: this is the last model for which an E-step exists. Bend the decoder, and it is gone.',
  family:
    'Jensen’s bound holds for any {Q}; it need not be the posterior. So {Q} is chosen from a family that is easy to draw from and to differentiate: Gaussians with independent dimensions. And not one for each row with parameters of its own: a second network, the encoder with weights φ, reads x and says μ and σ. For row {row} it says these.',
  bound:
    'Multiply and divide by {Q}, read an expectation, take the log inside: word for word what was done for the mixture. The mean over z of the numbers in the middle is the ELBO; this draw gives {weight}, the mean is {elbo}.',
  split:
    'The log of a quotient of products falls apart. What z says of x, on average, is the reconstruction: it wants {Q} narrow and each row in a place of its own. What {Q} strays from the prior is the KL: it wants every {Q} to be the prior. The ELBO is what they agree on.',
  closed:
    'Both are Gaussians, so this KL needs no drawing: a sum over the dimensions. It is 0 for a dimension with μ = 0 and σ = 1, which then carries nothing of the row. Do not mistake it for the gap: this is the KL to the prior, a part of the ELBO.',
  gap: 'Subtract, as for the mixture: the gap is the KL to the posterior. EM closed it at every E. Here two things keep it open. One network for all rows does not give row {row} its own best {Q}: that is amortisation. And even the best Gaussian with independent dimensions is not the posterior: that is approximation. Neither is ever negative.',
  gapLinear:
    'Subtract, as for the mixture: the gap is the KL to the posterior. With a linear decoder the posterior is a Gaussian, and on the principal axes its dimensions are independent: both parts can go to 0.',
  reparameterise:
    'The expectation is over a distribution that itself depends on φ, and one cannot differentiate through a draw. So draw ε, which depends on nothing, and compute z from it: shift by μ, stretch by σ. The lecture writes μ + Σε: its Σ is a square root of the covariance, here the deviations on a diagonal. Now z is a smooth function of μ and σ.',
  gradTheta:
    'θ stands in the decoder alone. The expectation is over ε, so the slope goes inside; one draw a row is enough, for the many rows of a batch average out. This is the M-step taken in small paces: no closed form, because a network is no mean.',
  gradMean:
    'Through z = μ + σε a push on μ is a push on z. So the slope in μ is the decoder’s slope at z, less what the KL pulls back towards the prior. From there the chain rule goes on through the encoder into φ.',
  gradSigma:
    'A push on σ moves z by ε. So the slope in σ is the decoder’s slope times ε, and the KL pulls σ towards 1: 1/σ keeps it from closing on a single point.',
  score:
    'Without the trick there is another way, which needs no slope of the decoder: weigh the slope of log {Q} by what the draw was worth. It has the same mean. But it knows only how good the draw was, not which way is up: compare its numbers with those above, and move ε to see how they jump.',
  ascent:
    'EM took turns: {Q} by formula, then θ by formula. Here both are weights of networks, and both climb the same ELBO at once, by its gradient (Adam, batches by the seed). Climbing in φ narrows the gap and is what remains of the E-step; climbing in θ lifts log P and is what remains of the M-step. That is all that is new: where EM thinks of θ alone, the VAE thinks of θ and of the μ, σ that φ gives.',
  ascentLinear:
    'EM took turns: {Q} by formula, then θ by formula. Here both climb the same ELBO at once, on all rows, by its gradient and what the steps before tell of its curvature (L-BFGS, which turns each step and chooses its length). Climbing in φ narrows the gap and is what remains of the E-step; climbing in θ lifts log P and is what remains of the M-step.',
  ascentWeighted:
    'Both networks climb at once, by the gradient (Adam, batches by the seed), but what they climb is no longer the ELBO. The KL counts βₜ times, where βₜ is β, or on its way from 0 to β while it is annealed; and of each dimension no less than λ nats of it count, so below λ it is free and its slope is 0 (without free bits λ is 0, and the sum is the whole KL). The slopes above are those of the ELBO: here the part of the KL in them, −μ and −σ + 1/σ, is taken βₜ times. So a step may lower the ELBO, whose numbers these are, and the best {Q} for this need not be nearest to the posterior.',

  storySpoken: 'The log of the joint equals the log of P of x given z plus the log of P of z',
  integralSpoken: 'The log of P of x equals the log of the integral over z of P of x given z times P of z',
  familySpoken:
    '{Q} of z given x is a normal with mean mu and a diagonal covariance sigma squared, both from the encoder',
  boundSpoken: 'The log of P of x is at least the expectation under {Q} of the log of the joint over {Q}, the ELBO',
  splitSpoken: 'The ELBO equals the expectation of log P of x given z minus the divergence of {Q} from the prior',
  closedSpoken:
    'The divergence from the prior equals one half of the sum over dimensions of mu squared plus sigma squared minus one minus log sigma squared',
  gapSpoken:
    'log P of x minus the ELBO equals the divergence of {Q} from the posterior, which is amortisation plus approximation',
  reparameteriseSpoken: 'z equals mu plus sigma times epsilon',
  gradThetaSpoken: 'The slope of the ELBO in theta is the expectation of the slope of log P of x given z',
  gradMeanSpoken: 'The slope of the ELBO in mu is about the slope of log P of x given z in z, minus mu',
  gradSigmaSpoken: 'The slope of the ELBO in sigma is about that slope times epsilon, minus sigma plus one over sigma',
  scoreSpoken: 'The slope in mu is also about the log of the joint over {Q}, times epsilon over sigma',
  ascentSpoken: 'Theta and phi both move by the rate times the gradient of the sum of the ELBOs',
  ascentWeightedSpoken:
    'Theta and phi both move by the rate times the gradient of the sum, over the rows, of the expectation of log P of x given z minus beta times the sum over dimensions of the divergence from the prior, each no less than lambda; this is no longer the ELBO',

  atThisZ: 'at this z',
  quadrature: 'by quadrature over z',
  inClosedForm: 'in closed form',
  sampled: 'from below, by draws',
  notYet: 'not known yet',
  notSplit: 'split only where L ≤ 2',
  thisDraw: 'this draw:',
  total: 'together',
  start: 'the start: nothing has moved yet',
  dimensionSpoken: 'dimension {dimension}',
} as const;

export type VaeLessonKey = keyof typeof vaeLessonWords;
