import { join } from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { childEnv, handOver, nodeExecutable, root, runMain } from './lib.mjs'

await runMain(async () => {
  await ensureDependencies()
  const fuzz = join(root, 'scripts', 'fuzz', 'run.ts')
  return handOver(nodeExecutable(), [fuzz, ...process.argv.slice(2)], { env: childEnv() })
})
