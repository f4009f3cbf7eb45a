import { describe, expect, test } from 'vitest'

import { playwrightCounts, playwrightFailures, vitestCounts, vitestErrors, vitestFailures } from './test-reports.mjs'
import { sumOf, summaryOf, trustworthy } from './test-reports.mjs'

const VITEST = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults: [] }
const PLAYWRIGHT = { stats: { expected: 4, flaky: 1, unexpected: 0, skipped: 2 }, errors: [] }

describe('a report of vitest', () => {
  test('counts passed, failed and skipped tests', () => {
    expect(vitestCounts(VITEST)).toEqual({ passed: 3, failed: 1, skipped: 2 })
  })

  test('counts a file that could not be loaded as a failure, and a file with failed tests only once', () => {
    const testResults = [
      { name: 'a', status: 'failed', assertionResults: [] },
      { name: 'b', status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      { name: 'c', status: 'passed', assertionResults: [{ status: 'passed' }] },
    ]
    expect(vitestCounts({ ...VITEST, testResults }).failed).toBe(2)
  })

  test('names what failed, what could not be loaded, and what did not end', () => {
    const testResults = [
      { name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      {
        name: 'b.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'one' },
          { status: 'failed', fullName: 'two', failureMessages: ['\u001b[31mError: 1 is not 2\u001b[39m\n    at b'] },
          { status: 'pending', fullName: 'three' },
          { status: 'skipped', fullName: 'four' },
        ],
      },
    ]
    expect(vitestFailures({ ...VITEST, testResults })).toEqual([
      'a.test.ts: not loaded\n  no such module',
      'b.test.ts: two\n  Error: 1 is not 2\n      at b',
      'b.test.ts: three: did not end',
    ])
  })

  test('tells errors outside of tests with their causes', () => {
    const lost = { message: 'Worker forks emitted error.', cause: { message: 'Worker exited unexpectedly' } }
    expect(vitestErrors([lost, { message: 'late' }])).toEqual([
      'outside of tests\n  Worker forks emitted error.\n  Worker exited unexpectedly',
      'outside of tests\n  late',
    ])
  })
})

describe('a report of Playwright', () => {
  test('counts a flaky test as passed', () => {
    expect(playwrightCounts(PLAYWRIGHT)).toEqual({ passed: 5, failed: 0, skipped: 2 })
  })

  test('names the tests that failed, with the first reason, and errors outside of tests', () => {
    const failed = { results: [{ errors: [{ message: 'not visible' }] }, { errors: [{ message: 'again' }] }] }
    const suites = [
      {
        title: 'a.spec.ts',
        specs: [{ title: 'one', ok: true, tests: [] }],
        suites: [{ title: 'in a group', specs: [{ title: 'two', ok: false, tests: [failed] }] }],
      },
    ]
    expect(playwrightFailures({ ...PLAYWRIGHT, suites, errors: [{ message: 'no display' }] })).toEqual([
      'a.spec.ts › in a group › two\n  not visible',
      'outside of tests\n  no display',
    ])
  })

  test('counts errors outside of tests as failures when no test failed', () => {
    expect(playwrightCounts({ ...PLAYWRIGHT, errors: [{}, {}] }).failed).toBe(2)
    expect(playwrightCounts({ stats: { ...PLAYWRIGHT.stats, unexpected: 1 }, errors: [{}] }).failed).toBe(1)
  })
})

describe('the result of a runner', () => {
  test('is a failure without a report, or without any test', () => {
    expect(() => trustworthy(1, undefined)).toThrow('left no report')
    expect(() => trustworthy(0, { passed: 0, failed: 0, skipped: 7 })).toThrow('no test ran')
  })

  test('has a failure when the runner failed, even if no test did', () => {
    expect(trustworthy(1, { passed: 3, failed: 0, skipped: 0 })).toEqual({ passed: 3, failed: 1, skipped: 0 })
    expect(trustworthy(1, { passed: 3, failed: 2, skipped: 0 }).failed).toBe(2)
    expect(trustworthy(0, { passed: 3, failed: 0, skipped: 1 })).toEqual({ passed: 3, failed: 0, skipped: 1 })
  })

  test('is the sum of the stages, in one line', () => {
    const stages = [
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 0 },
    ]
    expect(summaryOf(sumOf(stages))).toBe('3 passed, 1 failed')
    expect(summaryOf({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped')
  })
})
