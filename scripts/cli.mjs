import { join } from 'node:path'
import { cacheDir, childEnv, handOver, nodeExecutable, root } from './lib.mjs'

/**
 * Runs the command line of the app with plain Node, which strips the types.
 *
 * @param {readonly string[]} args
 * @param {string} cwd folder that relative paths in `args` refer to
 */
export function runAnomalyx(args, cwd = root) {
  const script = join(root, 'main', 'cli.ts')
  return handOver(nodeExecutable(), ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd,
    // Caching the stripped and compiled code halves the start-up time.
    env: childEnv({ NODE_COMPILE_CACHE: join(cacheDir, 'compile') }),
  })
}

/**
 * The folder that relative paths on a command line refer to: npm runs scripts in the folder of the package, but a user
 * means the folder in which npm was called.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} cwd
 */
export function callerFolder({ npm_lifecycle_event: script, INIT_CWD: called }, cwd) {
  return script === 'anomalyx' && called ? called : cwd
}
