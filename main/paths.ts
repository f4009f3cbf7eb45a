import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import packageJson from '../package.json' with { type: 'json' }
import { AnomalyError } from '../contract/errors.ts'

export const VERSION = packageJson.version

/** Folder that holds `models`, `resources` and `dist`: one level up from the source, two from the bundle. */
const ROOT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url))

export const DEFAULT_BUNDLE_DIR = join(ROOT, 'models', 'default')
export const SAMPLE_PATH = join(ROOT, 'resources', 'sample-capture.csv.gz')

/**
 * Where all state is kept: `ANOMALYX_DATA_DIR`, or the place the platform has for it. A place of the platform that is not
 * absolute counts as none, as the XDG specification asks for: it would be another one in each working directory.
 * @throws AnomalyError `store_failed` when nothing tells a place
 */
export function dataDir(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const given = environment['ANOMALYX_DATA_DIR']
  if (given !== undefined && given !== '') return resolve(given)
  if (platform === 'win32') return join(absolute(environment['APPDATA']) ?? inHome('AppData', 'Roaming'), 'AnomalyX')
  if (platform === 'darwin') return inHome('Library', 'Application Support', 'AnomalyX')
  return join(absolute(environment['XDG_DATA_HOME']) ?? inHome('.local', 'share'), 'anomalyx')
}

const absolute = (path: string | undefined): string | undefined =>
  path !== undefined && isAbsolute(path) ? path : undefined

function inHome(...names: readonly string[]): string {
  const home = homedir()
  if (isAbsolute(home)) return join(home, ...names)
  throw new AnomalyError(
    'store_failed',
    'The home directory is not known, so there is no place for the data directory. Set HOME to an absolute path, or choose a data directory with ANOMALYX_DATA_DIR or --data-dir.',
  )
}
