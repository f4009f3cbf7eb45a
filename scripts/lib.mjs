import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const cacheDir = join(root, '.cache', 'anomalyx')
export const windows = process.platform === 'win32'

/** A failure that the user can fix: its message is printed without a stack trace. */
export class SetupError extends Error {}

/**
 * Prints a message to stderr, so that stdout has only the output of the command itself.
 *
 * @param {string} line
 */
export const say = (line) => process.stderr.write(`${line}\n`)

/** @param {number} since start, from `Date.now()` */
export const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

/**
 * Prints what is being done, does it, and prints how long it took.
 *
 * @template T
 * @param {string} doing
 * @param {string} done
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(doing, done, work) {
  const start = Date.now()
  say(`anomalyx: ${doing} ...`)
  const result = await work()
  say(`anomalyx: ${done} (${seconds(start)})`)
  return result
}

/**
 * Runs `main` and turns a failure into one readable message and an exit code.
 *
 * @param {() => Promise<number | void>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    say(error instanceof SetupError ? `anomalyx: ${error.message}` : stackOf(error))
    process.exitCode = 1
  }
}

/** @param {unknown} error */
export const stackOf = (error) => (error instanceof Error && error.stack) || String(error)

/** @param {unknown} error of the file system or a process */
export const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined)

/**
 * The content of a JSON file; undefined when it is missing or damaged.
 *
 * @param {string} file
 * @returns {unknown}
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @param {unknown} value
 */
export function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
}

/**
 * Paths of all regular files below a folder.
 *
 * @param {string} dir
 */
export function filesBelow(dir) {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((path) => join(dir, path))
    .filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isFile())
}

const bundledNode = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

/** The Node that runs TypeScript by type stripping and loads better-sqlite3; undefined before the installation. */
export const installedNode = () => chooseNode(bundledNode, process.execPath, process.versions.node, existsSync)

/**
 * The pinned Node, or the current one if it is new enough.
 *
 * @param {string} pinned
 * @param {string} current
 * @param {string} version of the current one
 * @param {(path: string) => boolean} exists
 */
export function chooseNode(pinned, current, version, exists) {
  if (exists(pinned)) return pinned
  // npm removes the pinned one before the next is installed, also while it runs this script.
  return isNewEnough(version) && exists(current) ? current : undefined
}

/** @param {string} version of Node, such as 24.9.0 */
const isNewEnough = (version) => Number(version.split('.')[0]) >= 24

export function nodeExecutable() {
  const node = installedNode()
  if (!node) throw new SetupError('Node 24 is not installed. Delete node_modules and run the command again.')
  return node
}

/**
 * @param {NodeJS.ProcessEnv} extra
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnv(extra = {}) {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter)
  return { ...process.env, PATH: path, ...extra }
}

/**
 * The environment for the window. On Linux it silences desktop libraries before any of our code runs.
 *
 * @param {NodeJS.ProcessEnv} extra
 */
export function windowEnv(extra = {}) {
  const file = join(root, 'main', 'shell', 'start-environment.json')
  const silent = process.platform === 'linux' ? /** @type {NodeJS.ProcessEnv} */ (readJson(file)) : {}
  if (process.env['ACCESSIBILITY_ENABLED'] === '1' || process.env['GNOME_ACCESSIBILITY'] === '1') {
    delete silent['DBUS_SESSION_BUS_ADDRESS']
    delete silent['NO_AT_BRIDGE']
  }
  return childEnv({ ...silent, ...extra })
}

/**
 * The script of a package's command, to run it with our Node instead of the one that its shebang finds.
 *
 * @param {string} packageName
 * @param {string} command
 */
export function toolScript(packageName, command = packageName) {
  const dir = join(root, 'node_modules', ...packageName.split('/'))
  const { bin } = /** @type {{ bin?: string | Record<string, string> }} */ (readJson(join(dir, 'package.json')) ?? {})
  const file = typeof bin === 'string' ? bin : bin?.[command]
  if (!file) throw new SetupError(`${packageName} is not installed. Delete node_modules and run the command again.`)
  return join(dir, file)
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export const exitCode = (code, signal) => code ?? 128 + (signal ? constants.signals[signal] : 0)

const heartbeatSeconds = 15

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {boolean} [shell]
 * @property {1 | 2} [stdout] file descriptor that stdout goes to
 * @property {string | undefined} [what] name of the command for a message, printed at intervals while it runs
 */

/**
 * Runs a command with its output on stderr.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<number>} exit code
 */
export function run(command, args, { env = childEnv(), cwd = root, shell = false, stdout = 2, what } = {}) {
  const start = Date.now()
  const beat = () => what && say(`anomalyx: still running: ${what} (${seconds(start)})`)
  const pulse = setInterval(beat, heartbeatSeconds * 1000)
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', stdout, 2] })
    child.on('error', (error) => {
      say(`anomalyx: ${command} could not be started: ${error.message}`)
      resolve(127)
    })
    child.on('close', (code, signal) => resolve(exitCode(code, signal)))
  }).finally(() => clearInterval(pulse))
}

/**
 * Runs a command and keeps its output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(command, args, { env = childEnv(), cwd = root, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code, signal) => resolve({ code: exitCode(code, signal), output }))
  })
}

/**
 * Hands terminal and signals to a child.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} exit code
 */
export function handOver(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, ...options, stdio: 'inherit' })
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => child.kill(signal)
    process.on('SIGTERM', pass)
    process.on('SIGHUP', pass)
    // On a terminal Ctrl-C reaches the child as well; passing it on would look like a second Ctrl-C.
    process.on('SIGINT', (signal) => process.stdin.isTTY || pass(signal))
    onOrphaned(() => child.kill('SIGTERM'))
    child.on('error', (error) => reject(new SetupError(`${command} could not be started: ${error.message}`)))
    child.on('close', (code, signal) => resolve(exitCode(code, signal)))
  })
}

/**
 * A SIGTERM to npm ends npm and its shell but does not reach this process: the child would keep running.
 *
 * @param {() => void} stop
 */
function onOrphaned(stop) {
  const parent = process.ppid
  if (!process.env['npm_lifecycle_event']) return
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, 500)
  timer.unref()
}

/**
 * @param {readonly string[]} args
 * @param {string} what
 */
export function npm(args, what) {
  // A surrounding `npm --silent` must not hide why an install failed.
  const { command, before, shell } = npmCommand()
  const all = [...before, ...args, '--loglevel=error', '--no-fund', '--no-audit', '--no-update-notifier']
  return run(command, all, { env: process.env, shell, what })
}

/** The npm that started this script, with its own Node: ours is replaced while an install runs. */
export function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node = process.execPath } = process.env
  if (cli?.endsWith('npm-cli.js')) return { command: node, before: [cli], shell: false }
  return { command: 'npm', before: [], shell: windows }
}

export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}
