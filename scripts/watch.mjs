// The second half of dev.mjs, which needs the installed packages and the pinned Node.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createBuilder, createServer } from 'vite'
import { windowEnv, root, say } from './lib.mjs'
import { isRoot } from './system.mjs'

const configFile = join(root, 'vite.config.ts')
const flags = process.platform === 'linux' && isRoot ? ['--no-sandbox'] : []

const server = await (await createServer({ configFile, mode: 'development' })).listen()
server.printUrls()
const url = server.resolvedUrls?.local[0]

const { ANOMALYX_ELECTRON: executable = '' } = process.env
/** @type {import('node:child_process').ChildProcess | undefined} */
let electron
/** @type {NodeJS.Timeout | undefined} */
let restart

/** Main and preload often finish together after one edit; one restart is enough. */
function restartSoon() {
  clearTimeout(restart)
  restart = setTimeout(restartElectron, 200)
}

function restartElectron() {
  if (electron) say('anomalyx: main or preload changed: restarting Electron')
  electron?.removeListener('close', stop)
  electron?.once('close', startElectron).kill()
  if (!electron) startElectron()
}

function startElectron() {
  electron = spawn(executable, [...flags, root, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: windowEnv({ ANOMALYX_DEV_URL: url }),
  })
  electron.once('close', stop)
}

/** @param {number | null} code */
function stop(code) {
  electron?.kill()
  process.exit(code ?? 0)
}

process.on('SIGINT', () => stop(130)).on('SIGTERM', () => stop(143))

const watch = { build: { watch: {} } }
const builder = await createBuilder({
  configFile,
  mode: 'development',
  logLevel: 'warn',
  environments: { main: watch, preload: watch },
})
const built = new Set()
for (const name of ['main', 'preload']) {
  const environment = builder.environments[name]
  if (!environment) throw new Error(`vite.config.ts has no environment ${name}`)
  const watcher = await builder.build(environment)
  if (!('on' in watcher)) throw new Error(`vite does not watch ${name}`)
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') say(`anomalyx: ${name}: ${event.error.message}`)
    if (event.code === 'END') built.add(name)
    if (event.code === 'END' && built.size === 2) restartSoon()
  })
}
