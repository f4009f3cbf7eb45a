import { join } from 'node:path'
import { cacheDir, childEnv, handOver, nodeExecutable, root } from './lib.mjs'

/** Runs the command line of the app: plain Node, which strips the types itself. */
export function runAnomalyx(args, cwd = root) {
  const script = join(root, 'main', 'cli.ts')
  return handOver(nodeExecutable(), ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd,
    // Stripped and compiled code is kept, which halves the time to the first answer.
    env: childEnv({ NODE_COMPILE_CACHE: join(cacheDir, 'compile') }),
  })
}
