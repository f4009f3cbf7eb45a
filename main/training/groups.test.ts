import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { foldsOf, groupsOf } from './groups.ts'

describe('groups of flows', () => {
  test('tie equal vectors and equal five-tuples, also through others', () => {
    const groups = groupsOf({
      rows: 5,
      features: Float32Array.of(1, 2, 1, 3, 4),
      five_tuples: Int32Array.of(0, 1, 1, -1, -1),
    })
    expect(Array.from(groups)).toEqual([0, 0, 0, 3, 4])
  })

  test('never straddle folds, and spread a stratum over them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 200 }), fc.integer(), (group_of_row, seed) => {
        const first = new Map<number, number>()
        const groups = Int32Array.from(group_of_row, (group, row) => {
          if (!first.has(group)) first.set(group, row)
          return first.get(group)!
        })
        const folds = foldsOf(groups, new Int32Array(groups.length), 3, seed)
        groups.forEach((group, row) => {
          expect(folds[row]).toBe(folds[group])
        })
        if (first.size >= 3) expect(new Set(folds).size).toBe(3)
      }),
    )
  })
})
