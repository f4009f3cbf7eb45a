import { expect, test } from 'vitest'

import { binAt, movedRange, orderedRange, timesOf } from './bin-range.ts'
import type { Bin } from '../../../contract/chart-bins.ts'

const BINS: readonly Bin[] = [0, 10, 20].map((start) => ({ start, end: start + 10, counts: {} }))

test.each([
  [-5, 0],
  [0, 0],
  [33, 0],
  [34, 1],
  [99, 2],
  [500, 2],
])('at %d of 100 pixels is bin %d of three', (x, bin) => {
  expect(binAt(x, 100, 3)).toBe(bin)
})

test('keys move a cursor, and with Shift leave one end in place', () => {
  const key = (name: string, shiftKey = false) => ({ key: name, shiftKey })
  const first = movedRange(null, key('ArrowRight'), 3)
  expect(first).toEqual({ anchor: 0, cursor: 0 })
  const wide = movedRange(first ?? null, key('ArrowRight', true), 3)
  expect(wide).toEqual({ anchor: 0, cursor: 1 })
  expect(movedRange(wide ?? null, key('ArrowLeft'), 3)).toEqual({ anchor: 0, cursor: 0 })
  expect(movedRange(wide ?? null, key('End', true), 3)).toEqual({ anchor: 0, cursor: 2 })
  expect(movedRange(null, key('ArrowLeft'), 3)).toEqual({ anchor: 2, cursor: 2 })
  expect(movedRange(null, key('x'), 3)).toBeUndefined()
  expect(movedRange(null, key('Home'), 0)).toBeUndefined()
})

test('a choice covers its bins from end to end, whichever came first', () => {
  expect(timesOf(orderedRange({ anchor: 2, cursor: 1 }), BINS)).toEqual({ start: 10, end: 30 })
  expect(timesOf({ first: 1, last: 7 }, BINS)).toBeNull()
})
