import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const from = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Native modules and what they load by path stay outside the bundle. */
const external = ['electron', 'better-sqlite3', 'onnxruntime-node', /^node:/]

/** The terms of what is bundled go with it. */
const LICENSES = { fileName: 'licenses-of-libraries.md' }

/** Files that the processes read by path: they lie beside the bundle as they lie beside the source. */
const COPIES: readonly (readonly [string, string])[] = [
  ['main/store/sqlite/migrations', 'dist/main/migrations'],
  ['node_modules/swagger-ui-dist/swagger-ui.css', 'dist/api-docs/swagger-ui.css'],
  ['node_modules/swagger-ui-dist/swagger-ui-bundle.js', 'dist/api-docs/swagger-ui-bundle.js'],
  ['node_modules/redoc/bundles/redoc.standalone.js', 'dist/api-docs/redoc.standalone.js'],
]

function copyFiles(): Plugin {
  return {
    name: 'copy-files',
    applyToEnvironment: (environment) => environment.name === 'main',
    writeBundle: () => {
      for (const [source, target] of COPIES) cpSync(from(source), from(target), { recursive: true })
    },
  }
}

/** One build: the window (browser), the processes behind it (Node), and the bridge between them (sandboxed CommonJS). */
export default defineConfig({
  root: from('renderer'),
  base: './',
  plugins: [react(), copyFiles()],
  server: { port: 5173, strictPort: false },
  environments: {
    client: {
      build: {
        outDir: from('dist/renderer'),
        emptyOutDir: true,
        license: LICENSES,
        sourcemap: true,
        chunkSizeWarningLimit: 2500,
        // Its list of files would stand before the comment below, which counts at the top of a file only.
        modulePreload: false,
        // All functions are compiled as a file is loaded, and kept (window.ts). Else V8 compiles each one where it is
        // first called: a third of the work of a page that opens for the first time.
        rolldownOptions: { output: { postBanner: '//# allFunctionsCalledOnLoad' } },
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['electron', 'better-sqlite3', 'onnxruntime-node'] },
      build: {
        outDir: from('dist/main'),
        emptyOutDir: true,
        license: LICENSES,
        target: 'node22',
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          external,
          input: {
            index: from('main/index.ts'),
            engine: from('main/engine/process.ts'),
            'reader-worker': from('main/sources/csv/reader-worker.ts'),
            'store-worker': from('main/store/sqlite/worker.ts'),
            training: from('main/training/process.ts'),
            'training-worker': from('main/training/training-worker.ts'),
          },
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
        },
      },
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: {
        outDir: from('dist/preload'),
        emptyOutDir: true,
        minify: false,
        rolldownOptions: {
          external: ['electron'],
          input: { index: from('preload/index.ts') },
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    },
  },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) await builder.build(environment)
    },
  },
  cacheDir: `${root}node_modules/.cache/vite`,
})
