import fc from 'fast-check'
import { expect, test } from 'vitest'

import { OrderWindow } from './order.ts'

const HOUR_US = 3.6e9

/** Whole and broken microseconds, near each other and years apart. */
const times = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: HOUR_US }),
    fc.double({ min: 0, max: HOUR_US, noNaN: true }),
    fc.integer({ min: 0, max: 60 }).map((years) => years * 8766 * HOUR_US),
  ),
  { maxLength: 200 },
)

test('after the end of a segment, what is a little late is taken as of its end, and the rest is too late', () => {
  const window = new OrderWindow()
  const times_us = [0, 500e6]
  times_us.forEach((time_us, row) => window.add(time_us, row))
  window.drop(window.earlier(true))
  expect(window.add(400e6, 2)).toBe(-1)
  window.endSegment()
  expect([window.add(400e6, 3), window.add(319e6, 4)].map((place) => place >= 0)).toEqual([true, false])
  window.add(600e6, 5)
  const places = window.earlier(true)
  expect([...places].map((place) => [window.flows.time_us[place], window.flows.row[place]])).toEqual([
    [500e6, 3],
    [600e6, 5],
  ])
  expect(window.late).toBe(2)
})

test('flows come out in order of time, each once, whatever their times are', () => {
  fc.assert(
    fc.property(times, times, (first, second) => {
      const window = new OrderWindow()
      const kept: number[] = []
      const out: number[] = []
      const put = (time_us: number) => {
        if (window.add(time_us, kept.length) >= 0) kept.push(time_us)
      }
      const take = (is_all: boolean) => {
        const places = window.earlier(is_all)
        for (const place of places) out.push(window.flows.time_us[place]!)
        window.drop(places)
      }
      first.forEach(put)
      take(false)
      second.forEach(put)
      take(true)
      expect(out).toEqual(kept.toSorted((one, other) => one - other))
      expect(window.late).toBe(first.length + second.length - kept.length)
    }),
    { numRuns: 60, seed: 1 },
  )
})
