import { runAnomalyx } from './cli.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { runMain } from './lib.mjs'

// npm runs scripts in the package's folder; a relative FILE means the folder that the person stands in.
const { npm_lifecycle_event: script, INIT_CWD: standing } = process.env
const cwd = script === 'anomalyx' && standing ? standing : process.cwd()

await runMain(async () => {
  await ensureDependencies()
  return runAnomalyx(process.argv.slice(2), cwd)
})
