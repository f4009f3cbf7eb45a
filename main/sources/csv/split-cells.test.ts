import { expect, test } from 'vitest'

import { COMMA_SEPARATED, detectSeparators } from './separators.ts'
import { splitCells } from './split-cells.ts'

// What is quadratic here takes minutes, so that these tests would run into their time limit.
const MB = 1 << 20

test('a line of quotes before half a megabyte of spaces is a fault, and found at once', () => {
  const line = `"${'a"'.repeat(MB / 4)}${' '.repeat(MB / 2)},`
  expect(splitCells(line, COMMA_SEPARATED).fault).toBe('has quotes next to more than 255 spaces')
})

test('spaces around quoted cells are none', () => {
  const padding = ' '.repeat(255)
  expect(splitCells(`"a"${padding},"b"`, COMMA_SEPARATED)).toEqual({ cells: ['a', 'b'] })
})

test('many spaces without a quote are none either', () => {
  expect(splitCells(`a${' '.repeat(1000)},b`, COMMA_SEPARATED).fault).toBeUndefined()
})

test('a cell of a million digits does not hold up the search for decimal points', () => {
  expect(detectSeparators(['a;b', `1,5;${'1'.repeat(MB)}`]).is_decimal_comma).toBe(true)
})

test('addresses are no decimal points', () => {
  expect(detectSeparators(['a;b', '1,5;192.168.10.255']).is_decimal_comma).toBe(true)
  expect(detectSeparators(['a;b', '1,5;10.5']).is_decimal_comma).toBe(false)
})

test.each([
  ['a,b', '"1,5","12,25"', false],
  ['a,b', '"0,125","12,250"', false],
  ['a,b', '1,"1,234"', false],
  ['a;b', '1,234;12,345', false],
  ['a;b', '-1,234;1,5', true],
  ['a;b', '1,5;1,234.5', false],
  ['a;b', '1,5;1,234,567', false],
  ['a;b', '1234,567;7', true],
])('commas that may separate thousands are decimal only where another proves it: %s %s', (header, row, expected) => {
  expect(detectSeparators([header, row]).is_decimal_comma).toBe(expected)
})
