/** English sentences of why a page of the bridge has nothing to show. Placeholders in braces are the arguments. */
export const bridgeSentences = {
  bridgeManyColumns:
    'These pages show at most {most} columns, and there are {columns}: choose fewer columns in the run bar.',
  bridgeFewRows: 'There are only {rows} rows: these pages need at least {least}.',
  bridgeFailed: 'The figures of this page could not be worked out ({reason}).',
} as const;
