import { fileURLToPath } from 'node:url'
import { ensureBuild } from './build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureElectron } from './electron.mjs'
import { runMain } from './lib.mjs'
import { ensureSystemLibraries } from './system.mjs'

/** Installs and builds everything that the window needs. Returns the path of the Electron executable. */
export async function setup({ tests = false, build = true } = {}) {
  await ensureDependencies()
  const electron = await ensureElectron()
  await ensureSystemLibraries(electron, { tests })
  if (build) await ensureBuild()
  return electron
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const electron = await setup({ tests: process.argv.includes('--tests') })
    process.stdout.write(`${electron}\n`)
  })
}
