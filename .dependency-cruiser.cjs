/** The dependency rule of ARCHITECTURE.md, as the check that keeps it. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: { path: '^(contract|main|preload|renderer|scripts)/', pathNot: allowed },
})

const keep = (name, module, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(contract|main|preload|renderer)/', pathNot: allowed },
  to: { path: `(^|node_modules/)${module}(/|$)` },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only(
      'contract-stands-alone',
      '^contract/',
      '^contract/',
      'The contract is what can be asked; it knows no code that answers.',
    ),
    only('preload-uses-contract', '^preload/', '^(preload|contract)/'),
    only(
      'renderer-uses-contract',
      '^renderer/',
      '^(renderer|contract)/',
      'The window reaches the rest only through the bridge.',
    ),
    only('flow-is-pure', '^main/flow/', '^(main/flow|contract)/'),
    only('disk-is-a-base', '^main/disk/', '^(main/disk|contract)/'),
    only('processes-stand-alone', '^main/process/', '^main/process/'),
    only('files-stand-alone', '^main/files/', '^(main/files|contract)/'),
    only('onnx-is-pure', '^main/onnx/', '^(main/onnx|contract)/'),
    only('sources-read', '^main/sources/', '^(main/(sources|flow)|contract)/'),
    only('triage-is-pure', '^main/triage/', '^(main/(triage|flow)|contract)/'),
    only('scoring-is-pure', '^main/scoring/', '^(main/(scoring|triage|flow)|contract)/'),
    only(
      'detectors-judge-flows',
      '^main/detect/',
      '^(main/((detect|process|files|onnx|flow)/|sources/source\\.ts$)|contract/)',
    ),
    only(
      'engine-apart',
      '^main/engine/',
      '^(main/((engine|detect|sources|scoring|process|files|onnx|flow)/|runs/run\\.ts$)|contract/)',
    ),
    only('training-apart', '^main/training/', '^(main/(training|sources|process|files|onnx|flow)|contract)/'),
    only('report-is-pure', '^main/report/', '^(main/report|contract)/'),
    only('run-is-pure', '^main/runs/run\\.ts$', '^main/(sources/source|detect/detector)\\.ts$'),
    only('runs-know-no-service', '^main/runs/', '^(main/(runs|store|scoring|detect|sources|flow)|contract)/'),
    only('store-apart', '^main/store/(?!conformance/)', '^(main/(store|disk|scoring|triage|process|flow)|contract)/'),
    {
      name: 'sqlite-behind-the-worker',
      comment: 'What the store is made of is known to its worker alone; a store of another kind takes its place.',
      severity: 'error',
      from: { path: '^(contract|main|preload|renderer|scripts)/', pathNot: '^main/store/sqlite/|\\.test\\.tsx?$' },
      to: { path: '^main/store/sqlite/' },
    },
    only(
      'services-orchestrate',
      '^main/services/',
      '^(main/(services|report|runs|engine|store|disk|process|files|detect|sources|scoring|triage|flow|training)|contract)/',
    ),
    only('handlers-use-services', '^main/handlers/', '^(main/(handlers|services)|contract)/'),
    only('http-uses-handlers', '^main/http/', '^(main/(http|disk|handlers)|contract)/'),
    only('ipc-uses-handlers', '^main/ipc/', '^(main/(ipc|handlers)|contract)/'),
    keep(
      'electron-in-the-shell',
      'electron',
      '^(main/index\\.ts|main/shell/|main/ipc/|preload/)',
      'Everything else runs under plain Node.',
    ),
    keep('sqlite-in-the-store', 'better-sqlite3', '^main/(store|testing)/'),
    keep(
      'onnxruntime-in-one-module',
      'onnxruntime-node',
      '^main/detect/model/onnxruntime\\.ts$',
      'That module turns its telemetry off before it loads it.',
    ),
    keep('protobufjs-in-onnx', 'protobufjs', '^main/onnx/'),
    keep('yauzl-in-the-model-library', 'yauzl', '^main/services/bundle-files\\.ts$'),
    keep('papaparse-in-the-reader', 'papaparse', '^main/sources/csv/'),
    {
      name: 'features-stand-apart',
      comment: 'What two features need is in components/ or lib/; only the app puts features together.',
      severity: 'error',
      from: { path: '^renderer/src/features/([^/]+)/' },
      to: { path: '^renderer/src/features/', pathNot: '^renderer/src/features/$1/' },
    },
    {
      name: 'shared-parts-know-no-feature',
      severity: 'error',
      from: { path: '^renderer/src/(components|lib|charts)/' },
      to: { path: '^renderer/src/(features|app)/' },
    },
    {
      name: 'contract-imports-zod-only',
      severity: 'error',
      from: { path: '^contract/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/zod' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
