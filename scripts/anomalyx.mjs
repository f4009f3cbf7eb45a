import { callerFolder, runAnomalyx } from './cli.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { runMain } from './lib.mjs'

await runMain(async () => {
  await ensureDependencies()
  return runAnomalyx(process.argv.slice(2), callerFolder(process.env, process.cwd()))
})
