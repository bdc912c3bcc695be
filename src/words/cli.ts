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
  usageFileUnreadable: '{option}: {path} cannot be read ({reason}).',
  usageFileUnwritable: '{option}: {path} cannot be written ({reason}).',
} as const;
