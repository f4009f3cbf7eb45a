import fc from 'fast-check'
import { expect, test } from 'vitest'

import { gapsBetween, placeWithoutGaps, widened } from './capture-gaps.ts'

const span = (first: number, last: number) => ({ first, last })

test.each([
  ['none', [], []],
  ['one capture', [span(3, 9)], []],
  ['captures that touch or overlap', [span(0, 9), span(10, 20), span(5, 30)], []],
  ['a pause', [span(0, 99), span(105, 200)], []],
  ['two days of work and the night between', [span(0, 99), span(250, 349)], [span(100, 249)]],
  ['captures in any order', [span(900, 999), span(0, 99), span(400, 449)], [span(100, 399), span(450, 899)]],
])('gaps between captures: %s', (_, spans, gaps) => {
  expect(gapsBetween(spans)).toEqual(gaps)
})

const spans = fc.array(
  fc.tuple(fc.nat(5000), fc.nat(300)).map(([first, length]) => span(first, first + length)),
  { minLength: 1, maxLength: 40 },
)

test('no bucket of a capture is in a gap, and without gaps buckets keep their order', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 50 }), (captures, width) => {
      const gaps = gapsBetween(captures)
      const isIn = (bucket: number, cut: readonly { first: number; last: number }[]) =>
        cut.some(({ first, last }) => bucket >= first && bucket <= last)
      const wide = widened(gaps, width)
      for (const bucket of captures.flatMap(({ first, last }) => [first, last])) {
        expect(isIn(bucket, gaps)).toBe(false)
        expect(isIn(Math.floor(bucket / width), wide)).toBe(false)
      }
      const ends = captures.flatMap(({ first, last }) => [first, last]).toSorted((one, other) => one - other)
      const places = ends.map((bucket) => placeWithoutGaps(bucket, gaps))
      expect(places).toEqual(places.toSorted((one, other) => one - other))
      expect(new Set(places).size).toBe(new Set(ends).size)
    }),
  )
})
