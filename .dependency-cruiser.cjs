// The arrows of the house. One way: editor, cli → engine → models → kernels; data is used by editor, cli and engine;
// lesson and words use nothing but faults; the panel knows protocol, lesson and words alone.
const entries = '^src/(extension|extension[.]web|cli)[.]ts$';

/** A room may import itself, fault.ts, packages, and what is listed; nothing else of the house. */
function room(name, path, mayUse) {
  return {
    name,
    comment: `${path} may use ${mayUse.join(', ') || 'nothing'} of the house`,
    severity: 'error',
    from: { path },
    to: { path: '^(src|webview)/', pathNot: [path, '^src/fault[.]ts$', ...mayUse] },
  };
}

const faults = '^src/.+/faults[.]ts$';

/** Rooms that must run anywhere: no editor, no Node. */
const pure = '^src/(models|kernels|data|lesson|words|protocol|fault)';

module.exports = {
  forbidden: [
    room('fault-uses-nothing', '^src/fault[.]ts$', []),
    // A room words its own faults in its faults.ts, which imports nothing; words puts them side by side.
    room('words-use-faults-alone', '^src/words/', [faults]),
    room('faults-use-nothing', faults, []),
    room('lesson-uses-nothing', '^src/lesson/', []),
    room('kernels-use-nothing', '^src/kernels/', []),
    room('models-use-kernels', '^src/models/', ['^src/kernels/']),
    room('data-uses-nothing', '^src/data/', []),
    room('protocol-uses-nothing', '^src/protocol/', []),
    room('engine-uses-models', '^src/engine/', ['^src/models/', '^src/kernels/', '^src/data/', '^src/protocol/']),
    // Of models, kernels and lesson the editor knows what the engine and the protocol tell it.
    room('editor-uses-engine', '^src/editor/', [
      '^src/engine/',
      '^src/data/',
      '^src/protocol/',
      '^src/words/',
      // The derivation is exported as Markdown and LaTeX.
      '^src/lesson/',
    ]),
    room('cli-uses-engine', '^src/cli([.]ts$|/)', [
      '^src/engine/',
      '^src/data/',
      '^src/protocol/',
      '^src/words/',
      '^src/models/',
    ]),
    room('panel-knows-protocol-lesson-words', '^webview/', ['^src/protocol/', '^src/lesson/', '^src/words/']),
    {
      name: 'only-the-editor-knows-vscode',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: ['^src/editor/', '^src/extension([.]web)?[.]ts$'] },
      to: { path: '^vscode$|/@types/vscode/' },
    },
    {
      name: 'pure-rooms-know-no-node',
      comment:
        'models, kernels, data, lesson, words and protocol run in workers and panels, on the desktop and the web',
      severity: 'error',
      from: { path: [pure, '^webview/'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'node-stays-in-node-files',
      comment: 'the engine reaches Node through its platform files alone, and the editor not at all',
      severity: 'error',
      from: { path: '^src/(engine|editor)/', pathNot: '[.]node[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-node-in-the-web',
      severity: 'error',
      from: { path: '^src/(extension[.]web|engine/[^/]+[.]web)[.]ts$' },
      to: { path: '[.]node[.]ts$' },
    },
    {
      name: 'models-know-no-view',
      comment: 'the mathematics has no DOM: nor the packages that live by it',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/(lit|@lit|katex|chart[.]js|@vscode-elements)/' },
    },
    {
      name: 'entries-are-not-imported',
      severity: 'error',
      from: { path: '^(src|webview)/' },
      to: { path: entries },
    },
    {
      name: 'no-circles',
      comment: 'but two files may share a type',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: { path: '^(src|webview)/' },
      to: { couldNotResolve: true, pathNot: '^(vscode$|inline:)' },
    },
    {
      name: 'tests-stay-outside',
      severity: 'error',
      from: { path: '^(src|webview)/' },
      to: { path: '^(test|scripts|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/kernels/assembly/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types are arrows too.
    tsPreCompilationDeps: true,
    builtInModules: { add: [] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
