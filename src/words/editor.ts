/** What the editor itself says: status bar, notifications, and faults that no other room words. */
export const editorSentences = {
  fitting: 'ELBO Lens {percent} %',
  stopFit: 'Fitting. Select to stop.',
  noFile: 'Open a CSV, TSV, JSON or JSON Lines file, or choose one in the explorer, and run the command again.',
  fileUnreadable: '{name} cannot be read ({reason}). Check that the file exists and that you may open it.',
  fileMissing: 'There is no file {name}. Check the path.',
  fileIsFolder: '{name} is a folder. Name a file in it.',
  fileForbidden: '{name} may not be read. Change its permissions, or copy it to where you may read it.',
  nothingFitted: 'Nothing is fitted yet. Run Fit GMM on a file first.',
  exportTitle: 'Export what?',
  exportResponsibilities: 'Responsibilities at the half-step on show, as CSV',
  exportParameters: 'Parameters at the half-step on show, as JSON',
  exported: 'Saved {name}.',
  offer: 'Fit GMM',
  hover: 'Row {row}: {shares}; log p(x) = {density} nats, {rank} of {rows} from the least likely.',
  rowsLeftOut: '{count} rows were left out because a cell is missing: lines {lines}.',
  columnsForFamily:
    '{columns} columns are too many for {family} covariance: choose at most {most} columns, or diag or spherical covariance.',
  kernelLabel: 'A row is labelled {label}, but there are only {components} components.',
  labelNeeded: 'Known labels need a label column: choose one.',
  workerDied: 'The fit ended unexpectedly ({reason}). Run the command again; if it happens again, please report it.',
  outOfMemory: 'The file does not fit into memory. Fit fewer columns or fewer rows.',
} as const;
