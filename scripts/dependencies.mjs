import { createHash } from 'node:crypto'
import { existsSync, readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError, installedNode, npm, readJson, root, step, writeJson } from './lib.mjs'
import { exclusively } from './lock.mjs'

/** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages of a lock file, by path */

const modules = join(root, 'node_modules')
const stampFile = join(modules, '.cache', 'anomalyx', 'install.json')

export async function ensureDependencies() {
  if (upToDate()) return
  await exclusively(async () => {
    if (upToDate()) return
    if (!matchesLock()) await installPackages()
    if (!installedNode()) await installNode()
    writeJson(stampFile, { stamp: stamp() })
  })
}

function upToDate() {
  const installed = /** @type {{ stamp: string } | undefined} */ (readJson(stampFile))
  return installed?.stamp === stamp() && installedNode() !== undefined
}

function stamp() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${lock} ${process.platform}-${process.arch}`
}

/** Whether the packages are installed, perhaps by an `npm install` of the user. */
function matchesLock() {
  const lock = /** @type {{ packages?: Packages } | undefined} */ (readJson(join(root, 'package-lock.json')))
  return lock?.packages !== undefined && satisfies(lock.packages, installedVersion)
}

/** @param {string} path of a package, such as node_modules/node */
const installedVersion = (path) =>
  /** @type {{ version?: string } | undefined} */ (readJson(join(root, path, 'package.json')))?.version

/**
 * Whether all wanted packages are installed in the wanted version; optional ones may be missing.
 *
 * @param {Packages} wanted
 * @param {(path: string) => string | undefined} versionAt
 */
export function satisfies(wanted, versionAt) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const version = versionAt(path)
    return version === entry.version || (version === undefined && entry.optional === true)
  })
}

async function installPackages() {
  // Install scripts stay off: some phone home, one downloads from a host that may be unreachable, and none is needed.
  const options = ['--ignore-scripts', '--include=dev', '--include=optional']
  const record = join(modules, '.package-lock.json')
  const update = existsSync(record)
  // npm believes its record unless a package is newer, and `--package-lock-only` records what it does not install.
  if (update) utimesSync(record, 0, 0)
  const command = update ? ['install', '--no-save'] : ['ci']
  await step(`installing dependencies (npm ${command.join(' ')})`, 'dependencies installed', async () => {
    if ((await npm([...command, ...options], 'npm is downloading and unpacking packages')) === 0) return
    throw new SetupError(
      'npm could not install the dependencies; see its message above.\n' +
        '  Check the network and the registry settings (npm config get registry; npm ping), then run the command again.',
    )
  })
}

async function installNode() {
  const { version } = /** @type {{ version: string }} */ (readJson(join(modules, 'node', 'package.json')))
  await step(`installing Node ${version}, which runs the project`, `Node ${version} installed`, async () => {
    // The one install script that is needed: it fetches the Node binary of this platform from the registry.
    await npm(['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'], 'npm is downloading Node')
    if (installedNode()) return
    throw new SetupError(
      `Node ${version} could not be installed for ${process.platform}-${process.arch}; see npm's message above.\n` +
        '  Install Node 24 or newer yourself, or fix the access to the npm registry, then run the command again.',
    )
  })
}
