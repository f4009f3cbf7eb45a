import { join } from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { cacheDir, childEnv, handOver, nodeExecutable, root, runMain } from './lib.mjs'

await runMain(async () => {
  await ensureDependencies()
  const bench = join(root, 'scripts', 'bench', 'run.ts')
  return handOver(nodeExecutable(), [bench, ...process.argv.slice(2)], {
    // Like the command line, with a cache of compiled code.
    env: childEnv({ NODE_COMPILE_CACHE: join(cacheDir, 'compile') }),
  })
})
