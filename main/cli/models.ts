import { resolve } from 'node:path'

import type { ModelLibrary } from '../../contract/models.ts'
import type { OperationInput, OperationName, OperationOutput } from '../../contract/operations.ts'
import { closeInTime } from '../closing.ts'
import { printableLine } from '../../contract/printable.ts'
import { composeApp } from '../compose.ts'
import { launchEngineProcess } from '../engine/channel.ts'
import { dataDir, DEFAULT_BUNDLE_DIR, SAMPLE_PATH, VERSION } from '../paths.ts'
import { launchTrainingProcess } from '../training/channel.ts'
import { accountName } from './account.ts'
import { print, printJson, table, tell } from './output.ts'

export interface ModelsOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

type Call = <Name extends OperationName>(name: Name, input: OperationInput<Name>) => Promise<OperationOutput<Name>>

/** Lists the model library. */
export async function listModels(options: ModelsOptions): Promise<void> {
  await withLibrary(options, async (call) => {
    printLibrary(await call('models.list', {}), options)
  })
}

/** Puts a bundle into the library. */
export async function importModel(path: string, options: ModelsOptions): Promise<void> {
  await withLibrary(options, async (call) => {
    const model = await call('models.import', { path: resolve(path) })
    if (options.json === true) printJson(model)
    else print(`${model.id} was added to the library. To use it, run "anomalyx models activate ${model.id}".`)
  })
}

/** Classifies with a model from now on. */
export async function activateModel(id: string, options: ModelsOptions): Promise<void> {
  await withLibrary(options, async (call) => {
    printLibrary(await call('models.activate', { id }), options)
  })
}

/** Goes back to the model that was active before. */
export async function rollBackModel(options: ModelsOptions): Promise<void> {
  await withLibrary(options, async (call) => {
    printLibrary(await call('models.rollBack', {}), options)
  })
}

/** Runs a function on the library of a data directory that no other AnomalyX uses. */
async function withLibrary({ dataDir: given }: ModelsOptions, use: (call: Call) => Promise<void>): Promise<void> {
  const data_dir = given === undefined ? dataDir() : resolve(given)
  const app = await composeApp({
    version: VERSION,
    data_dir,
    bundle_dir: DEFAULT_BUNDLE_DIR,
    sample_path: SAMPLE_PATH,
    launchEngine: launchEngineProcess,
    launchTraining: launchTrainingProcess,
    log: tell,
  })
  try {
    for (const notice of app.system.status().notices) tell(notice)
    await use(async <Name extends OperationName>(name: Name, input: OperationInput<Name>) => {
      return (await app.dispatch(name, input, {
        actor: 'command',
        person: accountName(),
      })) as OperationOutput<Name>
    })
  } finally {
    await closeInTime(app)
  }
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
