import { resolve } from 'node:path'

import type { OperationInput, OperationName, OperationOutput } from '../../contract/operations.ts'
import { closeInTime } from '../closing.ts'
import { type App, type AppConfig, composeApp } from '../compose.ts'
import { launchEngineProcess } from '../engine/channel.ts'
import { dataDir, DEFAULT_BUNDLE_DIR, SAMPLE_PATH, VERSION } from '../paths.ts'
import { launchTrainingProcess } from '../training/channel.ts'
import { accountName } from './account.ts'
import { tell } from './output.ts'

export type Call = <Name extends OperationName>(
  name: Name,
  input: OperationInput<Name>,
) => Promise<OperationOutput<Name>>

/**
 * Runs a function on a data directory that no other AnomalyX uses.
 * @param given the folder; left out, the one that the window uses
 * @throws AnomalyError `store_failed`, or whatever `use` throws
 */
export async function withDataDirectory(
  given: string | undefined,
  use: (call: Call, app: App) => Promise<void>,
  config: Pick<AppConfig, 'chooseSavePath' | 'leaves_streams'> = {},
): Promise<void> {
  const app = await composeApp({
    version: VERSION,
    data_dir: given === undefined ? dataDir() : resolve(given),
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
