import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  {
    ignores: [
      '.cache/**',
      'dist/**',
      'node_modules/**',
      'release/**',
      'test-results/**',
      'playwright-report/**',
      'resources/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Literal[value=/^onnxruntime-node($|\\/)/]',
          message: 'Only main/detect/model/onnxruntime.ts loads it, with its telemetry off.',
        },
      ],
    },
  },
  {
    // An index into a typed array inside its bounds is a number; `!` says so where a check would cost in the inner loop.
    files: ['main/{training,engine,detect,sources,onnx,flow,scoring,store}/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['main/detect/model/onnxruntime.ts', 'vite.config.ts', 'e2e/package.spec.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Queries are closures over one connection; none has a `this` to lose.
    files: ['main/store/sqlite/methods.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  { files: ['renderer/**'], extends: [reactHooks.configs.flat.recommended] },
  {
    files: ['scripts/**/*.mjs', '*.js', '*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        fetch: 'readonly',
        module: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
)
