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

  freeTitle: 'One line to hold on to: EM, with q free',
  freeShort: 'q free',
  freeText1:
    'Up to here there was one model and one algorithm. From here on, model and algorithm change, *one thing at a time*, and one line stays. For any model with something hidden in it, and for any distribution $\\Qall$ over what is hidden:',
  freeSpoken1: 'The log density of the row equals the ELBO plus the KL divergence of Q from the posterior',
  freeText2:
    'On every page that follows, ask three things: which $\\Qall$ are *allowed*, what is on the left, and what *moves*. On the mixture the answers are the easiest there are. $\\Qall$ is *free*: any {components} numbers that are not negative and add up to 1. [posterior|The posterior] is among them, so E may simply take it, and [kl|KL] is 0. Take another and you pay for it:',
  freeText3:
    'All three are honest bounds; only the last one touches. The second is how k-means thinks: every row belongs whole to one component. EM on it climbs a lower hill, and where a row is torn it loses most.',
  freeScope: 'Row or mean',
  freeUniform: 'uniform',
  freeHard: 'all on the likeliest',
  freePosterior: 'the posterior',
  freeTable: 'Three kinds of q: the identity for row {row} and for all rows',
  freeSaid: '{name}: ELBO {elbo}, KL {kl}',
  freeNote:
    'At the parameters of the half-step on show. The bars begin where there is room: a log density has no natural zero.',
  freeNoMixture: 'This page looks at a mixture: choose GMM in the run bar.',
  bayesTitle: 'Make θ random too: variational inference',
  bayesShort: 'θ random too',
  bayesText1:
    'Change one thing: θ is no longer a point to be found but *hidden, like z*. It gets a prior: a Dirichlet for the weights, a Normal–Wishart for each mean and precision $\\Lambda_{\\comp} = \\Sigma_{\\comp}^{-1}$. Now everything that is hidden, $Z$ and θ, is integrated out, and the left side becomes another number: [logLikelihood|log p(X)], one for the whole file, with no θ in it.',
  bayesSpoken1:
    'The log evidence equals the bound L of q plus the KL divergence of q of Z and theta from their posterior given X',
  bayesText2:
    'The posterior of $Z$ and θ together cannot be had: it would take a sum over every way to assign all rows at once. So $q$ is *restricted* for the first time: it must fall into factors. Each factor then has a best form in closed form while the others are held, and taking them in turn is *coordinate ascent*. The update of $q(Z)$ is the E-step of EM, with means under $q(\\theta)$ where EM had the point θ; the other two are its M-step, with distributions for answers:',
  bayesSpoken2:
    'q of Z and theta is the product of q of Z, q of the weights and, for each component, q of its mean and precision; the log of the best q of Z is the expectation over theta of the log joint, plus a constant',
  bayesText3:
    'Run on your rows, sub-step by sub-step. [elbo|The bound] never falls. But nothing says that it touches: what stays open is *what the factorisation costs*.',
  bayesText4:
    'Do not lay this curve over that of EM: [logLikelihood|ℓ at its peak θ̂] and [logLikelihood|log p(X)] are answers to different questions, and the second is lower: it is a mean of the likelihood over all θ, and no mean exceeds the peak. On the next page θ is a point again.',
  bayesComponents: 'Components K',
  bayesFewer: 'One component fewer',
  bayesMore: 'One component more',
  bayesOne: 'K = 1: the gap is known',
  bayesPicture: 'The bound of variational Bayes over {count} sub-steps: now {bound}.',
  bayesEvidence: 'log p(X) {value}',
  bayesBound: 'bound on log p(X)',
  bayesStep: 'sub-step',
  bayesSlider: 'Sub-step of variational Bayes',
  bayesAfterZ: 'Sub-step {step}, after q(Z): every row is assigned anew.',
  bayesAfterWeights: 'Sub-step {step}, after q({phi}): the weights have counted their rows.',
  bayesAfterComponents: 'Sub-step {step}, after q(μ, Λ): means and precisions have moved.',
  bayesGoingOn: 'The ascent is still going on.',
  bayesTerms: 'The seven terms of the bound at sub-step {step}',
  bayesTerm1: 'mean log density of the rows',
  bayesTerm2: 'mean log probability of the assignments',
  bayesTerm3: 'mean log prior of the weights',
  bayesTerm4: 'mean log prior of means and precisions',
  bayesTerm5: 'entropy of q of the assignments',
  bayesTerm6: 'entropy of q of the weights',
  bayesTerm7: 'entropy of q of means and precisions',
  bayesLeft: 'What the components are left with at the end',
  bayesCount: 'rows of the component',
  bayesWeight: 'mean weight of the component',
  bayesEmptied: 'emptied',
  bayesUnknown:
    'With more than one component log p(X) is not known, and so neither is the gap: the bound is all there is. A component that the rows do not need empties itself.',
  bayesKnown:
    'With one component there is nothing to assign and the prior is conjugate: q is the posterior itself. log p(X) − bound =',
  askWhatIsTheSame: 'What do EM, VI and the VAE have in common?',
  answerWhatIsTheSame: 'One line: log p = ELBO + KL. What changes is which q are allowed and what moves.',
  askWhyNotKmeans: 'Why not give each row whole to its likeliest component?',
  answerWhyNotKmeans: 'That q is allowed too, but where a row is torn its bound stays below: its KL is what is lost.',
  askWhatIfThetaRandom: 'What changes if θ is random too?',
  answerWhatIfThetaRandom:
    'The left side becomes log p(X), q has to fall into factors, and the bound no longer touches.',
  askWhyNoSharedAxis: 'Why may the bound of VI not be compared with ℓ of EM?',
  answerWhyNoSharedAxis:
    'One has θ integrated out, the other has it at its best point: two left sides. Rows are compared by their predictive density.',

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
  linearLeft: 'What is left to the closed form, ℓ* − ℓ:',
  linearScatter:
    'The rows, the Gaussian that this decoder gives to x (1 and 2 standard deviations), and the columns of W as arrows; row {row} ringed.',
  linearLoadings: 'The decoder: offset b, columns of W, noise',

  diagonalTitle: 'Forbid q to lean: a diagonal Gaussian',
  diagonalShort: 'A diagonal q',
  diagonalText1:
    'Now restrict q. Let its dimensions be *independent*: a Gaussian with one standard deviation for each $z_l$ and no correlation, its ellipse never leaning. That is what the VAE will do, and here its price can be read off exactly. The best such q has the variances $\\sigma^2 / M_{ll}$, and what it leaves open is the same for every row:',
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
    'With two columns a z of two dimensions leaves nothing over for the noise, so σ² is held at half of the smallest eigenvalue here: the gap is that of this σ², ℓ the same at every angle. At 0° W lies on the principal axes.',

  askWhyEmOnPpca: 'Why does EM work on PPCA?',
  answerWhyEmOnPpca:
    'Because the posterior of a linear decoder is a Gaussian that can be written down: q can be the posterior, and KL is 0.',
  askWhatDiagonalCosts: 'What does the diagonal cost?',
  answerWhatDiagonalCosts:
    'Half of Σ ln of the diagonal of M less ln of its determinant, on every row: 0 while the decoder lies on the principal axes, more than 0 as soon as it is turned off them.',

  gradientTitle: 'The same q by gradient: reparameterisation',
  gradientShort: 'q by gradient',
  gradientText1:
    'On the page before, the best diagonal q came out of a formula. Throw the formula away: a decoder that is bent will have none. What is left is to *climb*. [q|q] is described by two lists of numbers, $\\mu$ and $\\sigma$, and the slope of [elbo|the ELBO] in them is what we need:',
  gradientSpoken1:
    'The gradient of the ELBO in mu and sigma is the gradient of the expectation under q of log p of x given z, minus the gradient of the KL divergence of q from the standard normal',
  gradientText2:
    'The second part is a formula of $\\mu$ and $\\sigma$. The first is not: $\\mu$ and $\\sigma$ sit in the very distribution that is averaged over, and a number that was drawn has no slope in what it was drawn from. So draw something else. Let $\\varepsilon$ be standard normal, which knows nothing of $\\mu$ and $\\sigma$, and *make z out of it*:',
  gradientSpoken2: 'z equals mu plus sigma times epsilon, coordinate by coordinate, with epsilon standard normal',
  gradientText3:
    'The lecture writes $z = \\mu + \\Sigma \\varepsilon$: its $\\Sigma$ is a *square root* of the covariance, here the diagonal matrix of $\\sigma$. Now chance stands outside, and a slope $g$ at $z$ passes on: to $\\mu$ as it is, to $\\sigma$ times $\\varepsilon$. Move $\\varepsilon$ by hand:',
  gradientText4:
    'There is an older way that needs no slope of the decoder at all, the *score function*: weigh the slope of $\\log q$ by the value of $f$. Both estimate the same gradient from the same draws:',
  gradientSpoken3:
    'The gradient of the expectation of f under q equals the expectation over epsilon of the gradient of f at mu plus sigma epsilon, and equals the expectation under q of f times the gradient of log q',
  gradientText5:
    'Both are right *on average*. What tells them apart is how far a single draw is off, and an ascent takes a single draw a step. Run for row {row}, from the prior, once with each:',
  drawSlider: 'ε in dimension {dimension}',
  drawSaid: 'z = {z}; log p(x|z) = {log}',
  drawSum: 'z from μ, σ and ε',
  drawPlane: 'The plane of z for row {row}: q now at 1 and 2 standard deviations, the best q dashed, and the draw z.',
  drawNow: 'q at this step',
  drawBest: 'dashed: the best q, by the formula',
  drawPlaneNote: 'q is that of the step on show of the ascent further down; it begins at the prior.',
  drawDecoded: 'What the decoder makes of z, among the rows; row {row} ringed.',
  drawTable: 'The decoded row and row i',
  drawLog: 'log p(x|z) at this z:',
  drawGradients: 'The slope at z, and what of it reaches μ and σ',
  drawGradientsNote: 'The terms without g are the slope of −KL(q ‖ N(0, I)), known without any draw.',
  gradientThrough: 'reparameterisation',
  gradientScore: 'score function',
  gradientBest: 'best',
  gradientTold: 'Step {step}: ELBO {through} by reparameterisation, {score} by the score function; the best is {best}.',
  gradientAt: 'ELBO of the row after step {step}:',
  gradientSlider: 'Step of the ascent',
  gradientPicture:
    'How far each ascent is below the best ELBO, on a logarithmic axis: after step {step} reparameterisation {through} nats, score function {score} nats.',
  gradientAxis: 'nats below the best',
  gradientDraws: 'Draws',
  gradientRedraw: 'Draw anew',
  gradientTable: 'Mean and variance of one draw, measured over {draws} draws at this step.',
  gradientUnbiased: 'Both means come to the exact gradient; the variances do not come to each other.',
  gradientExact: 'exact',
  gradientMeanThrough: 'mean, reparam.',
  gradientMeanScore: 'mean, score',
  gradientVarThrough: 'variance, reparam.',
  gradientVarScore: 'variance, score',
  gradientRatio: 'times as large',
  gradientOneByOne: 'Draw by draw, the slope in',
  gradientStrips: 'The first {count} draws one by one, both on the same axis.',
  askWhyEpsilon: 'Why draw ε and not z?',
  answerWhyEpsilon:
    'Because ε does not depend on μ and σ: z is then a function of them, and a slope passes through a function.',
  askWhichSigma: 'The lecture writes z = μ + Σε. Which Σ is that?',
  answerWhichSigma: 'A square root of the covariance: here the diagonal matrix of the deviations σ.',
  askWhyNotScore: 'Is reparameterisation needed? Is there no other gradient?',
  answerWhyNotScore:
    'There is the score function: right on average, and it works for a discrete z too, but its draws scatter far more.',

  amortisedTitle: 'One network for all rows: amortisation',
  amortisedShort: 'One q for all rows',
  amortisedText1:
    'So far every row had a [q|q] of its own, found for it alone: as many searches as rows, and another for every new row. Change one thing: let *one function* give $\\mu$ and $\\sigma$ of any row from the row itself. That is the *encoder*, and its parameters are called $\\varphi$:',
  amortisedSpoken1:
    'q phi of z given x is normal with mean mu phi of x and a diagonal covariance sigma squared phi of x',
  amortisedText2:
    'That ties the rows together: no q can be moved for one row without moving it for others. What this costs beyond the diagonal is called *amortisation*, the cost of a search shared out over all rows, and so the gap has two parts, *approximation* and amortisation:',
  amortisedSpoken2:
    'log p of x minus the ELBO equals the approximation gap, log p of x minus the largest ELBO over mu and sigma, plus the amortisation gap, that largest ELBO minus the ELBO of phi',
  amortisedText3:
    'For a linear decoder it costs *nothing*. [posterior|The posterior] of row {row} has the mean $M^{-1} W^\\top (\\x - b)$, a linear function of the row, and a covariance that is the same for all rows: one linear encoder can be right for all of them at once. But nothing of that is told to it here. Decoder $(W, \\sigma^2)$ and encoder, $\\mu_\\varphi(\\x) = A (\\x - b)$ and $\\sigma_\\varphi(\\x) = s$, begin at random numbers and climb [elbo|the ELBO] together, by gradient alone. This is a *linear VAE*, run on your rows:',
  amortisedText4:
    'At the end ELBO, ℓ and the closed form ℓ* of page 12 are one number. And $W$ lies on the principal axes: maximum likelihood asks for what they span, and within it the diagonal would cost something anywhere else.',
  amortisedPicture:
    'ELBO and log-likelihood of a linear VAE over the steps of its training: the ELBO is {now}, neither can pass {best}.',
  amortisedSlider: 'Step of the linear VAE’s training',
  amortisedTold: 'Step {step}: the gap is {gap} nats a row, and ℓ is {short} a row below ℓ*.',
  amortisedKicked:
    'Step {step}: the surface was flat, so the parameters were nudged at random to see whether it is a saddle. Gap {gap}, ℓ {short} below ℓ*, a row.',
  amortisedLeft: 'What is left to ℓ*, ℓ* − ELBO over all rows:',
  amortisedPlane:
    'The plane of z for row {row}: what the encoder says, and dashed the best diagonal q for this row alone.',
  amortisedOwn: 'the encoder’s q',
  amortisedAlone: 'dashed: best for this row alone',
  gapTable: 'The gap of row {row} and of the mean row in its two parts',
  gapGap: 'gap',
  gapApproximation: 'approximation',
  gapAmortisation: 'amortisation',
  askWhyOneNetwork: 'Why a network for q, and not a q for each row?',
  answerWhyOneNetwork: 'One search serves all rows and every new one; what it costs is the amortisation gap.',
  askWhyGapStillZero: 'Why is the gap still 0 with one linear encoder?',
  answerWhyGapStillZero:
    'The posterior of a linear decoder has a mean that is linear in the row and one covariance for all: a linear encoder can say just that.',

  amortisedAxes: 'Cosine of the angle between the columns of W (0 on the principal axes):',

  curvedTitle: 'Bend the decoder: the variational autoencoder',
  curvedShort: 'Bend the decoder',
  curvedText1:
    'One last change to the model: put a neural network $f_\\theta$ where the straight line $b + W z$ stood. $z$ stays standard normal and the noise Gaussian, now with a σ for each column; q stays diagonal and comes from an encoder, which bends as well. This is the *VAE*.',
  curvedSpoken1:
    'p of x given z is normal with mean f theta of z and a diagonal covariance; p of x is the integral of p of x given z times p of z over z',
  curvedText2:
    'Now $z$ stands inside a network, inside a square, inside an exponential: the integral has no closed form, and so [posterior|the posterior], joint divided by it, has none. That is where EM stops, because its E-step *is* that posterior. With a $z$ of one or two dimensions we can still do the integral by brute force, on a grid, and so see what the VAE itself never sees: how far its [q|q] is from the posterior of row {row}, and why.',
  curvedText3:
    'The dashed q is the best *diagonal Gaussian* for this row alone; what it still misses is *approximation*: the posterior may be skewed, bent or leaning, and a diagonal Gaussian is none of these. The rest is *amortisation*: the encoder has one set of weights for all rows. Neither is ever negative, and together they are [kl|KL], the very same KL as on page 5.',
  curvedPicture: 'Mean ELBO of a row over the epochs of training: now {elbo} on the rows trained on.',
  curvedTold: 'Epoch {epoch}: ELBO {elbo} a row on the rows trained on.',
  curvedDone:
    'One hidden layer of 32 tanh each way; of all epochs the one is kept whose ELBO of the rows held out, estimated from a few draws a row, was the highest.',
  curvedHeldOut: 'held out',
  curvedTrained: 'trained on: ELBO',
  curvedEpoch: 'epoch',
  curvedSlider: 'Epoch of the VAE’s training',
  curvedLater: 'The posterior of the row is drawn once training has come to rest.',
  curvedRowHeldOut: 'Row {row} is one of the rows held out: the networks have never seen it.',
  curvedLine: 'Where the decoder takes z from −2.4 to 2.4: a bent line through the rows; row {row} ringed.',
  curvedNet: 'Where the decoder takes a square net of z, from −2.4 to 2.4 each way; row {row} ringed.',
  curvedPosterior:
    'Row {row}: its posterior by brute force on a grid, the encoder’s q, and the best diagonal Gaussian for this row alone, dashed.',
  curvedBest: 'dashed: best for this row alone',
  curvedSample: 'mean of {rows} rows',
  curvedExact: 'log p(x) by quadrature; halving the grid’s density changes it by at most',
  askWhyNoPosterior: 'Why can EM not fit a VAE?',
  answerWhyNoPosterior:
    'Its E-step is the posterior, and with a network in the decoder the integral that normalises it has no closed form.',
  askWhatTwoParts: 'What is the gap of a VAE made of?',
  answerWhatTwoParts:
    'Approximation, because q is a diagonal Gaussian, and amortisation, because one network speaks for all rows.',

  compareTitle: 'What moves, and who climbs',
  compareShort: 'Compare',
  compareText1:
    'It was one line all the way. Look back at what *moved*. For EM there is only θ to be found; $\\Qall$ is no parameter at all but the answer to a question, worked out anew at each E-step. The two take *turns*, each going to the top of the bound while the other is held, in closed form:',
  compareSpoken1:
    'Q becomes the argument at which the bound of Q and theta is largest in Q; then theta becomes the argument at which it is largest in theta',
  compareText2:
    'The VAE cannot solve either half. So it writes q down with parameters of its own, $\\varphi$ (the lecture’s $\\mu$ and $\\Sigma$, given by a network), and lets *both climb at once*, θ and φ, a small step up the slope of the same [elbo|ELBO]:',
  compareSpoken2: 'Theta and phi move together by a step eta times the gradient of the ELBO in both',
  compareText3:
    'In short: *where EM thinks of θ alone, the VAE thinks of θ and of μ, Σ too*. Taking turns is a convenience, not a principle. On the linear decoder both ways can be gone, and both come to the same ℓ*:',
  compareText4:
    'And all of them side by side, fitted to the same rows of your file and scored on the same rows, those held out among them:',
  climbersTurns: 'in turns: EM',
  climbersTogether: 'together: gradient in θ and φ',
  climbersEnd: 'ELBO of all rows at the last step drawn:',
  climbersShort:
    'EM is slow on these columns: after {steps} steps it is still {short} nats a row below ℓ* and climbing.',
  climbersPicture:
    'Two ascents of one bound on a linear decoder, in nats a row below ℓ*: EM in turns ends {turns} below, the gradient in θ and φ together {together} below.',
  climbersAxis: 'nats a row below ℓ*',
  compareRows: '{trained} rows fitted, {heldOut} held out; means over {train} of the first and {held} of the second.',
  compareTable:
    'EM, variational inference, a linear decoder and the VAE: ELBO, gap and left side for the row, the rows fitted and the rows held out',
  compareLeft: 'left side',
  comparePicture:
    'Mean log density of a row by method, for rows fitted and rows held out, with the ELBO and the gap below it.',
  compareEm: 'Mixture by EM',
  compareEmSays: 'q: free, the posterior. Moves: θ alone. Climbs: closed form, in turns. Left side: log p(x | θ̂).',
  compareVi: 'Mixture by variational inference',
  compareViSays:
    'q: in factors, over z and θ. Moves: q alone; θ is random. Climbs: coordinate ascent. Left side of a row: its predictive density, log ∫ p(x | θ) q(θ) dθ.',
  compareLinear: 'Linear decoder (PPCA, linear VAE)',
  compareLinearSays:
    'q: a diagonal Gaussian from a linear encoder, on the principal axes. Moves: θ, or θ and φ. Climbs: EM in turns, or gradient: the same top. Left side: log p(x | θ̂).',
  compareVae: 'VAE, bent decoder',
  compareVaeSays:
    'q: a diagonal Gaussian from a network. Moves: θ with φ, that is with μ and σ of q. Climbs: gradient ascent. Left side: log p(x | θ̂), by quadrature.',
  compareTrain: 'mean, fitted',
  compareHeldOut: 'mean, held out',
  compareMadeOf: 'the gap',
  compareNoneEm: '0: q is the posterior',
  compareUnknownVi: 'of a row: none is defined; KL is between whole posteriors',
  compareNoneLinear: '0: on the principal axes the posterior is diagonal and linear in x',
  compareBound:
    'VI’s own identity has another left side, on an axis of its own: log p(X) of all {trained} rows fitted, θ integrated out; {left} component(s) not emptied. Bound:',
  compareModels:
    'Mixtures of {components} component(s); z of {latent} dimension(s) for both decoders; the VAE as on page 16.',
  compareMay1:
    'May be compared: log densities of a row, all in nats and in the units of the file, and best on rows held out.',
  compareMay2:
    'May not: log p(X), which has θ integrated out, with any sum of log p(x | θ̂), which has θ at its best point.',
  compareMay3:
    'May not: the ELBO of one method with log p of another; the gap between them is not the fault of either.',
  compareMay4:
    'May not: densities with probabilities. All columns are Gaussian here; Fit VAE makes columns of 0 and 1 Bernoulli, and its log p is then no density.',
  askWhatMoves: 'What moves in EM, and what in a VAE?',
  answerWhatMoves:
    'In EM θ, in turns with Q, each in closed form; in a VAE θ and the parameters of q together, by gradient.',
  askWhichIsBest: 'Which of them is best on my data?',
  answerWhichIsBest:
    'Read the mean log density of the rows held out; what else may be compared, and what may not, stands below the table.',
} as const;
