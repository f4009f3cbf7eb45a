import { ensureDependencies } from './dependencies.mjs'
import { handOver, hasDisplay, root, runMain, say, windowEnv } from './lib.mjs'
import { runAnomalyx } from './cli.mjs'
import { setup } from './setup.mjs'
import { isRoot } from './system.mjs'

const args = process.argv.slice(2)

async function startWindow() {
  const electron = await setup()
  const env = windowEnv()
  delete env['ELECTRON_RUN_AS_NODE']
  // Chromium does not start its sandbox as root.
  const flags = process.platform === 'linux' && isRoot ? ['--no-sandbox'] : []
  return handOver(electron, [...flags, root, ...args], { env })
}

async function startHeadless() {
  say('anomalyx: no display (DISPLAY and WAYLAND_DISPLAY are not set): starting the HTTP server without a window')
  await ensureDependencies()
  return runAnomalyx(['serve', ...args])
}

await runMain(() => (hasDisplay() ? startWindow() : startHeadless()))
