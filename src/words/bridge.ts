/**
 * The bridge of the road in words: from EM on a mixture to the VAE. Looked up as the road's own (`words/road.ts`).
 * Korean: l10n/bundle.l10n.ko.json, under the English text.
 */
export const bridgeWords = {
  bridgeWorking: 'Being worked out on your rows …',
  bridgeBack: 'One step back',
  bridgeOn: 'One step on',
  bridgePlay: 'Play',
  bridgeLatent: 'Dimensions of z',
  bridgeHalfStep: 'half-step',
  bridgeStep: 'step',
  bridgeTable: 'The identity for row {row}, for the mean row and for all rows',
  bridgeMean: 'mean of a row',

  linearTitle: 'Make z continuous: a linear decoder',
  linearShort: 'z continuous',
  linearText1:
    'Back to a point θ, and change one thing: $z$ is no longer one of a few faces of a die but a *continuous* vector, $z \\sim \\mathcal{N}(0, I)$. A *decoder* turns it into a row. Take the simplest there is, a linear one with the same noise in every column: *probabilistic PCA*.',
  linearSpoken1: 'x equals b plus W z plus sigma times epsilon, with z and epsilon standard normal',
  linearText2:
    'The sum over components has become an integral, and because everything is Gaussian the integral can still be had. So can [posterior|the posterior]: it is a Gaussian too, with $M = W^\\top W + \\sigma^2 I$,',
  linearSpoken2:
    'The posterior of z is normal with mean M inverse W transposed times x minus b, and covariance sigma squared M inverse',
  linearText3:
    'So *EM works here as it did on the mixture*: E sets $\\Qall$ to that Gaussian and [kl|KL] is 0; M regresses the rows on $z$. What it must come to is known in closed form from the eigenvalues of the covariance: ℓ*. Run on your rows:',
  linearPicture: 'Log-likelihood and ELBO over half-steps of EM on a linear decoder: now {now}, at most {best}.',
  linearSlider: 'Half-step of EM on the linear decoder',
  linearAfterE: 'Half-step {half}, after E: q is the posterior, KL is 0.',
  linearAfterM: 'Half-step {half}, after M: θ has moved on, q is the posterior of the old θ.',
  linearLeft: 'Still short of the closed form, ℓ* − ℓ:',
  linearScatter:
    'The rows, the Gaussian that this decoder gives to x (1 and 2 standard deviations), and the columns of W as arrows; row {row} ringed.',
  linearLoadings: 'The decoder: offset b, columns of W, noise',

  diagonalTitle: 'Forbid q to lean: a diagonal Gaussian',
  diagonalShort: 'A diagonal q',
  diagonalText1:
    'Now restrict q. Let its dimensions be *independent*: a Gaussian with one deviation for each $z_l$ and no correlation, its ellipse never leaning. That is what the VAE will do, and here its price can be read off exactly. The best such q has the variances $\\sigma^2 / M_{ll}$, and what it leaves open is the same for every row:',
  diagonalSpoken1:
    'The KL divergence of the best diagonal q from the posterior is one half of the sum of the logs of the diagonal of M, minus one half of the log determinant of M',
  diagonalText2:
    'EM’s solution may be *rotated*: $W R$ with any rotation $R$ gives the rows the same [logLikelihood|ℓ], because $W R R^\\top W^\\top = W W^\\top$. On the principal axes $M$ is diagonal and nothing is lost. Turn the decoder away from them: [posterior|the posterior] leans, [q|q] may not, and [kl|the gap] opens while ℓ stands still.',
  diagonalAngle: 'turn W by',
  diagonalSlider: 'Angle by which the decoder is turned away from the principal axes, in degrees',
  diagonalSaid: '{angle} degrees: gap {gap} nats a row',
  diagonalSum: 'The gap, from its formula',
  diagonalCurve: 'The gap of a row over the angle: {gap} nats at {angle} degrees.',
  diagonalPlane: 'Row {row} in the plane of z: the posterior and the best diagonal q, at 1 and 2 standard deviations.',
  diagonalQ: 'diagonal q',
  diagonalNote:
    'At 0° W lies on the principal axes. A VAE that is free to turn its decoder turns it there by itself: climbing the ELBO closes this gap.',
  diagonalHeld:
    'With two columns a z of two dimensions leaves nothing over for the noise, so σ² is held at half of the smallest eigenvalue here: ℓ is the same for any such σ². At 0° W lies on the principal axes.',

  askWhyEmOnPpca: 'Why does EM work on PPCA?',
  answerWhyEmOnPpca:
    'Because the posterior of a linear decoder is a Gaussian that can be written down: q can be the posterior, and KL is 0.',
  askWhatDiagonalCosts: 'What does the diagonal cost?',
  answerWhatDiagonalCosts:
    'Half of Σ ln of the diagonal of M less ln of its determinant, on every row: 0 on the principal axes, more the further the decoder is turned.',
} as const;
