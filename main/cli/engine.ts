import { resolve } from 'node:path'

import { launchEngineProcess } from '../engine/channel.ts'
import { Engine } from '../engine/client.ts'
import { launchInProcessEngine } from '../engine/in-process.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { tell } from './output.ts'

/**
 * Runs a function with an engine and closes the engine whatever comes of it. A bundle that was named may hang, which only
 * its process notices from outside; the one that comes with AnomalyX is run in this process.
 */
export async function withEngine<Value>(
  bundle_dir: string | undefined,
  use: (engine: Engine) => Promise<Value>,
): Promise<Value> {
  const engine =
    bundle_dir === undefined
      ? new Engine(launchInProcessEngine, DEFAULT_BUNDLE_DIR, tell, { deadline_ms: Infinity })
      : new Engine(launchEngineProcess, resolve(bundle_dir), tell)
  try {
    return await use(engine)
  } finally {
    engine.close()
  }
}
