import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import { withOffsets } from './times-in-query.ts'

describe('times in a query', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'America/New_York'))
  afterEach(() => void vi.unstubAllEnvs())

  test.each([
    ['after:2017-07-07T15:00', 'after:2017-07-07T15:00-04:00'],
    ['after:2017-01-07T15:00:01.25 type:DDoS', 'after:2017-01-07T15:00:01.25-05:00 type:DDoS'],
    [
      '(before:2017-07-07 or -since:"2017-07-07 15:00") x',
      '(before:2017-07-07T00:00-04:00 or -since:2017-07-07T15:00-04:00) x',
    ],
    ['after:2017-07', 'after:2017-07-01T00:00-04:00'],
    ['after:2017-07-07T15:00Z before:2017-07-07T16:00+02:00', 'after:2017-07-07T15:00Z before:2017-07-07T16:00+02:00'],
    ['"2017-07-07" capture:2017-07-07', '"2017-07-07" capture:2017-07-07'],
    ['after:yesterday', 'after:yesterday'],
  ])('%s is read in the time zone of the window', (typed, asked) => {
    expect(withOffsets(typed, 'flows', 'local')).toBe(asked)
    expect(withOffsets(typed, 'flows', 'utc')).toBe(typed)
  })
})
