import fc from 'fast-check'
import { expect, test } from 'vitest'

import { TimeOrder } from './time-order.ts'

/** @returns index of each packet in the order in which they are taken */
function order(times_us: readonly number[], window: number) {
  const taken: number[] = []
  const sorter = new TimeOrder((words, base) => taken.push(words[base]!), window)
  times_us.forEach((time_us, index) => {
    sorter.words[sorter.base] = index
    sorter.put(time_us)
  })
  sorter.finish()
  return { taken, moved: sorter.moved, late: sorter.late }
}

test('packets come in the order of their times; those of equal time keep the order of the file', () => {
  expect(order([5, 3, 5, 4, 3], 8)).toEqual({ taken: [1, 4, 3, 0, 2], moved: 3, late: 0 })
})

test('a packet without a time keeps its place', () => {
  expect(order([5, 0, 7], 8)).toEqual({ taken: [0, 1, 2], moved: 0, late: 0 })
})

test('a packet that is later than the window stands where it came, and is counted', () => {
  expect(order([10, 20, 30, 40, 5], 2)).toEqual({ taken: [0, 1, 2, 4, 3], moved: 1, late: 1 })
})

test('a window of one keeps the order of the file', () => {
  expect(order([5, 3, 4, 9], 1)).toEqual({ taken: [0, 1, 2, 3], moved: 2, late: 2 })
})

test('whatever the times, every packet comes once, and in order when the window is large enough', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 64 }),
      (times_us, window) => {
        const { taken, late } = order(times_us, window)
        expect([...taken].sort((left, right) => left - right)).toEqual(times_us.map((_, index) => index))
        if (late > 0 || window === 1) return
        const sorted = times_us
          .map((_, index) => index)
          .sort((left, right) => times_us[left]! - times_us[right]! || left - right)
        expect(taken).toEqual(sorted)
      },
    ),
  )
})
