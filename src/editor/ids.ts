/** Every id that the manifest and the code must agree on; a test holds the two together. */
export const ids = {
  viewType: 'elboLens.panel',
  commands: {
    fitGmm: 'elboLens.fitGmm',
    fitKnown: 'elboLens.fitKnown',
    fitVi: 'elboLens.fitVi',
    fitVae: 'elboLens.fitVae',
    compare: 'elboLens.compare',
    openExample: 'elboLens.openExample',
    export: 'elboLens.export',
    takeRoad: 'elboLens.takeRoad',
    stop: 'elboLens.stop',
  },
  settings: {
    section: 'elboLens',
    language: 'language',
    notation: 'notation',
    restarts: 'restarts',
    openOnStart: 'openOnStart',
  },
  context: { running: 'elboLens.running' },
} as const;
