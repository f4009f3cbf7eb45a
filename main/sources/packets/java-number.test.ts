import { expect, test } from 'vitest'

import { javaDouble } from './java-number.ts'

test.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [12, '12.0'],
  [9_999_999, '9999999.0'],
  [10_000_000, '1.0E7'],
  [-1_340_954_905_298_858, '-1.340954905298858E15'],
  [0.001, '0.001'],
  [0.0001, '1.0E-4'],
  [1234.5, '1234.5'],
  [12_345_678.9, '1.23456789E7'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [Number.NaN, 'NaN'],
])('%d is written as Java writes it: %s', (value, text) => {
  expect(javaDouble(value)).toBe(text)
})
