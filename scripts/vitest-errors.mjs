import { join } from 'node:path'
import { cacheDir, writeJson } from './lib.mjs'

/** What happened outside of tests in the last run of the unit tests. */
export const errorsFile = join(cacheDir, 'reports', 'vitest-errors.json')

/** A reporter of vitest for what its JSON report leaves out: errors outside of tests, such as a process that was lost. */
export default class ErrorsReporter {
  /**
   * @param {unknown} _modules
   * @param {readonly import('./test-reports.mjs').VitestError[]} errors
   */
  onTestRunEnd(_modules, errors) {
    writeJson(
      errorsFile,
      errors.map((error) => plain(error)),
    )
  }
}

/**
 * @param {import('./test-reports.mjs').VitestError} error
 * @returns {import('./test-reports.mjs').VitestError}
 */
function plain({ message, cause }) {
  return { message, ...(cause ? { cause: plain(cause) } : {}) }
}
