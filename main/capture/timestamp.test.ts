import { describe, expect, test } from 'vitest'

import { parseTimestampUs } from './timestamp.ts'

describe('a time in a capture', () => {
  test.each([
    ['2017-07-03 11:57:41.826651', 1499083061826651],
    ['2017-07-03T11:57:41.826651Z', 1499083061826651],
    ['2017-07-03 11:57:41', 1499083061000000],
    ['2017-07-03 11:57:41.5', 1499083061500000],
    ['2017-07-03 11:57:41.123456789', 1499083061123456],
    ['1970-01-01 00:00:00.000001', 1],
    ['2020-02-29 23:59:59.999999', 1583020799999999],
  ])('%s is UTC, to the microsecond', (text, time_us) => {
    expect(parseTimestampUs(text)).toBe(time_us)
  })

  test.each([
    '',
    'Timestamp',
    '1499083061',
    '7/7/2017 3:56',
    '2017-07-03',
    '2017-07-03 11:57:41+02:00',
    '2017-13-01 00:00:00',
    '2017-02-30 00:00:00',
    '2017-07-03 25:00:00',
    '2017-07-03 11:60:00',
    '2017-07-03 11:57:61',
  ])('"%s" is not known rather than guessed', (text) => {
    expect(parseTimestampUs(text)).toBeNaN()
  })

  test.each(['0001-01-01 00:00:00', '9999-12-31 23:59:59'])('%s is out of what the store can hold', (text) => {
    expect(parseTimestampUs(text)).toBeNaN()
  })
})
