import { join } from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { childEnv, handOver, nodeExecutable, root, runMain } from './lib.mjs'

await runMain(async () => {
  await ensureDependencies()
  const bench = join(root, 'scripts', 'bench', 'run.ts')
  return handOver(nodeExecutable(), [bench, ...process.argv.slice(2)], { env: childEnv() })
})
