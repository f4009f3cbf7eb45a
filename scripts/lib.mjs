import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const cacheDir = join(root, '.cache', 'anomalyx')
export const windows = process.platform === 'win32'

/** A failure that the person can act on: its message is printed as it is, without a stack. */
export class SetupError extends Error {}

/** Messages go to stderr, so that a command's stdout stays what the command itself printed. */
export const say = (line) => process.stderr.write(`${line}\n`)

export const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`

export async function step(doing, done, work) {
  const start = Date.now()
  say(`anomalyx: ${doing} ...`)
  const result = await work()
  say(`anomalyx: ${done} (${seconds(start)})`)
  return result
}

/** Runs `main` and turns a failure into one readable message and an exit code. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    say(error instanceof SetupError ? `anomalyx: ${error.message}` : (error.stack ?? String(error)))
    process.exitCode = 1
  }
}

export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

export function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
}

const bundledNode = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

/** The Node that runs TypeScript by type stripping and loads better-sqlite3: the pinned one, or a new enough own one. */
export function nodeExecutable() {
  if (existsSync(bundledNode)) return bundledNode
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined
}

export function childEnv(extra = {}) {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
  return { ...process.env, PATH: path, ...extra }
}

/** The environment that a window starts in: on Linux with what must be silent before any code of ours runs. */
export function windowEnv(extra = {}) {
  const silent = process.platform === 'linux' ? readJson(join(root, 'main', 'shell', 'start-environment.json')) : {}
  if (process.env.ACCESSIBILITY_ENABLED === '1' || process.env.GNOME_ACCESSIBILITY === '1') {
    delete silent.DBUS_SESSION_BUS_ADDRESS
    delete silent.NO_AT_BRIDGE
  }
  return childEnv({ ...silent, ...extra })
}

/** The script behind a package's command, to be run with our Node instead of whichever one a shebang finds. */
export function toolScript(packageName, command = packageName) {
  const dir = join(root, 'node_modules', ...packageName.split('/'))
  const { bin } = readJson(join(dir, 'package.json')) ?? {}
  const file = typeof bin === 'string' ? bin : bin?.[command]
  if (!file) throw new SetupError(`${packageName} is not installed. Delete node_modules and run the command again.`)
  return join(dir, file)
}

export const exitCode = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0)

const heartbeatSeconds = 15

/** Runs a command with its output on stderr; with `what` it tells every so often that the command is still at work. */
export function run(command, args, { env = childEnv(), cwd = root, shell = false, stdout = 2, what } = {}) {
  const start = Date.now()
  const beat = () => what && say(`anomalyx: still at it: ${what} (${seconds(start)})`)
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

/** Runs a command and keeps its output. */
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

/** Hands terminal and signals to a child and answers with its exit code. */
export function handOver(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, ...options, stdio: 'inherit' })
    const pass = (signal) => child.kill(signal)
    process.on('SIGTERM', pass)
    process.on('SIGHUP', pass)
    // On a terminal Ctrl-C reaches the child as well; passing it on would look like a second, impatient one.
    process.on('SIGINT', (signal) => process.stdin.isTTY || pass(signal))
    onOrphaned(() => child.kill('SIGTERM'))
    child.on('error', (error) => reject(new SetupError(`${command} could not be started: ${error.message}`)))
    child.on('close', (code, signal) => resolve(exitCode(code, signal)))
  })
}

/** A SIGTERM to npm ends npm and its shell, but does not get here: the server would live on, alone. */
function onOrphaned(stop) {
  const parent = process.ppid
  if (!process.env.npm_lifecycle_event) return
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    stop()
  }, 500)
  timer.unref()
}

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
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Two terminals that start at once must not install or build over each other. */
export async function exclusively(work) {
  const lock = join(cacheDir, 'setup.lock')
  await takeLock(lock)
  const release = () => rmSync(lock, { recursive: true, force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

async function takeLock(lock) {
  mkdirSync(dirname(lock), { recursive: true })
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (abandoned(lock)) rmSync(lock, { force: true })
    else if (tries % 30 === 0) say(`anomalyx: waiting for another setup to finish (${lock})`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

function abandoned(lock) {
  try {
    // A lock that is still empty is being written at this moment.
    const pid = Number(readFileSync(lock, 'utf8'))
    if (!pid) return Date.now() - statSync(lock).mtimeMs > 5000
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
