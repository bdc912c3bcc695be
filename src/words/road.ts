/**
 * The road in words. Pages look up `<page>Title`, `<page>Text<n>` and the like. Markup: see `lesson/road/prose.ts`.
 * Korean: l10n/bundle.l10n.ko.json, under the English text.
 */
import { bridgeWords } from './bridge.ts';

export const roadWords = {
  ...bridgeWords,

  road: 'The road',
  enterRoad: 'The road: the lecture on your data, page by page',
  pageOf: 'The road {n} of {all}',
  leaveRoad: 'Leave the road',
  backTo: 'Back: {title}',
  onTo: 'On: {title}',
  toPage: 'Page {n}: {title}',
  end: 'To the panel',
  answers: 'Answers',
  beside: 'On your data',
  halfStep: 'Half-step {half} of {known} · {step}',
  gapClosed: 'At this half-step the gap is closed.',
  toWidest: 'Go to where it is widest',
  rowSure: 'Row {row} is sure of its component, so it has hardly a gap to show.',
  toTorn: 'Take a row that is torn',
  moment: 'Half-step, row and notation',
  copied: 'Copied',
  copyLine: 'Copy as LaTeX',

  mixtureTitle: 'A mixture: a story with a hidden part',
  mixtureShort: 'A mixture',
  mixtureText1:
    'A *mixture model* thinks of each row as made in two moves. First a die with one face for each component is thrown; face $\\comp$ comes up with probability $\\prior{\\comp}$. That is $z$: it is *multinomial* with parameter $\\weight$. Then $\\x$ is drawn from the Gaussian of that face, with mean $\\mean{\\comp}$ and covariance $\\cov{\\comp}$.',
  mixtureText2:
    'Your file holds $\\x$ alone. Which face came up for row {row} is nowhere in it: $z$ is *hidden*, a *latent variable*. The story is nevertheless enough to write down the density of both together:',

  knownTitle: 'If z were known',
  knownShort: 'If z were known',
  knownText1:
    'Were the group of every row known, there would be nothing to iterate. The log of the product is a sum of two logs, so the weights part from the Gaussians, and every parameter has its maximum in closed form: a share, an average, an average of squared deviations.',
  knownByLabel: 'z read from your column {label}',
  knownByAssignment: 'z taken as each row’s likeliest component',
  knownByEm: 'EM, z hidden',
  knownLead:
    'Two ways to the same parameters: {by}, counted and averaged; and what EM has at this half-step, where every row counts in parts.',
  knownTable: 'Weights, means and covariances, two ways',
  knownComplete: 'log-likelihood of x and z together',
  knownObserved: 'log-likelihood of x alone',
  knownColumns: 'Shown of μ and Σ: {columns}.',
  knownNotComparable:
    'The two are not rivals: the first is the density of x and z, the second of x alone, summed over z.',
  knownNone: 'no maximum: a covariance is singular',
  knownAgree: '{count} of {all} rows are likeliest in the component that goes with their label.',
  knownPicture: 'In colour the components of EM, dotted those with z known.',
  group: 'group',

  hiddenTitle: 'z is hidden: the log of a sum',
  hiddenShort: 'z is hidden',
  hiddenText1:
    'All that can be observed is $\\x$. So $z$ has to be summed out, and now a sum stands *inside* the log. The log of a product falls apart; the log of a sum does not. With the numbers of row {row}:',
  hiddenText2:
    'Try to maximise it all the same. The slope of $\\log \\evidence$ in a mean is the slope that a known $z$ would give, times a factor:',
  hiddenText3:
    'The factor is between 0 and 1 and adds up to 1 over the components, and it contains *all* parameters of *all* components. Setting the slopes to 0 gives equations that hang on each other, with no solution in closed form. But keep the factor in mind: for row {row} it is {posteriors}, and it comes back three pages on as the answer.',
  hiddenSpoken1:
    'The slope of the log density in the mean of a component equals the posterior of that component times the inverse covariance times the deviation from the mean',
  sumLogJoint: 'density',
  sumLogLog: 'its log',
  sumLogSum: 'sum',
  sumLogOfSum: 'log of the sum',
  sumOfLogs: 'sum of the logs',
  sumLogVerdict: 'Not the same: {ofSum} is what counts, and adding the logs does not give it.',
  sumLogSame: 'With one component there is nothing to sum, and nothing hidden.',
  sumLogTable: 'The densities of row {row} with each component, their logs, and both sums',

  jensenTitle: 'Jensen: why the bound lies below',
  jensenShort: 'Jensen',
  jensenText1:
    'The log is *concave*: it bends down, so the chord between two of its points lies below it. Hence [logLikelihood|the log of the mean] is never below [elbo|the mean of the logs], $\\log \\mathbb{E} X \\ge \\mathbb{E} \\log X$: this is *Jensen’s inequality*. For a *convex* function it is the other way round, $f(\\mathbb{E} X) \\le \\mathbb{E} f(X)$. Either way, where the curve is strictly bent, the two are equal only if $X$ does not vary. Here $X$ is the ratio of the joint to $\\Qall$, for row {row}.',

  boundTitle: 'A lower bound for any {Q}',
  boundShort: 'Any {Q}',
  boundText1:
    'Take *any* distribution $\\Qall$ over the components. Multiply and divide by it: the hidden sum becomes a mean under $\\Qall$, and Jensen pulls the log inside. What comes out is [elbo|the evidence lower bound, ELBO]: a sum of logs again, with all the comfort of page 2.',
  boundText2:
    'Any {Q}: so bend it by hand. What the [elbo|ELBO] of row {row} loses its [kl|KL] gains, to the digit, while $\\log \\evidence$ does not know of $\\Qall$ and stands still.',
  boundText3:
    'So what Jensen loses has a name. It is the divergence of $\\Qall$ from the posterior, the *Kullback–Leibler divergence*: never negative, and 0 for one $\\Qall$ only.',
  bentSlider: '{Q} of component {component}',
  bentPosterior: 'Posterior',
  bentOwn: '{Q} of this half-step',
  bentUniform: 'Uniform',
  bentRow: 'row {row}',
  bentAll: 'all rows',
  bentPicture:
    'The bound of row {row} over {Q} of component {component}, from 0 to 1. Drag the point: the bound is {elbo}, the gap to {logLikelihood} is {kl}.',
  bentChange: 'against the posterior',
  bentTable: 'The identity for row {row} and for all rows with {Q} bent',
  bentHint: 'Drag the point, or the sliders: what one component gains the others lose in proportion.',
  bentSaid: 'ELBO {elbo}, KL {kl}, log-likelihood {logLikelihood}',
  others: 'the others',

  estepTitle: 'E-step: {Q} becomes the posterior',
  estepShort: 'E-step',
  estepText1:
    'Where does the bound touch? Jensen is an equality if the ratio of the joint to $\\Qall$ is the same for every $\\comp$: if $\\Qall$ is *proportional to the joint*. And $\\Qall$ must add up to 1, so divide by the sum. That is Bayes’ rule, and what it gives is [q|the posterior].',
  estepText2:
    'The E-step does this for every row at once. θ does not move, so ℓ does not move. The bound rises until it [elbo|touches] ℓ. In slow motion:',
  normaliseJoint: 'joint',
  normaliseBy: '÷ their sum',
  normalisePosterior: 'posterior',
  normaliseTotal: 'sum',
  normaliseNow: '{Q} now',
  normaliseMoves: 'The tick is {Q} at this half-step: the next E moves it to the end of the bar.',
  normaliseTight: '{Q} is there already: the bound is tight.',
  normaliseTable: 'Joint densities of row {row}, divided by their sum',

  mstepTitle: 'M-step: θ goes where the bound is highest',
  mstepShort: 'M-step',
  mstepText1:
    'Now hold [q|{Q}] and move θ. With {Q} held, the bound is page 2 again, but every row counts in parts, $\\w{\\comp}$ to component $\\comp$, its *responsibility*, where a label would count it whole. So every parameter has its maximum in closed form: a share, an average, an average of squared deviations. First the weights, whose sum must stay 1; that is what the Lagrange multiplier λ is for.',
  mstepText2:
    'At the old θ the bound touched ℓ, and it is nowhere above ℓ: so ℓ rises at least as much as the bound. And a gap reopens: {Q} is the posterior of the old θ, not of the new one. In slow motion:',

  climbTitle: 'The bound climbs ℓ',
  climbShort: 'The bound climbs',
  climbText1:
    'Walk in a straight line from $\\theta_t$ through $\\theta_{t+1}$. [elbo|The bound built at] $\\theta_t$ touches ℓ there, with the same slope, and peaks where M goes. ℓ is never below it, so at $\\theta_{t+1}$ ℓ stands at least as high: *that is why ℓ never falls*. The next E builds a new bound, dashed.',
  climbText2:
    'So EM is *coordinate ascent* on one function of two things, $\\boundAt{}{}$: M climbs in θ with {Q} held, E climbs in {Q} with θ held. Seen from above, one {Q} and one θ coordinate:',
  sliceLine: 'along the line through both',
  sliceTouches: 'touches, with the same slope',
  slicePeaks: 'peaks',
  sliceNext: 'the next bound touches here',
  slicePicker: 'Walk along',
  slicePickLine: 'the line through both',
  sliceNote:
    'The line is straight in the family’s own coordinates: log-ratios of the weights, means, and logarithms or Cholesky factors of Σ. Any curve in the family through both points would do for the first bound; the second peaks off this line.',
  sliceNoteOne:
    'Along one coordinate the bound still touches at the start, but its peak on this line need not be where M goes: M moves all coordinates at once.',
  sliceMissing:
    'There is no exact M-step here to walk along: this half-step was extrapolated, or a constant was added to the diagonal, or only the start is known yet.',
  slicePicture:
    'Log-likelihood and two lower bounds {where}. They touch at the start at {first}; the bound peaks at {second}; log-likelihood there is {third}.',
  weightOf: 'log-ratio of weight {component}',
  meanOf: 'mean {component}, {column}',
  deviationOf: 'log deviation {component}',
  deviationOfColumn: 'log deviation {component}, {column}',
  factorOf: 'factor {component}, {column} on {other}',
  ofAll: 'of all',
  thetaPicture: 'The rows and the components at {theta}',
  levelPicture:
    'Heights of the bound over {Q}, from left to right, and θ, from bottom to top. M goes straight up from {first} to {second}; E goes straight across to {third}.',
  levelQ: '{Q} from one posterior to the next',
  levelM: 'M',
  levelE: 'E',
  levelNote: 'Each stretch runs along one axis only and ends on the highest level it can reach.',

  optimaTitle: 'Local optima, restarts, collapse',
  optimaShort: 'Local optima',
  optimaText1:
    'EM only ever climbs, so it ends on the hill where it began. Another start may end on another hill, and no start knows whether its hill is the highest. What helps is to start several times and keep the best. Try:',
  optimaText2:
    'And some hills have no top. With a covariance of its own for each component, put one more component on row {row} and shrink it. The density there grows without bound; all other rows keep what the mixture before gives them. So ℓ is *at least* this:',
  optimaText3:
    'Such a fit says nothing about the data. So a component may not shrink below a smallest spread; where that holds it up, or where it answers for no more rows than there are columns, it is drawn *hollow*, and the fit is not eligible when K is chosen.',
  startsPicture: 'Log-likelihood over iterations: this start, ending at {best}, and {count} others.',
  startsThis: 'this start',
  startsOthers: 'others, not all followed to the end',
  startsTries: 'Your tries',
  startsSeed: 'seed {seed}',
  startsHere: 'on show',
  startsBest: 'highest',
  startsAnother: 'Another start',
  startsRandom: 'From random rows',
  startsSeeded: 'From the best of several',
  collapseSlider: 'How far the component has shrunk, σ',
  collapseFloor: 'ℓ is at least',
  collapseNow: 'ℓ at this half-step',
  collapseOver: 'At σ = {sigma} the empty fit is ahead.',
  collapseNotYet: 'At σ = {sigma} it overtakes the mixture on show; shrink on.',
  collapsePicture: 'The floor of ℓ over the shrinking spread: it rises without end and overtakes {now} at σ = {sigma}.',
  collapseTied: 'With one covariance for all components no single one can collapse: all would have to shrink at once.',
  collapseHollow: 'In this fit:',
  collapseNone: 'In this fit no component has collapsed.',

  storyDraw: 'Draw one row',
  storyMany: 'Draw twenty',
  storyClear: 'Clear',
  storyDie: 'The die {phi}: a number between 0 and 1 falls into one of its parts',
  storyStart: 'Throw the die: what is drawn appears among your rows, ringed.',
  storyTold: 'The die falls on {u}: component {component}. From its Gaussian comes {x}.',
  storyTwenty: 'Twenty rows drawn: {counts}.',
  storyPicture: 'Your rows in the colours of the components, with ellipses, and what was drawn, ringed.',

  slow: 'Slow motion',
  slowPlay: 'Play slowly',
  slowPause: 'Pause',
  slowBack: 'One beat back',
  slowOn: 'One beat on',
  slowStill: 'Motion is reduced: go on beat by beat.',
  slowEnd: 'This is the last half-step.',
  slowBeforeE: 'E. For every row, compare its joint densities. θ is held.',
  slowQ: '{Q} moves to the posterior: rows change colour, the heatmap sharpens or softens.',
  slowTouch: 'The bound rises by {bound} and touches ℓ. The gap is closed.',
  slowBeforeM: 'M. {Q} is held: every row counts in parts.',
  slowMeans: 'Weights, means and covariances move to their weighted averages.',
  slowRise: 'The bound rises by {bound}, and ℓ, above it, by {likelihood}.',
  slowReopen: '{Q} is now the posterior of the old θ: a gap of {kl} is open.',
  slowX: 'An extrapolated step: θ jumps ahead along its path.',

  questions: 'What people ask on this road',
  askWhatIsZ: 'What is z, and who draws it?',
  answerWhatIsZ: 'The group a row came from; in the story the die draws it, in the file it is missing.',
  askWhyNotLabels: 'What would change if I had labels?',
  answerWhyNotLabels: 'Nothing would be left to iterate: counts and averages.',
  askWhyNotDirectly: 'Why not just set the derivative of ℓ to 0?',
  answerWhyNotDirectly: 'The sum stands inside the log, and every equation contains all parameters.',
  askWhyBelow: 'Why is the bound below ℓ, and when does it touch?',
  answerWhyBelow: 'The log is concave; the chord touches only where the ratios are all equal.',
  askWhatIfUniform: 'What would happen if {Q} were uniform?',
  answerWhatIfUniform: 'A bound all the same, but a loose one: press Uniform and read the gap.',
  askWhyPosterior: 'Why is {Q} the posterior?',
  answerWhyPosterior:
    'Proportional to the joint makes the ratio constant; dividing by the sum makes it a distribution.',
  askWhyLagrange: 'Where does the Lagrange multiplier come from?',
  answerWhyLagrange: 'The weights must add up to 1; λ turns out to be minus the number of rows.',
  askWhyNeverFalls: 'Why does ℓ never fall?',
  answerWhyNeverFalls: 'The bound touches ℓ, M raises the bound, and ℓ is above the bound.',
  askWhyGapReopens: 'Why does the gap reopen after M?',
  answerWhyGapReopens: 'θ has moved on and {Q} has stayed behind: it is the posterior of the old θ.',
  askIsItTheBest: 'Is what EM finds the best there is?',
  answerIsItTheBest: 'The best of its hill. Start again and compare.',
  askWhyCollapse: 'Why does a component sometimes shrink onto a single row?',
  answerWhyCollapse: 'Because ℓ has no top there; a smallest spread keeps it honest.',
  takeAway: 'The whole derivation with the numbers of this row:',
  takeMarkdown: 'Save as Markdown',
  takeHtml: 'Save as HTML page',
  takeCopy: 'Copy as Markdown',
  takeTitle: 'From a hidden z to a tight bound',
  takeSubtitle: '{file}, row {row}, half-step {half} of {known}; in nats.',
  goThere: 'Page {n}: {title}',
} as const;

export type RoadKey = keyof typeof roadWords;
