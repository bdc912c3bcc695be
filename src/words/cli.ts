/** What is wrong with a command line, one line each. */
export const cliSentences = {
  usageUnknownCommand: 'Unknown command {command}. The command is: fit FILE.',
  usageUnknownOption: 'Unknown option {option}. --help lists them.',
  usageNoValue: '{option} needs a value: {option} {value}.',
  usageNoValueTaken: '{option} takes no value.',
  usageBadValue: '{option}: "{value}" should be {expected}.',
  usageNoFile: 'No file is named. Use: fit FILE.',
  usageTwoFiles: 'Two files are named, {first} and {second}. Name one.',
  usageKnownNeedsLabel: '--known needs --label NAME: the column that holds z.',
  usageStartAndKnown: '--start and --known both say where to begin. Use one of them.',
  usageNotForModel:
    '{option} says nothing to --model {model}; it is for {models}. Leave it out, or choose another model.',
  usageFamilyOfModel:
    '--model {model} has no covariance families but full. Leave --covariance out, or use --model gmm.',
  usageFamilyToCompare:
    '{option} makes one run, which leaves no families to compare. Name one: --covariance full, tied, diag or spherical.',
  usageKnownComponents:
    '-k {components} contradicts --known: label column {column} has {levels} values, and each is a component. Leave -k out.',
  optionIdle: '{option} says nothing to --model {model} and is passed over.',
  usageFileUnreadable: '{option}: {path} cannot be read ({reason}).',
  usageFileUnwritable: '{option}: {path} cannot be written ({reason}).',
} as const;
