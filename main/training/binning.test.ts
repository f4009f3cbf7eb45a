import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { binOf, cutsOf, MISSING_BIN } from './binning.ts'

const ones = (count: number): Float32Array => new Float32Array(count).fill(1)

describe('cuts of a feature', () => {
  test('lie midway between distinct values', () => {
    expect(Array.from(cutsOf(Float32Array.of(4, 1, 2, 2, NaN), ones(5)))).toEqual([1.5, 3])
  })

  test('are absent for a constant feature', () => {
    expect(cutsOf(Float32Array.of(3, 3, NaN), ones(3)).length).toBe(0)
  })

  test('follow weighted quantiles when there are too many values', () => {
    const values = Float32Array.from({ length: 100 }, (_, index) => index)
    expect(Array.from(cutsOf(values, ones(100), 4))).toEqual([24.5, 49.5, 74.5])
    const heavy_end = Float32Array.from(values, (value) => (value >= 98 ? 1000 : 1))
    expect(Array.from(cutsOf(values, heavy_end, 4))).toContain(98.5)
  })

  test('part float32 neighbours', () => {
    const cuts = cutsOf(Float32Array.of(1, Math.fround(1 + 2 ** -23)), ones(2))
    expect(binOf(1, cuts)).toBe(0)
    expect(binOf(Math.fround(1 + 2 ** -23), cuts)).toBe(1)
  })

  test('keep the order of values', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (numbers) => {
        const values = Float32Array.from(numbers)
        const cuts = cutsOf(values, ones(values.length), 5)
        expect(cuts.length).toBeLessThan(5)
        const codes = Array.from(values.toSorted()).map((value) => binOf(value, cuts))
        expect(codes).toEqual(codes.toSorted((one, other) => one - other))
      }),
    )
  })

  test('give missing values a code of their own', () => {
    expect(binOf(NaN, Float32Array.of(1))).toBe(MISSING_BIN)
  })
})
