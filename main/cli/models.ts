import { resolve } from 'node:path'

import type { ModelLibrary } from '../../contract/models.ts'
import { printableLine } from '../../contract/printable.ts'
import { withDataDirectory } from './data-directory.ts'
import { print, printJson, table, tell } from './output.ts'

export interface ModelsOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

/** Lists the model library. */
export async function listModels(options: ModelsOptions): Promise<void> {
  await withDataDirectory(options.dataDir, async (call) => {
    printLibrary(await call('models.list', {}), options)
  })
}

/** Puts a bundle into the library. */
export async function importModel(path: string, options: ModelsOptions): Promise<void> {
  await withDataDirectory(options.dataDir, async (call) => {
    const model = await call('models.import', { path: resolve(path) })
    if (options.json === true) printJson(model)
    else print(`${model.id} was added to the library. To use it, run "anomalyx models activate ${model.id}".`)
  })
}

/** Classifies with a model from now on. */
export async function activateModel(id: string, options: ModelsOptions): Promise<void> {
  await withDataDirectory(options.dataDir, async (call) => {
    printLibrary(await call('models.activate', { id }), options)
  })
}

/** Goes back to the model that was active before. */
export async function rollBackModel(options: ModelsOptions): Promise<void> {
  await withDataDirectory(options.dataDir, async (call) => {
    printLibrary(await call('models.rollBack', {}), options)
  })
}

function printLibrary(library: ModelLibrary, { json }: ModelsOptions): void {
  if (json === true) {
    printJson(library)
    return
  }
  print(
    table(
      ['model', 'version', 'SHA-256', 'origin', 'active'],
      library.models.map(({ id, version, model_sha256, origin, is_active }) => [
        id,
        version,
        `${model_sha256.slice(0, 12)}…`,
        origin,
        is_active ? 'active' : '',
      ]),
    ),
  )
  for (const { id, problem } of library.unusable) tell(printableLine(`${id}: ${problem.detail}`))
  if (library.previous_id !== null) print(`\na roll-back would activate ${library.previous_id}`)
}
