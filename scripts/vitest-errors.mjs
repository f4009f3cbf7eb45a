import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheDir } from './lib.mjs'
import { vitestErrors } from './test-reports.mjs'

/** What went wrong outside of the unit tests, as text: vitest's JSON report leaves it out. */
export const errorsFile = join(cacheDir, 'reports', 'vitest-errors.txt')

/** @param {string} text */
export function recordError(text) {
  mkdirSync(dirname(errorsFile), { recursive: true })
  appendFileSync(errorsFile, `${text}\n`)
}

/** A reporter of vitest that records errors outside of tests. */
export default class ErrorsReporter {
  /**
   * @param {unknown} _modules
   * @param {readonly import('./test-reports.mjs').VitestError[]} errors
   */
  onTestRunEnd(_modules, errors) {
    for (const error of vitestErrors(errors)) recordError(error)
  }
}
