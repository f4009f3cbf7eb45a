import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import packageJson from '../package.json' with { type: 'json' }

export const VERSION = packageJson.version

/** Folder that holds `models`, `resources` and `dist`: one level up from the source, two from the bundle. */
const ROOT = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url))

export const DEFAULT_BUNDLE_DIR = join(ROOT, 'models', 'default')
export const SAMPLE_PATH = join(ROOT, 'resources', 'sample-capture.csv.gz')

/** Where all state is kept: `ANOMALYX_DATA_DIR`, or the place the platform has for it. */
export function dataDir(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const given = environment['ANOMALYX_DATA_DIR']
  if (given !== undefined && given !== '') return resolve(given)
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'AnomalyX')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'AnomalyX')
  return join(environment['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'anomalyx')
}
