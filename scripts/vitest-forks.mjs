import { ForksPoolWorker } from 'vitest/node'
import { recordError } from './vitest-errors.mjs'

/** Vitest's process for a file of tests. How it ended is recorded when it was lost: vitest does not tell. */
class Fork extends ForksPoolWorker {
  /**
   * @override
   * @param {string} event
   * @param {(argument: any) => void} callback
   */
  on(event, callback) {
    super.on(event, callback)
    if (event === 'exit') super.on(event, recordLoss)
  }

  /**
   * Vitest stops listening before it ends a process itself.
   *
   * @override
   * @param {string} event
   * @param {(argument: any) => void} callback
   */
  off(event, callback) {
    super.off(event, callback)
    if (event === 'exit') super.off(event, recordLoss)
  }
}

/** @param {[code?: number | null, signal?: NodeJS.Signals | null]} end */
function recordLoss(...[code, signal]) {
  recordError(`a process of the tests ended with ${signal ?? `exit code ${code}`}`)
}

/**
 * A pool of vitest; one that is called "forks" would be its own.
 *
 * @type {import('vitest/node').PoolRunnerInitializer}
 */
export const forks = { name: 'watched-forks', createPoolWorker: (options) => new Fork(options) }
