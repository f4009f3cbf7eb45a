import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import type { OperationInput, OperationName, OperationOutput } from '../../contract/operations.ts'
import { closeInTime } from '../closing.ts'
import { type App, type AppConfig, composeApp, DATABASE_NAME } from '../compose.ts'
import { launchEngineProcess } from '../engine/channel.ts'
import { dataDir, DEFAULT_BUNDLE_DIR, SAMPLE_PATH, VERSION } from '../paths.ts'
import { launchTrainingProcess } from '../training/channel.ts'
import { accountName } from './account.ts'
import { tell } from './output.ts'

export type Call = <Name extends OperationName>(
  name: Name,
  input: OperationInput<Name>,
) => Promise<OperationOutput<Name>>

export interface DataDirectoryOptions extends Pick<AppConfig, 'chooseSavePath' | 'leaves_streams'> {
  /** Refuses a folder without a database, which a mistyped name leads to: an empty one would look like an answer. */
  readonly only_reads?: boolean
}

/**
 * Runs a function on a data directory that no other AnomalyX uses.
 * @param given the folder; left out, the one that the window uses
 * @throws AnomalyError `store_failed`, `not_found`, or whatever `use` throws
 */
export async function withDataDirectory(
  given: string | undefined,
  use: (call: Call, app: App) => Promise<void>,
  { only_reads = false, ...config }: DataDirectoryOptions = {},
): Promise<void> {
  const data_dir = given === undefined ? dataDir() : resolve(given)
  if (only_reads) refuseWithoutDatabase(data_dir)
  const app = await composeApp({
    version: VERSION,
    data_dir,
    bundle_dir: DEFAULT_BUNDLE_DIR,
    sample_path: SAMPLE_PATH,
    launchEngine: launchEngineProcess,
    launchTraining: launchTrainingProcess,
    log: tell,
    // Nothing is recorded because a list is saved.
    leaves_streams: true,
    ...config,
  })
  try {
    for (const notice of app.system.status().notices) tell(notice)
    const call: Call = async <Name extends OperationName>(name: Name, input: OperationInput<Name>) =>
      (await app.dispatch(name, input, { actor: 'command', person: accountName() })) as OperationOutput<Name>
    await use(call, app)
  } finally {
    await closeInTime(app)
  }
}

function refuseWithoutDatabase(data_dir: string): void {
  if (existsSync(join(data_dir, DATABASE_NAME))) return
  throw new AnomalyError(
    'not_found',
    `${data_dir} holds no database of AnomalyX, so there is nothing to read. Choose the data directory with ANOMALYX_DATA_DIR or --data-dir.`,
  )
}
