import { describe, expect, test } from 'vitest'

import { failureOf } from '../testing/failure.ts'
import { niceWidth, TIME_WIDTHS } from '../scoring/bucket-width.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import { EventBus } from './event-bus.ts'
import { roundShare } from '../flow/round-share.ts'
import { isoFromClock, isoFromUs } from './time.ts'

describe('a cursor', () => {
  test.each([[[0]], [[1, 2, 3]], [[1499083061826651, 4_294_967_297]], [[-5, Number.MAX_SAFE_INTEGER]]])(
    'gives back the numbers %j',
    (parts) => {
      expect(decodeCursor(encodeCursor(...parts), parts.length)).toEqual(parts)
    },
  )

  test.each(['', '.', 'x.y.z', '!', '1.2', 'zzzzzzzzzzzzzzzzzzzz'])(
    '"%s" of another list is refused',
    async (cursor) => {
      const error = await failureOf(Promise.resolve().then(() => decodeCursor(cursor, 1)))
      expect(error.code).toBe('invalid_input')
    },
  )

  test('points behind the last row of a page only when a row follows', () => {
    expect(cutPage([1, 2, 3], 2)).toEqual({ items: [1, 2], last: 2 })
    expect(cutPage([1, 2], 2)).toEqual({ items: [1, 2], last: undefined })
    expect(cutPage([], 2)).toEqual({ items: [], last: undefined })
  })
})

describe('a time', () => {
  test.each([
    [0, '1970-01-01T00:00:00Z'],
    [1499083061826651, '2017-07-03T11:57:41.826651Z'],
    [1499083061500000, '2017-07-03T11:57:41.5Z'],
    [1499083061000001, '2017-07-03T11:57:41.000001Z'],
  ])('of %d microseconds is %s', (time_us, text) => {
    expect(isoFromUs(time_us)).toBe(text)
  })

  test('of the own clock has its place among others as text too', () => {
    const times_us = [1499083061000, 1499083061120, 1499083061123, 1499083062000].map((time_ms) => time_ms * 1000)
    const texts = times_us.map(isoFromClock)
    expect(texts[0]).toBe('2017-07-03T11:57:41.000Z')
    expect(texts.toReversed().toSorted((one, other) => one.localeCompare(other))).toEqual(texts)
  })
})

describe('the width of chart buckets', () => {
  test.each([1, 400, 401, 8641, 1_000_000, 99_999_999, 900_000_000])(
    'cuts %d stored buckets into at most 401',
    (range) => {
      for (const widths of [undefined, TIME_WIDTHS]) {
        const width = niceWidth(range, widths)
        expect(Number.isInteger(width)).toBe(true)
        expect(Math.ceil(range / width)).toBeLessThanOrEqual(400)
      }
    },
  )

  test('is the smallest that does', () => {
    expect(niceWidth(400, TIME_WIDTHS)).toBe(1)
    expect(niceWidth(401, TIME_WIDTHS)).toBe(3)
  })
})

test('a share is shown with six decimals, as the command line writes it', () => {
  for (const value of [0.1, 0.999999, 1 / 3, 0.9999996].map(Math.fround)) {
    expect(roundShare(value)).toBe(Number(value.toFixed(6)))
  }
})

test('a listener that throws keeps no other from an event', () => {
  const told: string[] = []
  const logged: string[] = []
  const events = new EventBus((message) => logged.push(message))
  events.subscribe(() => {
    throw new Error('window is gone')
  })
  const unsubscribe = events.subscribe(({ type }) => told.push(type))
  events.changed('flows')
  unsubscribe()
  events.changed('flows')
  expect(told).toEqual(['changed'])
  expect(logged.join()).toContain('window is gone')
})
