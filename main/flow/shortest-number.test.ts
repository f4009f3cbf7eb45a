import fc from 'fast-check'
import { expect, it } from 'vitest'

import { shortestNumber } from './shortest-number.ts'

it('writes a number of single precision as it was written', () => {
  expect([0.1, 1234.5, 16_777_216, -2.718].map((number) => shortestNumber(Math.fround(number)))).toEqual([
    0.1, 1234.5, 16_777_216, -2.718,
  ])
})

it('stands for the very number', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(Math.fround(shortestNumber(number)) === number).toBe(true)
    }),
  )
})
