import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type BucketCount, mainRange } from './main-range.ts'

const counted = (...buckets: [bucket: number, flows: number][]): BucketCount[] =>
  buckets.map(([bucket, flows]) => ({ bucket, flows }))

test.each([
  [
    'one flow of 1970 in an afternoon of 2018',
    counted([200, 1], [421_000, 8], [421_001, 9], [421_004, 6]),
    [421_000, 421_004],
  ],
  ['one of 2106, and one of 1970', counted([0, 1], [421_000, 50], [421_009, 50], [1_192_000, 1]), [421_000, 421_009]],
  ['a week with its nights and a weekend', counted([0, 5], [9, 7], [24, 3], [96, 4]), [0, 96]],
  ['two captures a year apart', counted([0, 50], [8760, 60]), [0, 8760]],
  ['one hour', counted([7, 3]), [7, 7]],
  [
    'single flows an hour apart, and one of 1970 before them',
    counted([0, 1], ...Array.from({ length: 40 }, (_, at): [number, number] => [177e6 + 360 * at, 1])),
    [177e6, 177e6 + 360 * 39],
  ],
  ['times before 1970', counted([-400_000, 1], [-3, 30], [2, 30]), [-3, 2]],
])('%s', (_, counts, [first, last]) => {
  expect(mainRange(counts)).toEqual({ first, last })
})

test('leaves out a twentieth of the flows at most, and begins and ends where there are some', () => {
  const bucket = fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 1, max: 1000 }))
  fc.assert(
    fc.property(fc.uniqueArray(bucket, { minLength: 1, maxLength: 30, selector: ([at]) => at }), (buckets) => {
      const counts = counted(...buckets.toSorted(([one], [other]) => one - other))
      const { first, last } = mainRange(counts)
      const sum = (those: readonly BucketCount[]) => those.reduce((total, { flows }) => total + flows, 0)
      const inside = counts.filter((each) => each.bucket >= first && each.bucket <= last)
      expect([inside[0]?.bucket, inside.at(-1)?.bucket]).toEqual([first, last])
      expect(sum(inside)).toBeGreaterThanOrEqual(0.95 * sum(counts))
    }),
    { seed: 1 },
  )
})
