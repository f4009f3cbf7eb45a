import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError, exclusively, nodeExecutable, npm, readJson, root, step, writeJson } from './lib.mjs'

const modules = join(root, 'node_modules')
const stampFile = join(modules, '.cache', 'anomalyx', 'install.json')

export async function ensureDependencies() {
  if (upToDate()) return
  await exclusively(async () => {
    if (upToDate()) return
    if (!matchesLock()) await installPackages()
    if (!nodeExecutable()) await installNode()
    writeJson(stampFile, { stamp: stamp() })
  })
}

function upToDate() {
  return readJson(stampFile)?.stamp === stamp() && nodeExecutable() !== undefined
}

function stamp() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${lock} ${process.platform}-${process.arch}`
}

/** Someone may have run `npm install` by hand: npm's own record of what it installed tells. */
function matchesLock() {
  const installed = readJson(join(modules, '.package-lock.json'))?.packages
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  if (!installed || !wanted) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || (!installed[path] && entry.optional)) return true
    return installed[path]?.version === entry.version && existsSync(join(root, path))
  })
}

async function installPackages() {
  // Install scripts stay off: some phone home, one downloads from a host that may be out of reach, none is needed.
  const options = ['--ignore-scripts', '--include=dev', '--include=optional']
  const update = existsSync(join(modules, '.package-lock.json'))
  const command = update ? ['install', '--no-save'] : ['ci']
  await step(`installing dependencies (npm ${command.join(' ')})`, 'dependencies installed', async () => {
    if ((await npm([...command, ...options], 'npm is downloading and unpacking packages')) === 0) return
    throw new SetupError(
      'npm could not install the dependencies; its message stands above.\n' +
        '  Check the network and the registry settings (npm config get registry; npm ping), then run the command again.',
    )
  })
}

async function installNode() {
  const { version } = readJson(join(modules, 'node', 'package.json')) ?? {}
  await step(`installing Node ${version}, which runs everything here`, `Node ${version} installed`, async () => {
    // The one install script that is needed: it fetches the Node binary of this platform from the registry.
    await npm(['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'], 'npm is downloading Node')
    if (nodeExecutable()) return
    throw new SetupError(
      `Node ${version} could not be installed for ${process.platform}-${process.arch}; npm's message stands above.\n` +
        '  Install Node 24 or newer yourself, or mend the registry access, then run the command again.',
    )
  })
}
