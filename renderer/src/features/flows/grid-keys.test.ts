import fc from 'fast-check'
import { expect, it } from 'vitest'

import { HEADER_ROW, placeAfterKey } from './grid-keys.ts'

const after = (key: string, row: number, column: number, ctrlKey = false) =>
  placeAfterKey({ key, ctrlKey }, { row, column }, 100, 9)

it('goes from cell to cell, to the ends of a row, and to the ends of the grid', () => {
  expect(after('ArrowDown', 3, 2)).toEqual({ row: 4, column: 2 })
  expect(after('ArrowUp', 3, 2)).toEqual({ row: 2, column: 2 })
  expect(after('ArrowLeft', 3, 2)).toEqual({ row: 3, column: 1 })
  expect(after('ArrowRight', 3, 2)).toEqual({ row: 3, column: 3 })
  expect(after('Home', 3, 2)).toEqual({ row: 3, column: 0 })
  expect(after('End', 3, 2)).toEqual({ row: 3, column: 8 })
  expect(after('Home', 3, 2, true)).toEqual({ row: 0, column: 0 })
  expect(after('End', 3, 2, true)).toEqual({ row: 99, column: 8 })
  expect(after('PageDown', 3, 2)).toEqual({ row: 23, column: 2 })
  expect(after('x', 3, 2)).toBeUndefined()
})

it('leads to the end of a page, and from there to the end of the next one, of a list of any length', () => {
  const toEnd = (row: number, rows: number) =>
    placeAfterKey({ key: 'End', ctrlKey: true }, { row, column: 2 }, rows, 9)?.row
  expect([toEnd(HEADER_ROW, Infinity), toEnd(0, Infinity), toEnd(99, Infinity)]).toEqual([99, 99, 199])
  expect([toEnd(100, Infinity), toEnd(150, 170), toEnd(169, 170)]).toEqual([199, 169, 169])
  expect(placeAfterKey({ key: 'PageDown', ctrlKey: false }, { row: 95, column: 2 }, Infinity, 9)?.row).toBe(115)
})

it('goes up from the first row to the header, along it, and down again', () => {
  expect(after('ArrowUp', 0, 2)).toEqual({ row: HEADER_ROW, column: 2 })
  expect(after('PageUp', 0, 2)).toEqual({ row: 0, column: 2 })
  expect(after('ArrowRight', HEADER_ROW, 2)).toEqual({ row: HEADER_ROW, column: 3 })
  expect(after('End', HEADER_ROW, 2)).toEqual({ row: HEADER_ROW, column: 8 })
  expect(after('ArrowUp', HEADER_ROW, 2)).toEqual({ row: HEADER_ROW, column: 2 })
  expect(after('ArrowDown', HEADER_ROW, 2)).toEqual({ row: 0, column: 2 })
})

it('never leaves the grid', () => {
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End']
  fc.assert(
    fc.property(
      fc.constantFrom(...keys),
      fc.boolean(),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(99),
      fc.nat(8),
      (key, ctrlKey, rows, columns, row, column) => {
        const place = placeAfterKey({ key, ctrlKey }, { row: row % rows, column: column % columns }, rows, columns)
        expect(place?.row).toBeGreaterThanOrEqual(key === 'ArrowUp' ? HEADER_ROW : 0)
        expect(place?.row).toBeLessThan(rows)
        expect(place?.column).toBeGreaterThanOrEqual(0)
        expect(place?.column).toBeLessThan(columns)
      },
    ),
  )
})
