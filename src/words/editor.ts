/** What the editor itself says: status bar, notifications, and faults that no other room words. */
export const editorSentences = {
  fitting: 'ELBO Lens {percent} %',
  stopFit: 'Fitting. Select to stop.',
  noFile: 'Open a CSV, TSV, JSON or JSON Lines file, or choose one in the explorer, and run the command again.',
  fileUnreadable: '{name} cannot be read ({reason}). Check that the file exists and that you may open it.',
  workerDied: 'The fit ended unexpectedly ({reason}). Run the command again; if it happens again, please report it.',
  outOfMemory: 'The file does not fit into memory. Fit fewer columns or fewer rows.',
} as const;
