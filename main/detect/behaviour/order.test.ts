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
