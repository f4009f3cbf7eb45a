import { stripVTControlCharacters } from 'node:util'

import { SetupError } from './lib.mjs'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 *
 * @typedef {object} VitestReport what is used of vitest's JSON report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {VitestFile[]} testResults
 *
 * @typedef {object} VitestFile
 * @property {string} name its path
 * @property {string} status
 * @property {string} [message] of a file that could not be loaded
 * @property {{ status: string, fullName?: string, failureMessages?: string[] | null }[]} assertionResults
 *
 * @typedef {{ message: string, cause?: VitestError }} VitestError outside of tests
 *
 * @typedef {object} PlaywrightReport what is used of Playwright's JSON report
 * @property {{ expected: number, flaky: number, unexpected: number, skipped: number }} stats
 * @property {PlaywrightError[]} errors outside of tests
 * @property {PlaywrightSuite[]} [suites] one per file
 *
 * @typedef {{ message?: string }} PlaywrightError
 *
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {PlaywrightSuite[]} [suites]
 * @property {PlaywrightSpec[]} [specs]
 *
 * @typedef {object} PlaywrightSpec
 * @property {string} title
 * @property {boolean} ok
 * @property {{ results: { errors?: PlaywrightError[] }[] }[]} tests
 */

const MESSAGE_LINES = 12

/** Vitest gives a test one of these when it has ended. */
const ENDED = new Set(['passed', 'failed', 'skipped', 'todo', 'disabled'])

/**
 * @param {VitestReport} report
 * @returns {Counts}
 */
export function vitestCounts(report) {
  // A file that could not be loaded has failed without a failed test.
  const broken = report.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
  })
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * @param {PlaywrightReport} report
 * @returns {Counts}
 */
export function playwrightCounts({ stats, errors }) {
  const { expected, flaky, unexpected, skipped } = stats
  return { passed: expected + flaky, failed: unexpected + (unexpected === 0 ? errors.length : 0), skipped }
}

/**
 * What failed, to be told once more behind everything that was printed: tests that failed, files that could not be
 * loaded, and tests that had no end, since the process that ran them was lost.
 *
 * @param {VitestReport} report
 */
export function vitestFailures({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    const endless = assertionResults.filter((test) => !ENDED.has(test.status))
    return [
      ...failed.map((test) => failureText(`${name}: ${test.fullName ?? ''}`, test.failureMessages?.[0])),
      ...endless.map((test) => `${name}: ${test.fullName ?? ''}: did not end`),
      ...(status === 'failed' && failed.length === 0 ? [failureText(`${name}: not loaded`, message)] : []),
    ]
  })
}

/** @param {readonly VitestError[]} errors */
export function vitestErrors(errors) {
  return errors.map((error) => failureText('outside of tests', chainOf(error)))
}

/**
 * @param {VitestError} error
 * @returns {string}
 */
const chainOf = ({ message, cause }) => (cause ? `${message}\n${chainOf(cause)}` : message)

/**
 * @param {PlaywrightReport} report
 * @returns {string[]}
 */
export function playwrightFailures({ errors, suites = [] }) {
  return [
    ...suites.flatMap((suite) => suiteFailures(suite, [])),
    ...errors.map(({ message }) => failureText('outside of tests', message)),
  ]
}

/**
 * @param {PlaywrightSuite} suite
 * @param {readonly string[]} above titles of the suites it lies in
 * @returns {string[]}
 */
function suiteFailures({ title, suites = [], specs = [] }, above) {
  const titles = [...above, title]
  const failed = specs.filter(({ ok }) => !ok)
  return [
    ...failed.map(({ title: test, tests }) => {
      const messages = tests.flatMap(({ results }) => results.flatMap(({ errors = [] }) => errors))
      return failureText([...titles, test].join(' › '), messages[0]?.message)
    }),
    ...suites.flatMap((suite) => suiteFailures(suite, titles)),
  ]
}

/**
 * @param {string} what
 * @param {string} [message]
 */
function failureText(what, message = '') {
  const lines = stripVTControlCharacters(message).trimEnd().split('\n').slice(0, MESSAGE_LINES)
  return [what, ...lines.map((line) => `  ${line}`)].join('\n')
}

/**
 * Counts that cannot hide a failure: a runner that crashed, or that found no tests, has not passed.
 *
 * @param {number} code exit code of the runner
 * @param {Counts | undefined} counts undefined when there is no report
 * @returns {Counts}
 */
export function trustworthy(code, counts) {
  if (!counts) throw new SetupError(`ended with exit code ${code} and left no report`)
  if (counts.passed + counts.failed === 0) throw new SetupError('no test ran')
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

/**
 * @param {readonly Counts[]} counts
 * @returns {Counts}
 */
export function sumOf(counts) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/** @param {Counts} counts */
export const summaryOf = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
