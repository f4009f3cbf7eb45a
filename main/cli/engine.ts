import { resolve } from 'node:path'

import { Engine } from '../engine/client.ts'
import { launchInProcessEngine } from '../engine/in-process.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { tell } from './output.ts'

/** Runs a function with an engine and closes the engine whatever comes of it. */
export async function withEngine<Value>(
  bundle_dir: string | undefined,
  use: (engine: Engine) => Promise<Value>,
): Promise<Value> {
  const engine = new Engine(
    launchInProcessEngine,
    bundle_dir === undefined ? DEFAULT_BUNDLE_DIR : resolve(bundle_dir),
    tell,
  )
  try {
    return await use(engine)
  } finally {
    engine.close()
  }
}
