import { resolve } from 'node:path'

import { closeInTime } from '../closing.ts'
import { composeApp } from '../compose.ts'
import { launchEngineProcess } from '../engine/channel.ts'
import { launchTrainingProcess } from '../training/channel.ts'
import { DEFAULT_PORT } from '../http/default-port.ts'
import { dataDir, DEFAULT_BUNDLE_DIR, SAMPLE_PATH, VERSION } from '../paths.ts'
import { serveHttp } from '../serve-http.ts'
import { tell } from './output.ts'

export interface ServeOptions {
  /** Only this port will do; without it the usual one, or the next that is free. */
  readonly port?: number
  readonly dataDir?: string
  readonly model?: string
}

/** Runs AnomalyX without a window until it is told to stop. */
export async function serve(options: ServeOptions): Promise<void> {
  const data_dir = options.dataDir === undefined ? dataDir() : resolve(options.dataDir)
  const app = await composeApp({
    version: VERSION,
    data_dir,
    bundle_dir: options.model === undefined ? DEFAULT_BUNDLE_DIR : resolve(options.model),
    ignores_activation: options.model !== undefined,
    sample_path: SAMPLE_PATH,
    launchEngine: launchEngineProcess,
    launchTraining: launchTrainingProcess,
    log: tell,
  })
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
  const server = await serveHttp(app, data_dir, options.port ?? DEFAULT_PORT, process.env, {
    is_exact_port: options.port !== undefined,
  }).catch(async (error: unknown) => {
    // The database thread would keep a process without a port alive.
    await closeInTime(app)
    throw error
  })
  if (server.is_other_port) tell(`Port ${String(DEFAULT_PORT)} is in use.`)
  const { http_token_file, notices } = app.system.status()
  for (const notice of notices) tell(notice)
  tell(`AnomalyX ${VERSION} is listening at ${server.address}   (documentation: ${server.address}/docs)`)
  tell(`data: ${data_dir}`)
  tell(`token: ${http_token_file ?? 'from ANOMALYX_API_TOKEN'}`)
  void app.rehearse()
  await stopped
  await closeInTime(app, server)
}
