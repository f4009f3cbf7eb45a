import { expect, test } from 'vitest'

import { rowsInView } from './rows-in-view.ts'

test('rows in view are drawn, with some above and below', () => {
  expect(rowsInView(0, 340, 34)).toEqual({ first: 0, end: 16 })
  expect(rowsInView(34 * 50, 340, 34)).toEqual({ first: 44, end: 64 })
})

test('a little scrolling changes nothing', () => {
  expect(rowsInView(34 * 50 + 40, 340, 34)).toEqual(rowsInView(34 * 51, 340, 34))
})

test('whatever the place, all that is in view is drawn', () => {
  for (let scrolled = 0; scrolled < 5000; scrolled += 7) {
    const { first, end } = rowsInView(scrolled, 333, 34)
    expect(first * 34).toBeLessThanOrEqual(scrolled)
    expect(end * 34).toBeGreaterThanOrEqual(scrolled + 333)
  }
})
