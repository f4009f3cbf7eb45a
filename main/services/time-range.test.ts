import { expect, test } from 'vitest'

import { readRange } from './time-range.ts'

test('a range has both ends, or one, or is none', () => {
  const nine_us = Date.UTC(2024, 4, 6, 9) * 1000
  expect(readRange(undefined, undefined)).toBeNull()
  expect(readRange('2024-05-06T09:00', '2024-05-06T11:00:10+02:00')).toEqual({
    from_us: nine_us,
    to_us: nine_us + 10e6,
  })
  expect(readRange('2024-05-06T09:00Z', undefined)).toMatchObject({ from_us: nine_us })
  expect(readRange(undefined, '2024-05-06T09:00Z')).toEqual({ from_us: 0, to_us: nine_us })
})

test.each([
  ['soon', undefined, 'after is "soon", which is no time such as 2017-07-07T15:00.'],
  ['2024-05-06T09:00:05Z', undefined, 'after is not a multiple of ten seconds.'],
  ['2024-05-06', '2024-05-06', 'before is not later than after.'],
])('a range from %s to %s is refused with the reason', (after, before, reason) => {
  expect(() => readRange(after, before)).toThrow(reason)
})
